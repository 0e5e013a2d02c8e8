"""Sentences around an exercise: where a quote stands, what a hint may say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generators.drafters.text.english import calm_title
from generators.drafters.text.leaks import holds
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import weigh
from generators.drafters.text.statements import is_exercise
from generators.exercise.content import Citation, Language
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.spans import PATH_SEPARATOR


def section_name(passage: Passage) -> str:
    """The nearest heading that names something; empty where none does."""
    for heading in reversed(passage.heading.split(PATH_SEPARATOR)):
        if (name := skill_name(heading)) and not is_exercise(name):
            return _han_part(name) if passage.language is Language.ZH else calm_title(name)
    return ""


def _han_part(name: str) -> str:
    """Of a heading in two languages ("Layered Structure | 分层结构") the Chinese half."""
    for part in re.split(r"\s[|/]\s", name):
        if re.match("[\u4e00-\u9fff]", part):
            return part.strip()
    name = re.sub(
        r"^(?:考点|知识点|专题|模块|任务)\s*[\d一二三四五六七八九十]+\s*[：:、.]\s*", "", name
    )
    bare = re.sub(r"^[A-Za-z][A-Za-z ,()（）:：'-]*\s+(?=[\u4e00-\u9fff]{2})", "", name)
    return bare if re.match(r"[A-Za-z][a-z]{2,}", name) else name


_NO_PLACE = re.compile(
    r"^(?:appendi\w+|definitions?|overview|summary|tables?|introduction|scope|purpose|details)$",
    re.I,
)


def tells_place(section: str) -> bool:
    """Whether the name says what the section is about; "Appendices" does not."""
    return bool(section) and not _NO_PLACE.match(section)


def quoted(text: str) -> str:
    return f"“{escape(text)}”"


def cite(passage: Passage, quote: str) -> tuple[Citation, ...]:
    return (Citation(passage=passage.id, quote=quote),)


def says(passage: Passage, quote: str) -> str:
    """ "The course says (“Backups”): “...”" """
    section = section_name(passage)
    if passage.language is Language.ZH:
        return (
            f"教材（“{escape(section)}”）：{quoted(quote)}" if section else f"教材：{quoted(quote)}"
        )
    where = f" in “{escape(section)}”" if section else ""
    return f"The course says{where}: {quoted(quote)}"


_PLACES_ZH = (
    "回想一下教材中“{}”这一部分的内容。",
    "教材在“{}”这一部分讲到过。",
    "想一想：教材讲“{}”时是怎么说的？",
)
_NOWHERE_ZH = (
    "先找出题目中的关键词，再想一想教材里是在哪里讲到的。",
    "题目说的是哪一方面的内容？先回忆那一部分讲了什么。",
)
PLACED = "Think back to what the course says under"
NOWHERE = "Find the words in the question that matter, then recall where the course uses them."


def place_hint(passage: Passage, keys: Iterable[str], skill: str) -> str:
    """Where to look, in words that hold none of the keys."""
    answers = list(keys)
    language = passage.language
    # An English skill may be of another section; a glossary is of all of them.
    beside = "" if is_exercise(skill) or language is Language.EN else skill
    for name in (section_name(passage), beside):
        if name and not any(holds(name, key, language) for key in answers):
            if language is Language.ZH:
                hint = _PLACES_ZH[int(weigh(0, "place", *answers) * len(_PLACES_ZH))]
                return hint.format(escape(name))
            return f"{PLACED} “{escape(name)}”."
    if language is Language.ZH:
        return _NOWHERE_ZH[int(weigh(0, "place", *answers) * len(_NOWHERE_ZH))]
    return NOWHERE
