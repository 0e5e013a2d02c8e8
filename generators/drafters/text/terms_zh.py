"""What a Chinese term is made of, and how much of it stands in a text beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.drafters.text.chinese import tag_words
from generators.sources.joining import HAN

_SUFFIX = re.compile("(?<=..)[性化型式类]$")
_SHORTEST_NAME = 4  # characters of a name that is not said in another word
_LINKS = "的和与及对在由之所"
_FEWEST_FURTHER = 14  # characters, as many as two clauses
_ACTS = ("v", "vn", "vd")


def _words(term: str) -> list[tuple[str, str]]:
    return [pair for pair in tag_words(term) if pair[0].strip()]


def _beginning(term: str) -> str:
    """What tells the term from others of its kind: "技术" of "技术性失业"."""
    longer = (word for word, _ in _words(term) if len(word) > 1)  # not the "可" of "可串行化"
    word = next(longer, term)
    if word == term:
        return term[:2] if len(term) >= _SHORTEST_NAME else term
    return _SUFFIX.sub("", word)


def begins_in(term: str, text: str) -> bool:
    """Whether the text holds the beginning of the term, which then need only be copied."""
    beginning = _beginning(term)
    return len(beginning) > 1 and beginning in text


def is_said_by(term: str, text: str) -> bool:
    """Whether the text says the term with its own words: "获取资源" as "获取……资源的过程", and
    "会计监督" as "对……进行监督".
    """
    words = [word for word, _ in _words(term) if len(word) > 1]
    if not words:
        return False
    done = re.search(rf"[^的]{re.escape(words[-1])}$", text) is not None and len(words) > 1
    return all(word in text for word in words) or done


def is_said_otherwise(term: str, text: str) -> bool:
    """Whether the text explains the term in words that are not the term's own: "电路对脉冲信号的
    响应" tells nobody what "脉冲响应" is, though a long text may well use some of its words.
    """
    own = [char for char in re.findall(f"[{HAN}A-Za-z]", text) if char not in _LINKS]
    further = [char for char in own if char not in term]
    held = term[:2] in text or is_said_by(term, text)
    return len(further) >= (_FEWEST_FURTHER if held else 0)


def ends_in_text(term: str, text: str) -> bool:
    """Whether the text holds the last word of the term: what it then asks for is what tells the
    term from its like, which is often said in two ways ("边际收益", "边际收入").
    """
    words = _words(term)
    return len(words) > 1 and len(words[-1][0]) > 1 and words[-1][0] in text


def names_thing(term: str) -> bool:
    """Whether the term is a compound name of a thing. What somebody does ("文件分析") and what one
    word says ("沟通", "需求") is said in other words too.
    """
    words = _words(term)
    return len(term) >= _SHORTEST_NAME and words[-1][1] not in _ACTS


def is_told_by_character(term: str, own: str, others: Sequence[str]) -> bool:
    """Whether `own` shares a character with the term that no other text has: "触电" and "电流"."""
    shared = {char for char in term if re.match(f"[{HAN}A-Za-z]", char) and char in own}
    return any(all(char not in other for other in others) for char in shared)
