"""A passage as a reviewer reads it: what was quoted is marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape


def mark_quotes(text: str, quotes: Iterable[str]) -> Markup:
    """`text` escaped, the quotes in <mark>; white space may differ between the two."""
    spans = _merge(match.span() for quote in quotes for match in _find(text, quote))
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [escape(text[end:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        end = stop
    return Markup("").join([*pieces, escape(text[end:])])


def _find(text: str, quote: str) -> Iterable[re.Match[str]]:
    words = quote.split()
    return re.finditer(r"\s*".join(map(re.escape, words)), text) if words else ()


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged
