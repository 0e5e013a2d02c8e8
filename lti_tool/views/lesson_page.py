"""What templates need to show a lesson: where its sentences stand, and its questions with keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from generators.exercise.content import (
    Content,
    MultipleChoice,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.lesson import Lesson
from generators.exercise.presentation import present
from lti_tool.models import Source
from lti_tool.services.passages import find_passages
from lti_tool.views.translate import gettext

SEED = 1


@dataclass(frozen=True, slots=True)
class Place:
    """`page` None where the file has none."""

    filename: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """To check oneself by: `key` in words, and why."""

    stem: str
    entries: tuple[str, ...]
    key: str
    explanation: str


def find_places(session: Session, context_id: str, lesson: Lesson) -> dict[str, Place]:
    """By passage; those that are gone are left out."""
    found = find_passages(session, context_id, lesson.passages)
    return {
        own: Place(session.get_one(Source, passage.source_id).filename, passage.page)
        for own, passage in found.items()
    }


def ask_questions(contents: Iterable[Content]) -> list[Question]:
    return [
        Question(content.stem, _entries(content), _tell_key(content), content.explanation)
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
            return gettext("True") if content.truth else gettext("False")
        case ShortAnswer():
            return content.accepted[0]
        case Numerical():
            return f"{content.value:g} {content.unit}".strip()
        case Ordering():
            return " → ".join(content.steps)
        case _:
            raise AssertionError(f"no lesson asks a {content.kind}")
