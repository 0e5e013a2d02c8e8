"""Splitting a paragraph into sentences, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BOUNDARY = re.compile(r"[。！？；][”’」』）)]*|[.!?][\"”’)]*(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|Mr|Mrs|Ms|Dr|Prof|St|Nos?|Figs?|Eq|Sec|Ch|Art|Vol|"
    r"approx|ca|al|pp?|[A-Z])\.$"
)
_NUMBER_MARK = re.compile(r"^\s*\(?\d{1,3}\.$")
_STARTS_SENTENCE = re.compile(r"\s*[\"“‘(\[]?[A-Z0-9\u3400-\u9fff*_`$]")


def _ends_sentence(line: str, start: int, end: int) -> bool:
    if line[start:end].rstrip('”’」』）)"')[-1:] in "。！？；":
        return True
    piece = line[start:end]
    if _ABBREVIATION.search(piece) or _NUMBER_MARK.match(piece):
        return False
    return _STARTS_SENTENCE.match(line, end) is not None


def _sentences_of_line(line: str) -> Iterator[str]:
    start = 0
    for boundary in _BOUNDARY.finditer(line):
        if _ends_sentence(line, start, boundary.end()):
            yield line[start : boundary.end()].strip()
            start = boundary.end()
    if line[start:].strip():
        yield line[start:].strip()


def split_sentences(text: str) -> list[str]:
    """Each sentence stands word for word in `text`; a line break ends a sentence as well."""
    return [sentence for line in text.split("\n") for sentence in _sentences_of_line(line)]
