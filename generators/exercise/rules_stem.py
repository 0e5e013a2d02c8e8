"""Rules on stems: a question stands by itself, and does not hide its "not"."""

from __future__ import annotations

import re

from generators.exercise.content import Content, Numerical, WithOptions
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import filled_stem

_REFERENCE = re.compile(
    r"\b(?:this|the|that|given|above|following) (?:passage|paragraph|excerpt|article|extract|"
    r"slide|handout)\b|\b(?:the )?(?:text|passage|sentence|table|figure|diagram) (?:above|below)\b|"
    r"\b(?:according to|in|from) (?:this|the) (?:text|sentence|document|source)\b|"
    r"\b(?:as )?(?:mentioned|described|shown|stated) (?:above|below|earlier)\b|"
    r"\b(?:see|in) (?:figure|table|section|chapter|slide|page) \d|"
    r"(?:本文|上文|下文|本段|该段|这段|上述|如图|下图|上图|下表|上表|本节|本章|文中|前面提到|见表|见图)",
    re.I,
)
_PRONOUN = re.compile(
    r"^\W*(?:(?:they|these|those|he|she|such|this)\b|it\b(?!\s+(?:is|was|takes|can be|may be)\b"
    r"[^.?]*\b(?:that|to)\b)|(?:它们?|他们?|她们?|这|该|此|其(?!实))"
    r"|(?:however|therefore|moreover|furthermore|also|in addition|for this reason)\b"
    r"|(?:因此|所以|但是|然而|而且|另外|同时))",
    re.I,
)
_NEGATIVE = re.compile(
    r"\b(?:not|except|least|never)\b|(?:不正确|不属于|不是|不能|不会|不应|错误的|除了|除外)", re.I
)
_EMPHASISED = re.compile(r"\*\*[^*]+\*\*|__[^_]+__|\b(?:NOT|EXCEPT|LEAST|NEVER)\b")


def leans_on_context(sentence: str) -> bool:
    """Whether the sentence means something only beside those before it."""
    return bool(_REFERENCE.search(sentence) or _PRONOUN.search(sentence))


def check_self_contained(content: Content) -> Finding | None:
    """Learners see the exercise without the passage that it was made from."""
    stem = filled_stem(content)
    if found := _REFERENCE.search(stem):
        return fail("dangling_reference", found[0])
    if not isinstance(content, Numerical) and (found := _PRONOUN.search(stem)):
        return fail("dangling_pronoun", found[0].strip())
    return None


def check_negative_stem(content: Content) -> Finding | None:
    """A "not" in a question of choice is easily read over unless it is emphasised."""
    if not isinstance(content, WithOptions):
        return None
    question = re.split(r"(?<=[.。!！])\s*", content.stem.strip())[-1]
    found = _NEGATIVE.search(question)
    if found is None or _EMPHASISED.search(question):
        return None
    return flag("negative_unmarked", found[0])
