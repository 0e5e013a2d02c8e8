"""Which sentences of a source can stand alone: complete, without what points outside of them."""

from __future__ import annotations

import re

from generators.drafters.text import statements_en, statements_zh
from generators.exercise.content import Language
from generators.sources.injection import injection_marks

_NOISE = re.compile(
    r"https?://|\s//\s|www\.|@|\{\{|\}\}|\$|[<>{}\\|\[\]]|~\S{1,4}~|_{2,}|\.{3}|…|"
    r"\b(?:Figure|Fig\.|Table|Exhibit|Chapter|Equation)\s*\d|\.(?:jpg|png|svg|html)\b|"
    r"(?:图|表)\s*\d|→|^\W*$"
)


_REFERENCE = re.compile(
    r"\s*\((?:see\s+)?(?:(?:Figure|Fig\.|Table|Exhibit|Chapter|Section)s?\s*[\d.]+[a-z]?"
    r"|\[[^\[\]]{1,20}\])(?:\s*(?:,|and)\s*(?:(?:Figure|Table)\s*)?[\d.\[\]a-z]+)*\)"
    r"|\s*\[\d{1,3}\](?=[\s.,;])"
)


_REMINDER = re.compile(r"^(?:Recall|Remember|Note|Notice)(?: from [^,]+)?,? that ")


_LOUD = re.compile(r"(?<!^)\b(?:SHALL|MUST|SHOULD|MAY|NOT|REQUIRED|RECOMMENDED)\b")  # RFC 2119


def without_references(text: str) -> str:
    """The sentence without its pointers to figures, tables and notes in brackets, and without
    "Recall that".
    """
    bare = _REFERENCE.sub("", text)
    if not text.isupper():
        bare = _LOUD.sub(lambda word: word[0].lower(), bare)
    told = _REMINDER.sub("", bare)
    return bare if told == bare else told[:1].upper() + told[1:]


_LABEL = re.compile(
    r"^[^\w“‘(]*(?!(?:Answer|Question|Q|A|Solution|True|False|Option|Speaker|Caption|Image|Input|Output|"
    r"Example|Goal|Aim)\b)[A-Z][\w’'/ -]{1,30}: (?=[A-Z])"
)


def without_label(text: str) -> str:
    """ "MANDATORY: All access must ...", "💡 Tip: ..." without the words before the sentence."""
    return _LABEL.sub("", text)


def is_clean(text: str) -> bool:
    """No links, markup, references to figures, nor words to a model."""
    return not _NOISE.search(text) and not injection_marks(text)


def stands_alone(sentence: str, language: Language, known: frozenset[str]) -> bool:
    """Whether a reader who sees nothing else can judge the sentence.

    `known` are the folded terms of the course: "the controller" needs no introduction there.
    """
    if not is_clean(sentence):
        return False
    if language is Language.ZH:
        return statements_zh.stands_alone(sentence)
    return statements_en.stands_alone(sentence, known)


_EXERCISE = re.compile(
    r"(?:^|> )(?:(?:conceptual|numerical|additional|end-of-chapter) )?"
    r"(?:(?:personal )?application|review|self-?check|multiple[- ]choice|"
    r"free[- ]response|critical thinking|practice|"
    r"discussion|comprehension|check your (?:understanding|knowledge)|(?:art|visual) connections?|"
    r"link to learning|try it|bring it home|further (?:research|reading)|challenges?|solutions?|"
    r"answers?|problems?|problem sets? ?[A-Z]?|homework|quiz|references?|bibliography|notes|"
    r"learning (?:objectives|outcomes)|objectives|questions)"
    r"(?: (?:questions?|exercises?|items?|problems?|quiz|thinking))*\s*[:\d.]*$",
    re.I,
)
_EXAMPLE = re.compile(
    r"(?:^|> )(?:\w+ )?(?:cases?|examples?|story|scenario|exercises?|agenda)\b|^Example\b|"
    r"例题|案例|实验[一二三四五六七八九十\d]|练习|[习试真考挑战]题|作业|故事|^计算：|解[：:]",
    re.I,
)


def is_worked_example(text: str) -> bool:
    """A heading or a paragraph about one made-up case or one series of readings."""
    return _EXAMPLE.search(text) is not None


def is_exercise(heading: str) -> bool:
    """A section that asks its readers, tells what they will learn, or lists what to read."""
    return _EXERCISE.search(heading) is not None
