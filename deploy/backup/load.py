"""Put an archive's rows into a database: at the archive's revision first, then upgraded, all in
one transaction. Databases that are not ours (other tables) are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    MetaData,
    Table,
    bindparam,
    column,
    inspect,
    select,
    table,
)
from sqlalchemy.exc import DataError, IntegrityError

from deploy.backup.archive import ArchiveReader
from deploy.backup.errors import ArchiveDamagedError, RowMisfitError
from deploy.backup.manifest import TableDump
from deploy.backup.values import KINDS, decode_row
from lti_tool.db import Base
from lti_tool.migrate import migrate_within
from lti_tool.revision import VERSIONS

ROWS_AT_A_TIME = 500


def list_full_tables(connection: Connection) -> list[str]:
    """Our tables that hold any row."""
    there = set(inspect(connection).get_table_names())
    names = sorted(name for name in Base.metadata.tables if name in there)
    queries = {name: select(1).select_from(table(name)).limit(1) for name in names}
    return [name for name, query in queries.items() if connection.scalar(query)]


def load_tables(connection: Connection, archive: ArchiveReader) -> None:
    """Replaces all tables. Raises `ArchiveDamagedError`, `RowMisfitError`."""
    if (
        connection.dialect.name == "postgresql"
    ):  # something still runs: say so, do not wait for good
        connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
    _drop_tables(connection)
    migrate_within(connection, archive.manifest.revision)
    there = MetaData()
    there.reflect(connection)
    dumps = {dump.name: dump for dump in archive.manifest.tables}
    tables = [one for one in there.sorted_tables if one.name in dumps]
    _check_tables(there, dumps)
    for one in tables:
        _load_table(connection, archive, one, dumps[one.name])
    migrate_within(connection)


def _drop_tables(connection: Connection) -> None:
    Base.metadata.drop_all(connection)
    if inspect(connection).has_table(VERSIONS.name):
        connection.exec_driver_sql(f"DROP TABLE {VERSIONS.name}")


def _check_tables(there: MetaData, dumps: dict[str, TableDump]) -> None:
    for name, dump in dumps.items():
        expected = {one.name for one in there.tables[name].columns} if name in there.tables else {}
        if set(expected) != {one.name for one in dump.columns}:
            raise ArchiveDamagedError(what=f"its table {name} is none of its revision")


def _load_table(
    connection: Connection, archive: ArchiveReader, target: Table, dump: TableDump
) -> None:
    """References within the table come last: a row may refer to one that comes later."""
    own = _own_references(target)
    into = _typed(target, dump)
    count = 0
    try:
        for rows in _batches(_rows(archive, dump)):
            connection.execute(into.insert(), [row | dict.fromkeys(own) for row in rows])
            count += len(rows)
        for name in own:
            _refer(connection, into, name, _rows(archive, dump))
    except (IntegrityError, DataError) as error:
        reason = str(error.orig).splitlines()[0]
        made_on = archive.manifest.made_on
        raise RowMisfitError(table=dump.name, reason=reason, made_on=made_on) from error
    if count != dump.rows:
        raise ArchiveDamagedError(what=f"the table {dump.name} has {count} rows, not {dump.rows}")


def _own_references(target: Table) -> list[str]:
    keys = (key for key in target.foreign_keys if key.column.table is target)
    return sorted(key.parent.name for key in keys)


def _typed(target: Table, dump: TableDump) -> Any:
    """The table with our types: a reflected time has no zone on SQLite. A JSON null where none
    may stand in SQL stays one."""
    columns = []
    for one in dump.columns:
        kind = KINDS[one.kind]
        if one.kind == "json":
            kind = JSON(none_as_null=bool(target.columns[one.name].nullable))
        columns.append(column(one.name, kind))
    return table(target.name, *columns)


def _rows(archive: ArchiveReader, dump: TableDump) -> Iterator[dict[str, Any]]:
    names, kinds = [one.name for one in dump.columns], [one.kind for one in dump.columns]
    for line in archive.lines(dump.member):
        try:
            yield dict(zip(names, decode_row(line, kinds), strict=True))
        except (ValueError, RecursionError) as error:
            raise ArchiveDamagedError(what=f"{dump.member.name}: {error}") from error


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, ROWS_AT_A_TIME)):
        yield batch


def _refer(connection: Connection, into: Any, name: str, rows: Iterator[dict[str, Any]]) -> None:
    statement = (
        into.update().where(into.c.id == bindparam("row_id")).values({name: bindparam("refers_to")})
    )
    pairs = ({"row_id": row["id"], "refers_to": row[name]} for row in rows if row[name] is not None)
    for batch in _batches(pairs):
        connection.execute(statement, batch)
