"""Folding: two texts that a person would call the same answer get the same form."""

from __future__ import annotations

import re
import unicodedata

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPT_RUN = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK_SPACE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_END_MARKS = " .。!！?？,，;；:：、"
# NFKC leaves these apart although keyboards and word processors swap them freely.
_SAME_MARKS = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‛": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "。": ".",
        "、": ",",
        "「": '"',
        "」": '"',
        "×": "*",
        "·": "*",
        "⋅": "*",
        "÷": "/",
    }
)


def spell_superscripts(text: str) -> str:
    """ "10³" becomes "10^3"; NFKC alone would make it 103."""
    return _SUPERSCRIPT_RUN.sub(lambda run: "^" + run[0].translate(_SUPERSCRIPTS), text)


def fold_width(text: str) -> str:
    """NFKC (full-width to half-width), plain quotes and dashes, no invisible characters."""
    shown = _INVISIBLE.sub("", spell_superscripts(text))
    return unicodedata.normalize("NFKC", shown).translate(_SAME_MARKS)


def fold_spaces(text: str) -> str:
    """One blank for any white space, none beside a Chinese character."""
    return _CJK_SPACE.sub("", " ".join(text.split()))


def fold_text(text: str, *, case_sensitive: bool = False) -> str:
    """The form in which answers are compared: width, marks, spaces, closing marks and case."""
    folded = fold_spaces(fold_width(text))
    stripped = folded.strip(_END_MARKS) or folded
    return stripped if case_sensitive else stripped.casefold()
