"""Rules on texts that a model did not bring to an end, or that carry signs of another format."""

from __future__ import annotations

import re

from generators.exercise.content import Content
from generators.exercise.rules import Finding, fail
from generators.exercise.texts import all_texts, units_of

_FEWEST = 24  # units from which a text can be called repetitive
_DISTINCT = 0.6  # share of its runs of four units that occur once
_LONGEST = 4000  # characters
_RUN = re.compile(r"(\S[^\n]{0,60}?)(?:[\s,，、.。!！]*\1){4,}")
_CUT = re.compile(
    r"[,，、;；(（]$|\b(?:and|or|the|an?|of|to|with|because|that|which|is|are)$|(?:因为|以及|"
    r"并且|由于|和)$"
)
_CODE = re.compile(r"`[^`]*`|\$[^$]*\$", re.S)
_LEFTOVER = re.compile(
    r"<!\[CDATA\[|\]\]>|&#x?[0-9a-f]+;|&\w{2,8};|\\u[0-9a-f]{4}|\\[nrt](?![a-z])|\\\"|```|"
    r"@@PLUGINFILE@@|^::.*::|\{\s*[=~]|[=~]%-?\d|\\[=~{}#]|[{\[]\s*\"\w+\"\s*:|</?[a-z]\w*\s*$|"
    r"\\[()\[\]]|^#{1,6} |"
    r"!\[|\[/?(?:b|i|u|img|url|quote|code)\]",
    re.I | re.M,
)
_BOLD = re.compile(r"(?<![\w*])\*\*(?!\*)|(?<!\*)\*\*(?![\w*])")


def check_whole_text(content: Content) -> Finding | None:
    for text in all_texts(content):
        if len(text) > _LONGEST or _is_endless(text):
            return fail("endless_text", text[:200])
    for text in (content.stem, content.explanation, *content.hints):
        if _CUT.search(text.rstrip()):
            return fail("cut_off", text[-80:])
    return None


def _is_endless(text: str) -> bool:
    run = _RUN.search(text)
    if run and any(c.isalpha() for c in run[1]):
        return True
    units = units_of(text)
    if len(units) < _FEWEST:
        return False
    fours = [tuple(units[i : i + 4]) for i in range(len(units) - 3)]
    return len(set(fours)) < _DISTINCT * len(fours)


def check_leftovers(content: Content) -> Finding | None:
    """Marks of XML, JSON or GIFT, and emphasis that is never closed; code and formulas may."""
    for text in all_texts(content):
        plain = _CODE.sub(" ", text)
        if found := _LEFTOVER.search(plain):
            return fail("format_marks", found[0])
        if len(_BOLD.findall(plain)) % 2 or plain.count("`") % 2:
            return fail("format_marks", text[:80])
    return None
