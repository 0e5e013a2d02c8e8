"""What of a platform's ids and texts can be kept: neither database stores half a surrogate pair,
PostgreSQL no NUL, and columns have a length."""

from __future__ import annotations

import unicodedata

LONGEST_ID = 255


def is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def is_id(text: str) -> bool:
    """Ids are opaque and at most 255 characters long (LTI 1.3 core, section 5.3.6.1)."""
    return bool(text.strip()) and len(text) <= LONGEST_ID and is_storable(text)


def clean_text(text: str, longest: int) -> str:
    """Text for people, without control characters and at most `longest` characters long."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(one) in ("Cc", "Cs") else one for one in text)
    return text.strip()[:longest]
