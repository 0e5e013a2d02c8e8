"""The questions of a lesson as one reads them, each with its key in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generators.exercise.content import (
    Content,
    Language,
    MultipleChoice,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.presentation import present

SEED = 1
_TRUTH = {Language.EN: ("False", "True"), Language.ZH: ("错误", "正确")}


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """`stem` and `explanation` are Markdown; `key` is in words."""

    stem: str
    entries: tuple[str, ...]
    key: str
    explanation: str


def list_self_checks(contents: Iterable[Content]) -> list[SelfCheck]:
    return [
        SelfCheck(content.stem, _entries(content), _tell_key(content), content.explanation)
        for content in contents
    ]


def _entries(content: Content) -> tuple[str, ...]:
    shown = present(content, SEED)
    return tuple(entry.text for entry in (*shown.options, *shown.steps))


def _tell_key(content: Content) -> str:
    match content:
        case MultipleChoice():
            return content.right[0].text
        case TrueFalse():
            return _TRUTH[content.language][content.truth]
        case ShortAnswer():
            return content.accepted[0]
        case Numerical():
            return f"{content.value:g} {content.unit}".strip()
        case Ordering():
            return " → ".join(content.steps)
        case _:
            raise AssertionError(f"no lesson asks a {content.kind}")
