"""Cleaning text and joining the lines into which a page was broken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CJK_MARKS = r"\u3001-\u303f\uff01-\uff5e\u2018-\u201f\u2014\u2026"
_ENDS_CHINESE = re.compile(rf"[{HAN}{CJK_MARKS}]$")
_STARTS_CHINESE = re.compile(rf"^[{HAN}{CJK_MARKS}]")
_BROKEN_WORD = re.compile(r"[a-z]{2,}[-\u2010]$")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|[\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# PDF fonts write these as one glyph; a quote copied from the page would not be found otherwise.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00ad": "", "\u00a0": " "}
)
_SPACES = re.compile(r"[ \t\u2000-\u200a\u202f\u3000]+")
_LIST_MARK = re.compile(r"^\s*(?:[-–•●▪◦‣*·○■□➢✓]|\(?\d{1,3}[.)．、）]|[（(]\d{1,3}[)）]|[①-⑳])\s*")
_ORDERED_MARK = re.compile(r"^\s*(?:\(?(\d{1,3})[.)．、）]|[（(](\d{1,3})[)）]|([①-⑳]))(?!\d)\s*\S")
_CAPTION = re.compile(r"^\s*(?:Fig(?:ure|\.)|Table|Chart|图|表)\s*\d", re.I)

# A sentence may begin with "Figure 2 shows": a label is set off by a mark, in Chinese by a blank.
_LABEL = re.compile(
    r"^\s*(?:(?:Fig(?:ure|\.)?|Table|Chart|Diagram)\s*\d+(?:[.–-]\d+)*[a-z]?\s*[.:：–—]\s*\S"
    r"|[图表]\s*\d+(?:[.．–-]\d+)*(?:\s*[:：、]\s*|\s+)(?!所示|中|里|是|可|显示|给出|列出|表明|说明)\S)",
    re.I,
)
_CREDIT = re.compile(
    r"^\s*(?:Sources?:\s*\S|(?:Photo(?:graph)?|Image|Picture|Map|Illustration|Graphic|Video)s?\s+"
    r"(?:courtesy\b|credits?\b|©|:)|Courtesy of\b|(?:Photo|Image|Picture)?\s*Credits?:\s*\S"
    r"|(?:图片|照片|图|资料|数据)?来源\s*[:：]|图源\s*[:：]|摄影\s*[:：])",
    re.I,
)
_LONGEST_LABELLED = 240  # characters


def is_labelled(paragraph: str) -> bool:
    """Whether a paragraph is a caption with its label: "Table 1. Densities", "图3 杠杆"."""
    return len(paragraph) <= _LONGEST_LABELLED and _LABEL.match(paragraph) is not None


def is_credit(paragraph: str) -> bool:
    """Whether it says where a picture or table comes from: "Source: Photo courtesy of ..."."""
    return len(paragraph) <= _LONGEST_LABELLED and _CREDIT.match(paragraph) is not None


def is_caption(line: str) -> bool:
    """Whether the line begins as captions do: "Figure 2", "图3"."""
    return _CAPTION.match(line) is not None


def clean_text(text: str) -> str:
    """One line without invisible or control characters, ligatures or runs of blanks."""
    shown = _CONTROL.sub(" ", _INVISIBLE.sub("", text.translate(_LIGATURES)))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", shown).replace("\n", " ")).strip()


def join_two(first: str, second: str) -> str:
    """Chinese lines join without a blank; a word broken by a hyphen is made whole again."""
    if not first or not second:
        return first or second
    if _BROKEN_WORD.search(first) and second[0].islower():
        return first[:-1] + second
    if _ENDS_CHINESE.search(first) and _STARTS_CHINESE.search(second):
        return first + second
    return f"{first} {second}"


def join_lines(lines: Iterable[str]) -> str:
    joined = ""
    for line in lines:
        joined = join_two(joined, clean_text(line))
    return joined


def is_list_line(line: str) -> bool:
    """Whether the line begins with a bullet or a number, and something follows."""
    mark = _LIST_MARK.match(line)
    return mark is not None and mark.end() < len(line) and not _is_number(line)


def _is_number(line: str) -> bool:
    return re.match(r"^\s*[-*·]?\d+[.．]\d", line) is not None


def ordered_number(line: str) -> int | None:
    """The number that an entry of an ordered list begins with."""
    mark = _ORDERED_MARK.match(line)
    if mark is None:
        return None
    circled = mark[3]
    return ord(circled) - ord("①") + 1 if circled else int(mark[1] or mark[2])


def strip_list_mark(line: str) -> str:
    return _LIST_MARK.sub("", line, count=1).strip()


def write_list(entries: Iterable[str], *, ordered: bool) -> str:
    """One entry per line; numbers are counted anew, so that 1, 1, 1 reads 1, 2, 3."""
    kept = [entry for entry in (clean_text(entry) for entry in entries) if entry]
    if not ordered:
        return "\n".join(kept)
    return "\n".join(f"{number}. {entry}" for number, entry in enumerate(kept, start=1))


def write_table(rows: Iterable[Iterable[str]]) -> str:
    """One row per line, cells joined by " | "; empty rows are left out."""
    cleaned = [[clean_text(cell).replace("|", "/") for cell in row] for row in rows]
    return "\n".join(" | ".join(row) for row in cleaned if any(row))
