"""Course files on disk: in by a hidden name, hashed as they come, kept under their source's id.

A file is complete before its row is committed, and its row decides whether it stays: whatever no
living row names is removed by `tidy_uploads`, so that a crash at any instant leaves no orphans.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from lti_tool.db import new_id
from lti_tool.errors import ToolError

READABLE = (
    ".pdf", ".docx", ".pptx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text",
)  # fmt: skip
ORPHAN_SECONDS = 3600
FILENAME_CHARACTERS = 255
_FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageFullError(ToolError):
    code = "storage_full"
    status = 507
    message = (
        "The tool's storage is full, so nothing of this upload was stored. "
        "Tell the administrator, and upload again afterwards."
    )


@dataclass(frozen=True, slots=True)
class Upload:
    """What came in; `size` in bytes."""

    filename: str
    media_type: str
    size: int
    sha256: str


class IncomingFile:
    """A file on its way in: file-like for whoever parses the request, hashed while it is written.

    Writing raises `StorageFullError` where the disk is full; nothing is left behind then.
    """

    def __init__(self, uploads: Path) -> None:
        with _storage():
            folder = uploads / "incoming"
            folder.mkdir(parents=True, exist_ok=True)
            self.path = folder / f"{new_id()}.part"
            self._file = cast(BinaryIO, self.path.open("w+b", buffering=0))
        self._hash = sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        try:
            with _storage():
                _write_all(self._file, data)
        except StorageFullError:
            self.discard()
            raise
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def readline(self, size: int = -1) -> bytes:
        return self._file.readline(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def close(self) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def settle(self) -> None:
        """On the disk for good. Before the transaction, since it may take seconds."""
        with _storage():
            os.fsync(self._file.fileno())

    def keep(self, target: Path) -> None:
        with _storage():
            target.parent.mkdir(parents=True, exist_ok=True)
            self.path.replace(target)

    def discard(self) -> None:
        """Harmless for a file that was kept."""
        self.close()
        self.path.unlink(missing_ok=True)


def source_path(uploads: Path, context_id: str, source_id: str) -> Path:
    return uploads / context_id / source_id


def clean_filename(name: str) -> str:
    """The last part of a path, printable, its ending kept where it is too long; "" if nothing."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = " ".join("".join(c for c in last if c.isprintable()).split())
    if len(shown) <= FILENAME_CHARACTERS:
        return shown
    ending = PurePosixPath(shown).suffix[:20]
    return shown[: FILENAME_CHARACTERS - len(ending)] + ending


def is_readable(filename: str) -> bool:
    return PurePosixPath(filename).suffix.lower() in READABLE


def show_size(size: int) -> str:
    """Bytes in the unit in which a person thinks of a file."""
    megabytes = size / (1024 * 1024)
    return f"{megabytes:.1f} MB" if megabytes >= 1 else f"{-(-size // 1024)} KB"


def tidy_uploads(uploads: Path, context_id: str, living: Collection[str], now: float) -> None:
    """Remove files that no living source of the course names, once they are an hour old.

    `now` is a POSIX time. Younger ones may belong to a transaction that is not committed yet.
    """
    folders = (uploads / context_id, uploads / "incoming")
    for path in (path for folder in folders if folder.is_dir() for path in folder.iterdir()):
        if path.name not in living and now - path.stat().st_mtime > ORPHAN_SECONDS:
            path.unlink(missing_ok=True)


def _write_all(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def _storage() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError from error
        raise
