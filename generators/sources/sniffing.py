"""What a file really is, by its first bytes, against what its name says."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path, PurePosixPath

from generators.sources.errors import (
    CorruptError,
    EmptySourceError,
    EncryptedError,
    MislabelledError,
    TooLargeError,
    UnsupportedTypeError,
)
from generators.sources.limits import Limits


class Format(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


_BY_SUFFIX = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".pptx": Format.PPTX,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
}
_BY_MEDIA_TYPE = {
    "application/pdf": Format.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Format.PPTX,
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "text/plain": Format.TEXT,
}
_TEXT_FORMATS = frozenset({Format.HTML, Format.MARKDOWN, Format.TEXT})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive",
    b"{\\rtf": "an RTF document",
    b"SQLite": "a database",
}
_TAKEN = "PDF, DOCX, PPTX, HTML, Markdown and text files are read"


def _declared(media_type: str, filename: str) -> Format:
    suffix = PurePosixPath(filename).suffix.lower()
    declared = _BY_SUFFIX.get(suffix) or _BY_MEDIA_TYPE.get(media_type.split(";")[0].strip())
    if declared is None:
        raise UnsupportedTypeError(
            f"{filename!r} is of a type that cannot be read. {_TAKEN}; save it as one of those."
        )
    return declared


def _office_format(path: Path) -> Format | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CorruptError("The file is damaged: its archive cannot be opened.") from error
    if "word/document.xml" in names:
        return Format.DOCX
    return Format.PPTX if "ppt/presentation.xml" in names else None


def _ole_error(path: Path, declared: Format) -> Exception:
    """A password-protected DOCX is an OLE container with an EncryptedPackage stream."""
    with path.open("rb") as file:
        head = file.read(1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return EncryptedError("The file is protected by a password. Save it without and upload it.")
    return MislabelledError(
        f"The file is an old Office document, not {declared}. Save it as DOCX or PPTX."
    )


def _sniff_binary(path: Path, head: bytes, declared: Format) -> Format | None:
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return _office_format(path)
    if head.startswith(_OLE):
        raise _ole_error(path, declared)
    for magic, what in _OTHER_MAGIC.items():
        if head.startswith(magic):
            raise MislabelledError(f"The file is {what}, not {declared}. {_TAKEN}.")
    return None


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return b"\0" not in head


def check_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise EmptySourceError("The file is empty. Choose another one.")
    if size > limits.file_bytes:
        raise TooLargeError(
            f"The file has {size / 1e6:.0f} MB; at most {limits.file_bytes / 1e6:.0f} MB are read."
            " Split it, or save its pictures smaller."
        )


def sniff_format(path: Path, media_type: str, filename: str, limits: Limits) -> Format:
    """The format by which to read the file.

    Raises `SourceError`: empty, too large, of an unsupported type, encrypted, damaged, or of
    another type than its name says.
    """
    check_size(path, limits)
    declared = _declared(media_type, filename)
    with path.open("rb") as file:
        head = file.read(4096)
    real = _sniff_binary(path, head, declared)
    if real is declared or (real is None and declared in _TEXT_FORMATS and _looks_like_text(head)):
        return declared
    found = f"a {real.upper()} file" if real else "not one"
    raise MislabelledError(
        f"The name says {declared.upper()}, but the file is {found}. "
        "Give it the right ending or save it anew."
    )
