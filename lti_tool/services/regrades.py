"""Correcting a published exercise: what its answers would be worth, then the new version.

An answer keeps its grade where the correction leaves it as it is, and where it does not fit the
corrected exercise any more; all others are graded anew by the same rules as at first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Content
from generators.exercise.draw import draw_variant
from generators.exercise.family import Family
from generators.exercise.grading import AnswerShapeError, Grade, grade_answer
from lti_tool.errors import ConflictError
from lti_tool.models import GRADED_UNDER, Attempt, Exercise, ExerciseVersion, Showing
from lti_tool.services.carrying import carry_answer
from lti_tool.services.drafts import DraftText
from lti_tool.services.exercises import (
    add_version,
    draw_content,
    find_exercise,
    find_version,
    note_exercise,
    show_content,
)
from lti_tool.services.passages import list_passages
from lti_tool.services.provenance import describe_correction
from lti_tool.services.scores import update_scores


@dataclass(frozen=True, slots=True)
class Regrade:
    """One attempt whose worth changes."""

    attempt: Attempt
    answer: dict[str, Any]
    grade: Grade


@dataclass(frozen=True, slots=True)
class Regrading:
    """`unfit` counts answers that do not fit the correction and keep their grade."""

    attempts: int
    changes: list[Regrade] = field(default_factory=list)
    unfit: int = 0

    @property
    def learners(self) -> int:
        return len({change.attempt.person_id for change in self.changes})

    @property
    def become_right(self) -> int:
        return sum(c.grade.correct and not c.attempt.correct for c in self.changes)

    @property
    def become_wrong(self) -> int:
        return sum(c.attempt.correct and not c.grade.correct for c in self.changes)

    @property
    def change_in_part(self) -> int:
        return len(self.changes) - self.become_right - self.become_wrong

    @property
    def standings(self) -> list[tuple[str, str]]:
        """(practice id, person id) of whoever's score may move, each once."""
        pairs = ((c.attempt.practice_id, c.attempt.person_id) for c in self.changes)
        return list(dict.fromkeys(pairs))


def weigh_correction(session: Session, exercise: Exercise, text: DraftText) -> Regrading:
    """What the attempts of the exercise would be worth under `text`; nothing is stored."""
    query = (
        select(Attempt, Showing.seed, ExerciseVersion)
        .join(Showing, Showing.id == Attempt.showing_id)
        .join(ExerciseVersion, GRADED_UNDER)
        .where(Attempt.exercise_id == exercise.id)
        .order_by(Attempt.created_at)
    )
    rows = session.execute(query).all()
    changes, unfit = [], 0
    for attempt, seed, version in rows:
        carried = _regrade(attempt.answer, version, text, seed)
        if carried is None:
            unfit += 1
        elif carried[1].fraction != attempt.fraction:
            changes.append(Regrade(attempt, *carried))
    return Regrading(len(rows), changes, unfit)


def _regrade(
    answer: dict[str, Any], version: ExerciseVersion, text: DraftText, seed: int
) -> tuple[dict[str, Any], Grade] | None:
    """The answer in the ids of the new text and its grade; None where it does not fit."""
    assert text.content is not None
    if not _shows_same_numbers(version, text.family, seed):
        return None
    old = show_content(version, seed)
    new: Content = draw_content(text.content, text.family, seed)
    carried = carry_answer(old, new, answer)
    if carried is None:
        return None
    try:
        return carried, grade_answer(new, carried)
    except AnswerShapeError:
        return None


def _shows_same_numbers(version: ExerciseVersion, family: Family | None, seed: int) -> bool:
    """Whether the learner of this seed was asked with the numbers that the new family draws."""
    if not version.family or family is None:
        return not version.family and family is None
    old = Family.model_validate(version.family)
    asked = draw_variant(old, seed).stem
    return draw_variant(family.model_copy(update={"stem": old.stem}), seed).stem == asked


def correct_exercise(
    session: Session,
    context_id: str,
    exercise_id: str,
    base: int,
    text: DraftText,
    person_id: str,
    now: datetime,
) -> set[str]:
    """Publish `text` as the next version and regrade; the registrations whose scores moved.

    `base` is the version that the instructor saw; raises `ConflictError` where another came
    since. Answers that came since are regraded with the others.
    """
    exercise = find_exercise(session, context_id, exercise_id, lock=True)
    if exercise.version != base:
        raise ConflictError
    regrading = weigh_correction(session, exercise, text)
    _add_correction(session, exercise, text, person_id, now)
    _apply(regrading, exercise.version, now)
    session.flush()
    note_exercise(
        session, person_id, "correct_exercise", exercise.id,
        version=exercise.version, regraded=len(regrading.changes), unfit=regrading.unfit,
    )  # fmt: skip
    return update_scores(session, regrading.standings, now)


def _add_correction(
    session: Session, exercise: Exercise, text: DraftText, person_id: str, now: datetime
) -> None:
    assert text.content is not None
    cited = {citation.passage for citation in text.content.citations}
    last = find_version(session, exercise.id, exercise.version)
    provenance = describe_correction(last.provenance, exercise.version, cited)
    content = text.content.model_dump(mode="json")
    family = text.family.model_dump(mode="json") if text.family else None
    add_version(session, exercise, content, family, provenance, person_id, now)
    exercise.language = text.content.language.value
    in_use = {passage.id for passage in list_passages(session, exercise.context_id)}
    exercise.stale_source = not cited <= in_use


def set_grades(regrading: Regrading) -> None:
    for change in regrading.changes:
        change.attempt.fraction = change.grade.fraction
        change.attempt.correct = change.grade.correct


def _apply(regrading: Regrading, version: int, now: datetime) -> None:
    set_grades(regrading)
    for change in regrading.changes:
        change.attempt.answer, change.attempt.version = change.answer, version
        change.attempt.regraded_at = now
