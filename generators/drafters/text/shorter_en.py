"""Shorter forms of an English term of three or more words that mean the same."""

from __future__ import annotations

import re

_ADJECTIVE = re.compile(r"\w{2}(?:ous|al|ic|ive|ary|ed|ete|ent|ant|ar|ing|ical)$", re.I)
_CARRIERS = "data value values variable variables type types process system information level"
_CARRIER = frozenset(_CARRIERS.split())  # they carry the adjective: "continuous data values"
_LINK = re.compile(r"\b(?:of|in|for|to|and|or|the|a|an|by|with|from|on)\b", re.I)


def shorter_forms(term: str, meaning: str) -> tuple[str, ...]:
    """Without a carrier inside ("continuous values"), and without a head that the meaning gives
    ("continuous data" are values).
    """
    words = term.split()
    if len(words) != 3 or _LINK.search(term) or not _ADJECTIVE.search(words[0]):
        return ()
    first, inner, head = words
    if inner.lower() not in _CARRIER:
        return ()
    found = [f"{first} {head}"]
    if head.lower() in meaning.lower().split():
        found.append(f"{first} {inner}")
    return tuple(found)
