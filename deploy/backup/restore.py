"""Restore an archive: checked as a whole first, then rows and files together or not at all.

Files are unpacked beside the uploads and take their place just before the commit; a commit that
fails puts the old ones back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from deploy.backup.archive import ArchiveReader
from deploy.backup.errors import (
    ArchiveNewerError,
    ArchiveTooLargeError,
    NotEmptyError,
    OtherSecretError,
)
from deploy.backup.load import list_full_tables, load_tables
from deploy.backup.manifest import UPLOAD, Manifest
from deploy.backup.secret import fingerprint
from deploy.private_file import write_private
from lti_tool.db import Database
from lti_tool.migrate import list_revisions
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.row_parts import open_orm
from lti_tool.services.uploads import source_path
from lti_tool.settings import Settings


def restore_backup(
    settings: Settings, database: Database, file: BinaryIO, *, force: bool, any_key: bool
) -> Manifest:
    """Raises a `BackupError` or OSError, and has changed nothing then.

    A secret key in the archive is written to the data folder; the environment's goes before it.
    """
    with closing(ArchiveReader(file)) as archive:
        _check_release(archive.manifest)
        _check_size(archive.manifest, settings.data)
        _check_secret(archive.manifest, settings, any_key)
        archive.verify()
        if not force:
            _check_empty(settings, database)
        staged = settings.data / "uploads.restoring"
        shutil.rmtree(staged, ignore_errors=True)
        try:
            _unpack(archive, staged)
            with _taking_place(staged, settings.uploads), database.write_plainly() as connection:
                load_tables(connection, archive)
                note_restore(connection, archive.manifest)
                _swap(staged, settings.uploads)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        _keep_key(archive, settings)
        return archive.manifest


def _check_release(manifest: Manifest) -> None:
    if manifest.revision not in list_revisions():
        raise ArchiveNewerError(revision=manifest.revision, release=manifest.release[:40])


def _check_size(manifest: Manifest, data: Path) -> None:
    """The archive's members cannot unpack to more than the manifest says: see archive.pieces."""
    free = shutil.disk_usage(data).free
    if manifest.unpacked_bytes > free:
        raise ArchiveTooLargeError(bytes=manifest.unpacked_bytes, free=free)


def _check_secret(manifest: Manifest, settings: Settings, any_key: bool) -> None:
    known = manifest.key is not None or manifest.secret == fingerprint(settings.secret_key)
    if not known and not any_key:
        raise OtherSecretError


def _check_empty(settings: Settings, database: Database) -> None:
    with database.read_plainly() as connection:
        full = list_full_tables(connection)
    if full:
        raise NotEmptyError(what=f"its database has rows ({', '.join(full[:3])}, ...)")
    if settings.uploads.is_dir() and any(settings.uploads.iterdir()):
        raise NotEmptyError(what=f"{settings.uploads} holds files")


def _unpack(archive: ArchiveReader, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    for member in archive.manifest.files:
        found = UPLOAD.fullmatch(member.name)
        assert found, "the manifest was checked"
        path = source_path(folder, found[1], found[2])
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            for piece in archive.pieces(member):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())


def note_restore(connection: Connection, manifest: Manifest) -> None:
    with open_orm(connection) as session:
        note_audit(session, COMMAND_LINE, "backup.restore", manifest.made_at)


def _swap(staged: Path, uploads: Path) -> None:
    if uploads.exists():
        uploads.replace(_before(uploads))
    staged.replace(uploads)


@contextmanager
def _taking_place(staged: Path, uploads: Path) -> Iterator[None]:
    """Around the transaction that swaps within: undo it where the commit fails."""
    old = _before(uploads)
    shutil.rmtree(old, ignore_errors=True)
    try:
        yield
    except BaseException:
        if old.exists():
            if uploads.exists():
                uploads.replace(staged)
            old.replace(uploads)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _before(uploads: Path) -> Path:
    return uploads.with_name("uploads.before-restore")


def _keep_key(archive: ArchiveReader, settings: Settings) -> None:
    member = archive.manifest.key
    if member is not None:
        write_private(settings.data / "secret.key", b"".join(archive.pieces(member)).decode())
