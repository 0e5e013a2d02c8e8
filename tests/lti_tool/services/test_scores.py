from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Numerical
from lti_tool.db import Database
from lti_tool.models import Attempt, Membership, Role, Score, ScorePolicy, ScoreState, Showing
from lti_tool.services.scores import update_score
from lti_tool.services.showings import show_current
from tests.lti_tool.contents import FAMILY
from tests.lti_tool.factories import make_exercise, make_resource_link
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning

NOW = datetime(2026, 9, 1, 12, 0, 0, 900_000, tzinfo=UTC)


def solve(session: Session, showing: Showing) -> str:
    content = show_current(session, showing)
    assert isinstance(content, Numerical)
    return str(content.value)


def only_score(session: Session) -> Score:
    return session.scalars(select(Score)).one()


def answer_right(learning: Learning, number: int, now: datetime = NOW) -> str | None:
    showing = learning.show(learning.publish_another(number))
    return learning.answer(showing, RIGHT, now).registration_id


def test_no_row_without_answer_or_column(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        assert update_score(session, learning.practice.id, learning.person.id, NOW) is None
        learning.link.line_item_id = None
        assert answer_right(learning, 1) is None
        assert session.scalars(select(Score)).all() == []


def test_no_score_of_anyone_who_was_ever_instructor(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, Role.INSTRUCTOR)
        assert answer_right(learning, 1) is None
        membership = session.scalars(
            select(Membership).where(Membership.person_id == learning.person.id)
        ).one()
        membership.role = Role.LEARNER
        assert answer_right(learning, 2) is None
        assert session.scalars(select(Score)).all() == []


def test_wrong_answer_writes_a_zero_once(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, goal=4)
        showing = learning.show(learning.publish())
        assert learning.answer(showing, WRONG, NOW).registration_id
        score = only_score(session)
        assert (score.given, score.activity_progress, score.version) == (0, "InProgress", 1)
        assert learning.answer(showing, WRONG, NOW).registration_id is None
        assert score.version == 1


def test_each_right_answer_raises_version_and_time_by_a_second(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, goal=4)
        answer_right(learning, 1)
        score = only_score(session)
        assert score.ts == NOW.replace(microsecond=0)
        score.state, score.waiting_since, score.failures = ScoreState.PARKED, None, 3
        assert answer_right(learning, 2) == learning.context.registration_id
        assert (score.given, score.version) == (50, 2)
        assert score.ts == NOW.replace(microsecond=0) + timedelta(seconds=1)
        assert (score.state, score.next_at, score.failures) == (ScoreState.WAITING, NOW, 0)
        assert score.waiting_since == NOW


def test_goal_reached_is_completed_and_never_falls(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, goal=1)
        answer_right(learning, 1)
        showing = learning.show(learning.publish_another(2))
        assert learning.answer(showing, WRONG, NOW).registration_id is None
        score = only_score(session)
        assert (score.given, score.activity_progress) == (100, "Completed")


def test_one_exercise_counts_once_a_family_three_times(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, goal=10)
        exercise = learning.publish()
        for seed in (1, 2):
            learning.answer(learning.show(exercise, seed), RIGHT, NOW)
        assert only_score(session).given == 10
        family = make_exercise(session, learning.context, family=FAMILY, skill=learning.skill)
        for seed in range(5):
            showing = learning.show(family, seed)
            learning.answer(showing, {"number": solve(session, showing)}, NOW)
        assert only_score(session).given == 40


def test_every_column_of_the_practice_gets_its_row(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        make_resource_link(session, learning.context, learning.practice)
        answer_right(learning, 1)
        rows = session.scalars(select(Score)).all()
        assert [row.given for row in rows] == [10, 10]
        assert len({row.line_item_id for row in rows}) == 2


def test_regrade_may_lower_the_score(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        answer_right(learning, 1)
        attempt = session.scalars(select(Attempt)).one()
        attempt.correct, attempt.fraction = False, 0.0
        assert update_score(session, learning.practice.id, learning.person.id, NOW)
        assert only_score(session).given == 0


def test_mastery_policy_counts_only_what_was_shown(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, policy=ScorePolicy.MASTERY)
        answer_right(learning, 1)
        assert 0 < only_score(session).given <= 100


def test_practice_that_closed_is_completed(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        answer_right(learning, 1)
        learning.practice.closes_at = NOW
        assert update_score(session, learning.practice.id, learning.person.id, NOW)
        assert only_score(session).activity_progress == "Completed"
