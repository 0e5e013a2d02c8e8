"""Which of the words that a text sets off are terms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generators.sources.joining import HAN, clean_text
from generators.sources.tokens import ENGLISH_STOP

_MOST_WORDS = 5
_LONGEST_CHINESE = 12  # characters
_SENTENCE = re.compile(r"[.!?。！？…]$|[;；。！？]")
_LABEL = re.compile(
    r"(?:note|notes|example|examples|tip|tips|hint|warning|caution|important|remember|answer|"
    r"solution|question|exercise|objective|source|summary|see also|e\.g|i\.e|et al|"
    r"(?:step|figure|fig|table|part|chapter|section|example|exercise|question|day|week)\s*[\d.]+|"
    r"注意|提示|例|例子|例如|示例|警告|重要|说明|答案|答|解|解析|问题|练习|来源|小结|总结|"
    r"[第例图表]\s*[\d一二三四五六七八九十.]+.?)",
    re.I,
)
_LETTERS = re.compile(rf"[A-Za-z{HAN}]")
_ENDS = ' ,;:，；：、()（）"“”'


def _is_term(text: str) -> bool:
    if len(text) < 2 or not _LETTERS.search(text) or _SENTENCE.search(text):
        return False
    if _LABEL.fullmatch(text) or text.casefold() in ENGLISH_STOP:
        return False
    if re.search(rf"[{HAN}]", text):
        return len(text) <= _LONGEST_CHINESE
    return len(text.split()) <= _MOST_WORDS


def marked_terms(candidates: Iterable[str], text: str) -> tuple[str, ...]:
    """Those that stand in `text` and do not make it up, once each, in its order."""
    cleaned = [clean_text(candidate).strip(_ENDS) for candidate in candidates]
    whole = clean_text(text).strip(_ENDS)
    found = {term for term in cleaned if term != whole and term in text and _is_term(term)}
    return tuple(sorted(found, key=lambda term: (text.index(term), term)))
