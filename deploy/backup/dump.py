"""Make an archive: all tables as they were at one instant, the uploads that they name, a manifest.

Everything is read in one transaction while the installation runs. An upload never changes once
its row is there; one that was deleted since the transaction began is listed as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Table, select

from deploy.backup.archive import PIECE, ArchiveWriter
from deploy.backup.manifest import KEY, Column, Manifest, Member, TableDump
from deploy.backup.secret import fingerprint
from deploy.backup.values import encode_row, kind_of
from lti_tool.db import Base, Database, utcnow
from lti_tool.models import Source
from lti_tool.revision import HEAD
from lti_tool.services.sources import LIVING
from lti_tool.services.uploads import source_path
from lti_tool.settings import Settings

ROWS_AT_A_TIME = 500
ALL_TABLES = Base.metadata.sorted_tables

Tell = Callable[[str], None]


def write_backup(
    settings: Settings, database: Database, file: BinaryIO, *, with_keys: bool, tell: Tell
) -> Manifest:
    """Into an empty, seekable file. Raises OSError."""
    made_at = utcnow().isoformat()
    with closing(ArchiveWriter(file)) as writer:
        with _snapshot(database) as connection:
            tables = [_dump_table(writer, connection, one, tell) for one in ALL_TABLES]
            files, missing = _dump_uploads(writer, connection, settings.uploads, tell)
        manifest = Manifest(
            release=version("coursewright"),
            revision=HEAD,
            made_at=made_at,
            made_on=database.engine.dialect.name,
            secret=fingerprint(settings.secret_key),
            tables=tables,
            files=files,
            missing=missing,
            key=writer.add(KEY, [settings.secret_key]) if with_keys else None,
        )
        writer.describe(manifest)
    return manifest


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """SQLite's readers see one instant anyway, PostgreSQL's where they ask for it."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        yield connection


def _dump_table(
    writer: ArchiveWriter, connection: Connection, table: Table, tell: Tell
) -> TableDump:
    """In the order of the primary key, so that two backups of the same rows are the same."""
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        query = select(table).order_by(*table.primary_key.columns)
        options = {"stream_results": True, "yield_per": ROWS_AT_A_TIME}
        for row in connection.execute(query, execution_options=options):
            count += 1
            yield encode_row(tuple(row))

    member = writer.add(f"tables/{table.name}.jsonl", lines())
    tell(f"{table.name}: {count}")
    columns = [Column(name=one.name, kind=kind_of(one.type)) for one in table.columns]
    return TableDump(name=table.name, columns=columns, rows=count, member=member)


def _dump_uploads(
    writer: ArchiveWriter, connection: Connection, uploads: Path, tell: Tell
) -> tuple[list[Member], list[str]]:
    query = select(Source.context_id, Source.id).where(Source.state.in_(LIVING)).order_by(Source.id)
    files, missing = [], []
    for context_id, source_id in connection.execute(query).all():
        name = f"uploads/{context_id}/{source_id}"
        try:
            file = source_path(uploads, context_id, source_id).open("rb")
        except FileNotFoundError:
            missing.append(name)
            continue
        with file:
            files.append(writer.add(name, iter(lambda: file.read(PIECE), b""), packed=False))  # noqa: B023
    tell(f"uploads: {len(files)}")
    return files, missing
