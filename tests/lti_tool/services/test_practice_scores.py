"""A practice whose settings change, or that closes: its learners' scores follow."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import (
    Allowance,
    Membership,
    Person,
    Practice,
    Score,
    ScorePolicy,
    ScoreState,
    Showing,
)
from lti_tool.services.attempts import GivenAnswer, record_attempt
from lti_tool.services.housekeeping import keep_house
from lti_tool.services.practice_scores import (
    change_and_rescore,
    close_practices,
    preview_change,
)
from lti_tool.services.practices import PracticeForm
from tests.lti_tool.factories import make_course, make_person
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FORM = PracticeForm(title="Speed", goal=4)


def answer(learning: Learning, person: Person, rights: int, wrongs: int = 0) -> None:
    for number in range(rights + wrongs):
        showing = learning.show(learning.publish_another(number), person=person)
        learning.answer(showing, RIGHT if number < rights else WRONG, NOW)


def make_class(session: Session) -> tuple[Learning, Person]:
    """Two of four right, and a second learner who answered wrong."""
    learning = make_learning(session, goal=4)
    other = make_person(session, learning.context)
    answer(learning, learning.person, rights=2)
    answer(learning, other, rights=0, wrongs=1)
    return learning, other


def scores(session: Session) -> dict[str, Score]:
    return {row.person_id: row for row in session.scalars(select(Score))}


def test_practice_of_another_course_and_bad_settings_change_nothing(database: Database) -> None:
    with database.write() as session:
        learning, _ = make_class(session)
        ids = (learning.context.id, learning.practice.id)
        for act in (preview_change, change_and_rescore):
            with pytest.raises(NotFoundError):
                act(session, make_course(session).id, learning.practice.id, FORM, NOW)
            with pytest.raises(InvalidInputError):
                act(session, *ids, replace(FORM, goal=0), NOW)
        assert learning.practice.goal == 4
        assert {row.version for row in scores(session).values()} == {1, 2}


def test_preview_tells_whose_score_moves_and_stores_nothing(database: Database) -> None:
    with database.write() as session:
        learning, _ = make_class(session)
        ids = (learning.context.id, learning.practice.id)
        assert preview_change(session, *ids, replace(FORM, tries=5), NOW) == []
        moves = preview_change(session, *ids, replace(FORM, goal=8), NOW)
        assert [(move.person.id, move.before, move.after) for move in moves] == [
            (learning.person.id, 50, 25)
        ]
        assert learning.practice.goal == 4
    with database.read() as session:
        assert scores(session)[learning.person.id].given == 50


def test_another_policy_moves_the_scores_of_all_who_answered(database: Database) -> None:
    with database.write() as session:
        learning, other = make_class(session)
        before = {person: row.version for person, row in scores(session).items()}
        form = replace(FORM, policy=ScorePolicy.COMPLETION, goal=2)
        moved = change_and_rescore(session, learning.context.id, learning.practice.id, form, NOW)
        assert moved == {learning.context.registration_id}
        after = scores(session)
        given = {person: (row.given, row.activity_progress) for person, row in after.items()}
        assert given == {learning.person.id: (100, "Completed"), other.id: (50, "InProgress")}
        assert all(row.version == before[person] + 1 for person, row in after.items())
        assert {row.state for row in after.values()} == {ScoreState.WAITING}
        again = change_and_rescore(session, learning.context.id, learning.practice.id, form, NOW)
        assert again == set()


def test_closing_completes_each_score_once(database: Database) -> None:
    with database.write() as session:
        learning, other = make_class(session)
        assert close_practices(session, NOW) == set()
        learning.practice.closes_at = NOW
        late = Allowance(
            practice_id=learning.practice.id, person_id=other.id, closes_at=NOW + timedelta(hours=1)
        )
        session.add(late)
        session.flush()
        assert close_practices(session, NOW - timedelta(seconds=1)) == set()
        assert close_practices(session, NOW) == {learning.context.registration_id}
        closed = scores(session)
        assert closed[learning.person.id].activity_progress == "Completed"
        assert closed[learning.person.id].given == 50
        assert closed[other.id].activity_progress == "InProgress"
        assert close_practices(session, NOW) == set()
        keep_house(session, NOW + timedelta(hours=1))
        assert scores(session)[other.id].activity_progress == "Completed"


def test_closing_leaves_out_instructors_and_columns_of_other_practices(database: Database) -> None:
    with database.write() as session:
        learning, other = make_class(session)
        learning.practice.closes_at = NOW
        session.scalars(
            select(Membership).where(Membership.person_id == other.id)
        ).one().ever_instructor = True
        learning.link.practice_id = None
        session.flush()
        assert close_practices(session, NOW) == set()
        learning.link.practice_id = learning.practice.id
        session.flush()
        close_practices(session, NOW)
        assert scores(session)[other.id].activity_progress == "InProgress"


def test_answer_that_waits_for_a_change_counts_under_the_new_settings(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, goal=4)
        answer(learning, learning.person, rights=1)
        showing = learning.show(learning.publish_another(9))
        ids = (learning.context.id, learning.practice.id)
    changing = Event()

    def change() -> None:
        with database.write() as session:
            change_and_rescore(session, *ids, replace(FORM, goal=8), NOW)
            changing.set()
            time.sleep(0.5)

    with ThreadPoolExecutor() as pool:
        changed = pool.submit(change)
        assert changing.wait(10)
        with database.write() as session:
            practice = session.get_one(Practice, ids[1])
            given = GivenAnswer(token="late", version=1, answer=RIGHT)
            record_attempt(session, practice, session.get_one(Showing, showing.id), given, NOW)
        changed.result()
    with database.read() as session:
        assert [row.given for row in scores(session).values()] == [25]
