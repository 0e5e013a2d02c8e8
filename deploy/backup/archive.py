"""The archive: a zip whose members are hashed as they are written, and checked before anything
is taken from them. Memory is bounded: members pass through in pieces and lines."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from deploy.backup.errors import ArchiveDamagedError
from deploy.backup.manifest import NAME, Manifest, Member, read_manifest

PIECE = 1024 * 1024
LONGEST_MANIFEST = 256 * PIECE  # a million uploads
LONGEST_LINE = 256 * PIECE
_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class ArchiveWriter:
    def __init__(self, file: BinaryIO) -> None:
        self.zip = ZipFile(file, "w", ZIP_DEFLATED)

    def add(self, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> Member:
        """`packed=False` for what is compressed already."""
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = sha256(), 0
        with self.zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        return Member(name=name, bytes=size, sha256=digest.hexdigest())

    def describe(self, manifest: Manifest) -> None:
        self.zip.writestr(NAME, manifest.model_dump_json(indent=1))

    def close(self) -> None:
        self.zip.close()


class ArchiveReader:
    """Raises `ArchiveDamagedError` wherever the file is not what a backup wrote."""

    def __init__(self, file: BinaryIO) -> None:
        with _damage():
            self.zip = ZipFile(file)
            self.infos = {info.filename: info for info in self.zip.infolist()}
        self.manifest = read_manifest(self._read_manifest())
        self._check_members()

    def verify(self) -> None:
        """Every byte against the manifest."""
        for member in self.manifest.members():
            for _ in self.pieces(member):
                pass

    def pieces(self, member: Member) -> Iterator[bytes]:
        digest, size = sha256(), 0
        with _damage(), self.zip.open(self.infos[member.name]) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                if size > member.bytes:
                    break
                digest.update(piece)
                yield piece
        if size != member.bytes or digest.hexdigest() != member.sha256:
            raise ArchiveDamagedError(what=f"{member.name} is not what was backed up")

    def lines(self, member: Member) -> Iterator[bytes]:
        with _damage(), self.zip.open(self.infos[member.name]) as file:
            buffered: IO[bytes] = io.BufferedReader(file, PIECE)  # type: ignore[type-var]
            while line := buffered.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise ArchiveDamagedError(what=f"{member.name} has a line without an end")
                yield line

    def close(self) -> None:
        self.zip.close()

    def _read_manifest(self) -> bytes:
        info = self.infos.get(NAME)
        if info is None or info.file_size > LONGEST_MANIFEST:
            raise ArchiveDamagedError(what="it has no manifest")
        with _damage(), self.zip.open(info) as file:
            return file.read(LONGEST_MANIFEST)

    def _check_members(self) -> None:
        expected = {member.name: member.bytes for member in self.manifest.members()}
        found = {info.filename: info.file_size for info in self.zip.infolist()}
        found.pop(NAME, None)
        if found != expected or len(self.zip.infolist()) != len(expected) + 1:
            raise ArchiveDamagedError(what="it does not hold what its manifest lists")


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise ArchiveDamagedError(what=str(error) or type(error).__name__) from error
