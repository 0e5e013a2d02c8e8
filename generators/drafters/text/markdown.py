"""Plain text of a source inside the Markdown of a stem or an explanation."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_<>\[\]])")
_BLOCK_MARK = re.compile(r"^(\s*)(#{1,6} |[-+] |>|(\d{1,9})([.)]) )")


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it is; one line."""
    line = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return _BLOCK_MARK.sub(lambda mark: mark[1] + _escape_mark(mark[2]), line)


def _escape_mark(mark: str) -> str:
    return re.sub(r"([#+>.)-])", r"\\\1", mark, count=1)
