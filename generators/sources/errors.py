"""Why a file could not be read at all. `code` is stable and names the sentence a page shows."""

from __future__ import annotations

from typing import ClassVar


class SourceError(ValueError):
    """The message says in English what happened and what to do."""

    code: ClassVar[str] = "unreadable"


class EmptySourceError(SourceError):
    code = "empty"


class TooLargeError(SourceError):
    code = "too_large"


class UnsupportedTypeError(SourceError):
    code = "unsupported"


class MislabelledError(SourceError):
    """The content is of another type than the name says."""

    code = "mislabelled"


class EncryptedError(SourceError):
    code = "encrypted"


class CorruptError(SourceError):
    code = "corrupt"


class ArchiveBombError(SourceError):
    """A DOCX or PPTX unfolds to far more than a document holds."""

    code = "archive_bomb"


class EntityBombError(SourceError):
    """An XML part declares entities, which office files never need."""

    code = "entity_bomb"


class TooSlowError(SourceError):
    code = "too_slow"


class TooMuchMemoryError(SourceError):
    code = "too_much_memory"


class ReaderCrashedError(SourceError):
    code = "reader_crashed"


_ALL: tuple[type[SourceError], ...] = (
    EmptySourceError,
    TooLargeError,
    UnsupportedTypeError,
    MislabelledError,
    EncryptedError,
    CorruptError,
    ArchiveBombError,
    EntityBombError,
    TooSlowError,
    TooMuchMemoryError,
    ReaderCrashedError,
)


def error_of_code(code: str, message: str) -> SourceError:
    """The error that another process reported by its code."""
    kind = next((kind for kind in _ALL if kind.code == code), SourceError)
    return kind(message)
