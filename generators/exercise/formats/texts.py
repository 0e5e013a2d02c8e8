"""Text files as people save them."""

from __future__ import annotations

from charset_normalizer import from_bytes

from generators.exercise.formats.portable import FormatError, FormatErrorCode


def decode_text(data: bytes) -> str:
    """UTF-8 with or without a mark, else what it most likely is (GB 18030, UTF-16, ...).

    Raises FormatError for an empty file and for one that is no text.
    """
    if not data.strip():
        raise FormatError(FormatErrorCode.EMPTY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
    if best is None or "\0" in str(best):
        raise FormatError(FormatErrorCode.NOT_TEXT)
    return str(best)
