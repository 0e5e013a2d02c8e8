"""Checking a DOCX or PPTX before any parser opens it: size it unfolds to, and XML entities."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from generators.sources.errors import (
    ArchiveBombError,
    CorruptError,
    EncryptedError,
    EntityBombError,
)
from generators.sources.limits import Limits

_CHUNK = 256 * 1024
_XML = (".xml", ".rels", ".vml")
_DAMAGED = "The file is damaged: a part of it cannot be unpacked. Save it anew and upload it."


def _bomb(what: str) -> ArchiveBombError:
    return ArchiveBombError(
        f"The file unfolds to {what}, far more than a document holds. Save it anew and upload it."
    )


def _check_directory(members: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """What the archive says of itself."""
    total = sum(member.file_size for member in members)
    if len(members) > limits.members:
        raise _bomb(f"{len(members)} parts")
    if total > limits.unpacked_bytes:
        raise _bomb(f"{total / 1e6:.0f} MB")
    if total > limits.ratio_floor_bytes and total > limits.unpacked_ratio * size:
        raise _bomb(f"{total // max(size, 1)} times its size")
    if any(member.flag_bits & 0x1 for member in members):
        raise EncryptedError("The file is protected by a password. Save it without and upload it.")


def _read_bounded(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> tuple[int, bool]:
    """How many bytes the part really unfolds to, and whether it declares a document type.

    NULs are taken out first, or UTF-16 would hide the declaration.
    """
    count, declares, tail = 0, False, b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            count += len(chunk)
            if count > most:
                raise _bomb(f"more than {most / 1e6:.0f} MB in one part")
            window = tail + chunk.replace(b"\0", b"")
            declares = declares or b"<!DOCTYPE" in window or b"<!ENTITY" in window
            tail = window[-16:]
    return count, declares


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    total = 0
    for member in archive.infolist():
        is_xml = member.filename.lower().endswith(_XML)
        most = min(limits.part_bytes if is_xml else limits.unpacked_bytes, limits.unpacked_bytes)
        count, declares = _read_bounded(archive, member, most)
        total += count
        if total > limits.unpacked_bytes:
            raise _bomb(f"more than {limits.unpacked_bytes / 1e6:.0f} MB")
        if declares and is_xml:
            raise EntityBombError(
                "The file declares XML entities, which a document never needs and an attack does."
                " Save it anew from your word processor and upload it."
            )


def check_archive(path: Path, limits: Limits) -> None:
    """Raises `SourceError` where the archive is a bomb, encrypted, damaged or declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive.infolist(), path.stat().st_size, limits)
            _check_parts(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise CorruptError(_DAMAGED) from error
