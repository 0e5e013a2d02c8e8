"""Recording an answer: graded by code, kept as evidence, and its score in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from generators.exercise.answers import AnswerShapeError
from generators.exercise.grading import Grade
from generators.exercise.presentation import grade_shown
from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.models import Attempt, Exercise, ExerciseState, ExerciseVersion, Practice, Showing
from lti_tool.services.exercises import show_content
from lti_tool.services.scores import update_score
from lti_tool.services.showings import current_version, list_attempts, lock_showing
from lti_tool.services.typed_answers import forget_typed
from lti_tool.services.windows import Window, read_window, require_open

LONGEST_TOKEN = 64
LONGEST_TRY = 3600.0  # seconds; more is an open page, not a try


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """`answer` is of the shape of generators.exercise.answers, entries named by shown ids.
    `version` is the one that the page showed; `confidence` in [0, 1]."""

    token: str
    version: int
    answer: dict[str, object]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """`registration_id`: whose scores are to be sent now, None where no score moved."""

    attempt: Attempt
    registration_id: str | None


class UnreadableAnswerError(InvalidInputError):
    code = "unreadable_answer"
    message = "This answer could not be read, so it does not count as a try. Complete it."

    def __init__(self, part: str = "") -> None:
        """`part`: the id of the question of a case whose answer it is."""
        super().__init__()
        self.part = part


class TriesUsedError(ConflictError):
    code = "tries_used"
    message = "You have used all tries of this exercise. Go on with the next one."


class ShowingOverError(ConflictError):
    code = "showing_over"
    message = "You have finished this exercise, perhaps in another tab. Go on with the next one."


class ExerciseChangedError(ConflictError):
    code = "exercise_changed"
    message = (
        "Your instructor corrected this exercise while you had it open. Read it again below, "
        "then send your answer."
    )


class ExerciseWithdrawnError(ConflictError):
    code = "exercise_withdrawn"
    message = (
        "Your instructor withdrew this exercise while you had it open, so the answer does not "
        "count. Go on with the next one."
    )


def record_attempt(
    session: Session, practice: Practice, showing: Showing, given: GivenAnswer, now: datetime
) -> Recorded:
    """A token that was seen before gives the attempt that it made, and nothing else happens.

    Raises the errors above, or that the practice is not open, with nothing written.
    """
    lock_showing(session, showing)
    attempts = list_attempts(session, showing.id)
    for attempt in attempts:
        if attempt.token == given.token:
            return Recorded(attempt, None)
    check_token(given.token)
    window = read_window(session, practice, showing.person_id)
    check_open(window, showing, attempts, now)
    version = check_version(session, showing, given)
    grade = _grade(version, showing, given)
    attempt = _store(session, practice, showing, given, grade, attempts, now)
    forget_typed(session, showing.id)
    showing.version = version.number
    if is_over(showing, [*attempts, attempt], window.tries_left(attempt.number)):
        showing.closed_at = now
    return Recorded(attempt, update_score(session, practice.id, showing.person_id, now))


def is_over(showing: Showing, attempts: list[Attempt], tries_left: int | None) -> bool:
    """No further answer is taken: it is right, ended, or its tries are used."""
    right = any(attempt.correct for attempt in attempts)
    return right or showing.closed_at is not None or tries_left == 0


def check_token(token: str) -> None:
    if not 0 < len(token) <= LONGEST_TOKEN:
        raise UnreadableAnswerError


def check_open(window: Window, showing: Showing, attempts: list[Attempt], now: datetime) -> None:
    require_open(window, now)
    if window.tries_left(len(attempts)) == 0:
        raise TriesUsedError
    if is_over(showing, attempts, None):
        raise ShowingOverError


def check_version(session: Session, showing: Showing, given: GivenAnswer) -> ExerciseVersion:
    exercise = session.get_one(Exercise, showing.exercise_id, populate_existing=True)
    if exercise.state is not ExerciseState.PUBLISHED:
        raise ExerciseWithdrawnError
    if given.version != exercise.version:
        raise ExerciseChangedError
    return current_version(session, showing)


def _grade(version: ExerciseVersion, showing: Showing, given: GivenAnswer) -> Grade:
    try:
        return grade_shown(show_content(version, showing.seed), given.answer)
    except AnswerShapeError as error:
        raise UnreadableAnswerError(error.part) from error


def _store(
    session: Session,
    practice: Practice,
    showing: Showing,
    given: GivenAnswer,
    grade: Grade,
    before: list[Attempt],
    now: datetime,
) -> Attempt:
    attempt = Attempt(
        context_id=practice.context_id,
        practice_id=practice.id,
        showing_id=showing.id,
        person_id=showing.person_id,
        exercise_id=showing.exercise_id,
        version=given.version,
        number=len(before) + 1,
        token=given.token,
        answer=grade.given,
        fraction=grade.fraction,
        correct=grade.correct,
        confidence=given.confidence,
        hints_used=showing.hints_used,
        seconds=measure_try(before[-1].created_at if before else showing.created_at, now),
        created_at=now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def measure_try(began: datetime, now: datetime) -> float:
    """Seconds."""
    return min(LONGEST_TRY, max(0.0, (now - began).total_seconds()))
