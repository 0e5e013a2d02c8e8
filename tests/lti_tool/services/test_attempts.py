from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from generators.exercise.content import MultipleChoice, Option
from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.models import Allowance, Attempt, Score
from lti_tool.services.attempts import (
    ExerciseChangedError,
    ExerciseWithdrawnError,
    ShowingOverError,
    TriesUsedError,
    UnreadableAnswerError,
)
from lti_tool.services.exercises import add_version, withdraw_exercise
from lti_tool.services.showings import (
    end_showing,
    find_open_showing,
    find_showing,
    reveal_hint,
    show_current,
)
from lti_tool.services.windows import PracticeClosedError, PracticeNotOpenError
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import make_course, make_person, make_practice, store
from tests.lti_tool.services.learning import RIGHT, WRONG, make_learning

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def count_attempts(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Attempt))


@pytest.mark.parametrize(
    "answer", [{}, {"option": "b"}, {"option": ""}, {"option": 3}, {"value": True}]
)
def test_misshapen_answer_is_no_try(database: Database, answer: dict[str, object]) -> None:
    """Authored ids ("b") are misshapen too: a page never shows them."""
    with database.write() as session:
        learning = make_learning(session)
        showing = learning.show(learning.publish())
        with pytest.raises(UnreadableAnswerError):
            learning.answer(showing, answer, NOW)
        assert count_attempts(session) == 0


@pytest.mark.parametrize("token", ["", "x" * 65])
def test_answer_needs_a_token(database: Database, token: str) -> None:
    with database.write() as session:
        learning = make_learning(session)
        showing = learning.show(learning.publish())
        with pytest.raises(UnreadableAnswerError):
            learning.answer(showing, RIGHT, NOW, token=token)


def test_same_token_twice_is_one_attempt(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        showing = learning.show(learning.publish())
        first = learning.answer(showing, WRONG, NOW, token="once")
        second = learning.answer(showing, RIGHT, NOW, token="once")
        assert second.attempt.id == first.attempt.id
        assert not second.attempt.correct
        assert second.registration_id is None
        assert count_attempts(session) == 1


def test_closed_and_not_yet_open_practice_take_nothing(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, closes_at=NOW, opens_at=NOW - timedelta(days=1))
        showing = learning.show(learning.publish())
        with pytest.raises(PracticeClosedError):
            learning.answer(showing, RIGHT, NOW)
        with pytest.raises(PracticeNotOpenError):
            learning.answer(showing, RIGHT, NOW - timedelta(days=2))
        assert count_attempts(session) == 0


def test_own_closing_time_and_tries(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, closes_at=NOW, tries=1)
        later = NOW + timedelta(hours=1)
        own = Allowance(
            practice_id=learning.practice.id, person_id=learning.person.id, closes_at=later,
            extra_tries=1,
        )  # fmt: skip
        store(session, own)
        showing = learning.show(learning.publish())
        learning.answer(showing, WRONG, NOW)
        learning.answer(showing, WRONG, NOW)
        with pytest.raises(TriesUsedError):
            learning.answer(showing, RIGHT, NOW)
        with pytest.raises(PracticeClosedError):
            learning.answer(showing, RIGHT, later)


def test_no_answer_after_a_right_one_or_the_solution(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, tries=0)
        right, ended = (learning.show(learning.publish_another(n)) for n in (1, 2))
        learning.answer(right, RIGHT, NOW)
        learning.answer(ended, WRONG, NOW)
        end_showing(session, ended, NOW)
        for showing in (right, ended):
            with pytest.raises(ShowingOverError):
                learning.answer(showing, RIGHT, NOW)


def test_exercise_withdrawn_or_corrected_meanwhile(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        exercise = learning.publish()
        showing = learning.show(exercise)
        options = (Option(text="24 km/h", correct=True), Option(text="48 km/h"))
        content = CHOICE.model_copy(update={"options": options}).model_dump(mode="json")
        add_version(session, exercise, content, None, {}, learning.person.id, NOW)
        shown = show_current(session, showing)
        assert isinstance(shown, MultipleChoice)
        assert shown.options == options
        with pytest.raises(ExerciseChangedError):
            learning.answer(showing, RIGHT, NOW, version=1)
        withdraw_exercise(session, learning.context.id, exercise.id, learning.person.id)
        with pytest.raises(ExerciseWithdrawnError):
            learning.answer(showing, RIGHT, NOW, version=2)
        assert find_open_showing(session, learning.practice.id, learning.person.id) is None


def test_somebody_elses_showing_is_not_found(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        showing = learning.show(learning.publish())
        mate = make_person(session, learning.context)
        elsewhere, other = make_course(session), make_practice(session, learning.context)
        own = (learning.context.id, learning.practice.id, learning.person.id)
        assert find_showing(session, *own, showing.id).id == showing.id
        for context_id, practice_id, person_id in [
            (own[0], own[1], mate.id), (elsewhere.id, own[1], own[2]), (own[0], other.id, own[2]),
            (elsewhere.id, None, own[2]),
        ]:  # fmt: skip
            with pytest.raises(NotFoundError):
                find_showing(session, context_id, practice_id, person_id, showing.id)


def test_attempt_keeps_what_was_given(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        showing = learning.show(learning.publish())
        learning.answer(showing, WRONG, NOW)
        reveal_hint(session, showing)
        second = learning.answer(showing, RIGHT, NOW + timedelta(seconds=30), confidence=0.9)
        row = second.attempt
        assert (row.number, row.correct, row.fraction) == (2, True, 1.0)
        assert (row.hints_used, row.confidence, row.seconds) == (1, 0.9, 30.0)
        assert row.answer == {"option": "b"}


def test_attempt_and_score_are_of_one_transaction(database: Database) -> None:
    """What breaks after the answer takes both back."""
    with database.write() as session:
        learning = make_learning(session)
        showing_id = learning.show(learning.publish()).id
    with pytest.raises(RuntimeError), database.write() as session:
        learning.session = session
        showing = find_showing(session, learning.context.id, None, learning.person.id, showing_id)
        assert learning.answer(showing, RIGHT, NOW).registration_id
        raise RuntimeError
    with database.read() as session:
        assert count_attempts(session) == 0
        assert session.scalar(select(func.count()).select_from(Score)) == 0
