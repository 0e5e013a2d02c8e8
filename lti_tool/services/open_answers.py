"""Open answers, and cases with such: handed in by learners, marked by instructors. The only writer
of `WaitingAnswer`.

An answer is no evidence, and no score moves, before it is marked; then it is an attempt made at
the time at which it was handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.answers import AnswerShapeError
from generators.exercise.content import Content, OpenAnswer
from generators.exercise.grading import Grade, grade_answer
from generators.exercise.parts import needs_marking, questions_of
from generators.exercise.presentation import read_shown
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import (
    Attempt,
    Exercise,
    Person,
    Practice,
    Showing,
    WaitingAnswer,
)
from lti_tool.services.attempts import (
    GivenAnswer,
    UnreadableAnswerError,
    check_open,
    check_token,
    check_version,
    measure_try,
)
from lti_tool.services.carrying import carry_answer
from lti_tool.services.exercises import find_version, show_content
from lti_tool.services.scores import update_score
from lti_tool.services.showings import list_attempts, lock_learner, lock_showing
from lti_tool.services.typed_answers import forget_typed
from lti_tool.services.windows import read_window
from lti_tool.services.written_answers import Marks, Written, add_marks, find_written, join_texts


@dataclass(frozen=True, slots=True)
class Paper:
    """What an instructor marks: of `answer` that which was written freely."""

    id: str
    person: Person
    exercise: Exercise
    content: Content
    answer: Mapping[str, Any]
    written: tuple[Written, ...]
    handed_in: datetime

    @property
    def most_points(self) -> int:
        return sum(one.content.most_points for one in self.written)


class UnmarkableError(InvalidInputError):
    code = "unmarkable"
    message = "Give each criterion its points, from 0 to what it earns at most."


def hand_in(
    session: Session, practice: Practice, showing: Showing, given: GivenAnswer, now: datetime
) -> None:
    """Once for a showing; the same token again changes nothing. The showing is over.

    Raises as `record_attempt` does, with nothing written.
    """
    lock_showing(session, showing)
    before = find_waiting(session, showing.id)
    if before is not None and before.token == given.token:
        return
    check_token(given.token)
    attempts = list_attempts(session, showing.id)
    check_open(read_window(session, practice, showing.person_id), showing, attempts, now)
    version = check_version(session, showing, given)
    content = show_content(version, showing.seed)
    try:
        answer = read_shown(content, given.answer).model_dump()
    except AnswerShapeError as error:
        raise UnreadableAnswerError(error.part) from error
    session.add(
        WaitingAnswer(
            context_id=practice.context_id,
            practice_id=practice.id,
            showing_id=showing.id,
            person_id=showing.person_id,
            exercise_id=showing.exercise_id,
            version=version.number,
            token=given.token,
            text=join_texts(find_written(content, answer)),
            answer=answer,
            confidence=given.confidence,
            seconds=measure_try(showing.created_at, now),
            created_at=now,
        )
    )
    forget_typed(session, showing.id)
    showing.version = version.number
    showing.closed_at = now
    session.flush()


def find_waiting(session: Session, showing_id: str) -> WaitingAnswer | None:
    return session.scalar(select(WaitingAnswer).where(WaitingAnswer.showing_id == showing_id))


def find_paper(session: Session, context_id: str, paper_id: str) -> Paper:
    """Marked or not; the id stays the same. Raises `NotFoundError`."""
    return _show(session, _find(session, context_id, paper_id))


def mark_paper(
    session: Session,
    context_id: str,
    paper_id: str,
    marks: Mapping[str, Marks],
    now: datetime,
) -> str | None:
    """The registration whose scores are to be sent. `marks` by `Written.part`. Marked again, the
    new marks stand.

    Raises `NotFoundError`, and `UnmarkableError` with nothing written.
    """
    row = _find(session, context_id, paper_id)
    lock_learner(session, context_id, row.person_id)
    session.expire(row)  # another instructor may have marked it meanwhile
    row = _find(session, context_id, paper_id)
    version, content, answer = _read(session, row)
    try:
        grade = grade_answer(content, add_marks(answer, marks))
    except AnswerShapeError as error:
        raise UnmarkableError from error
    if isinstance(row, WaitingAnswer):
        _add_attempt(session, row, version, grade)
    else:
        row.answer, row.fraction, row.correct = grade.given, grade.fraction, grade.correct
        row.regraded_at = now
    session.flush()
    return update_score(session, row.practice_id, row.person_id, now)


def _add_attempt(session: Session, row: WaitingAnswer, version: int, grade: Grade) -> None:
    """With the id of what waited, so that links to it go on working."""
    session.add(
        Attempt(
            id=row.id,
            context_id=row.context_id,
            practice_id=row.practice_id,
            showing_id=row.showing_id,
            person_id=row.person_id,
            exercise_id=row.exercise_id,
            version=version,
            number=1,
            token=row.token,
            answer=grade.given,
            fraction=grade.fraction,
            correct=grade.correct,
            confidence=row.confidence,
            seconds=row.seconds,
            created_at=row.created_at,
        )
    )
    session.delete(row)


def _find(session: Session, context_id: str, paper_id: str) -> WaitingAnswer | Attempt:
    row = session.get(WaitingAnswer, paper_id) or session.get(Attempt, paper_id)
    if row is None or row.context_id != context_id:
        raise NotFoundError
    if not needs_marking(_read(session, row)[1]):
        raise NotFoundError
    return row


def _read(session: Session, row: WaitingAnswer | Attempt) -> tuple[int, Content, dict[str, Any]]:
    """The version to mark by, what it asks, and the answer in its ids. What waits is marked by the
    newest version, unless its answer does not fit there or what is to be marked was asked anew."""
    seed = session.get_one(Showing, row.showing_id).seed
    asked = show_content(find_version(session, row.exercise_id, row.version), seed)
    if isinstance(row, Attempt):
        return row.version, asked, row.answer
    answer = read_waiting(row)
    newest = session.get_one(Exercise, row.exercise_id).version
    if newest == row.version:
        return row.version, asked, answer
    current = show_content(find_version(session, row.exercise_id, newest), seed)
    carried = _carry_unmarked(asked, current, answer)
    return (row.version, asked, answer) if carried is None else (newest, current, carried)


def read_waiting(row: WaitingAnswer) -> dict[str, Any]:
    return row.answer or {"text": row.text}


def _carry_unmarked(old: Content, new: Content, answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where the answer cannot be graded as one to `new`."""
    carried = carry_answer(old, new, answer)
    if carried is None or _open_stems(old) != _open_stems(new):
        return None
    nothing = {
        one.part: Marks((0,) * len(one.content.rubric)) for one in find_written(new, carried)
    }
    try:
        grade_answer(new, add_marks(carried, nothing))
    except AnswerShapeError:  # marked by `new` it would wait for ever
        return None
    return carried


def _open_stems(content: Content) -> set[str]:
    return {own.stem for own in questions_of(content) if isinstance(own, OpenAnswer)}


def _show(session: Session, row: WaitingAnswer | Attempt) -> Paper:
    _, content, answer = _read(session, row)
    return Paper(
        id=row.id,
        person=session.get_one(Person, row.person_id),
        exercise=session.get_one(Exercise, row.exercise_id),
        content=content,
        answer=answer,
        written=find_written(content, answer),
        handed_in=row.created_at,
    )
