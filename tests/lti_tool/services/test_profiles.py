from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analytics.types import Source
from lti_tool.db import Database
from lti_tool.models import Attempt, OutsideEvidence, Role
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_class_mastery, read_profile
from tests.lti_tool.factories import make_course, make_person, make_skill, store
from tests.lti_tool.services.learning import RIGHT, WRONG, make_learning

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def grade(context_id: str, person_id: str, skill_ids: list[str], score: float) -> OutsideEvidence:
    return OutsideEvidence(
        context_id=context_id, person_id=person_id, source=Source.GRADEBOOK, external_id="7",
        skill_ids=skill_ids, score=score, seen_at=NOW - timedelta(days=1),
    )  # fmt: skip


def test_no_evidence_is_an_empty_profile(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        person = make_person(session, context)
        assert read_profile(session, context.id, person.id, NOW).mastery == {}
        assert read_class_mastery(session, context.id, NOW, []) == {person.id: ()}


def test_evidence_of_another_course_and_person_stays_there(database: Database) -> None:
    with database.write() as session:
        learning, other = make_learning(session), make_learning(session)
        other.answer(other.show(other.publish()), RIGHT, NOW)
        mate = make_person(session, learning.context)
        exercise = learning.publish()
        showing = learning.show(exercise, person=mate)
        learning.answer(showing, RIGHT, NOW)
        assert list_evidence(session, learning.context.id, learning.person.id) == []
        assert [piece.learner for piece in list_evidence(session, learning.context.id)] == [mate.id]


def test_attempts_become_evidence(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        exercise = learning.publish()
        showing = learning.show(exercise)
        learning.answer(showing, WRONG, NOW, confidence=0.3)
        learning.answer(showing, RIGHT, NOW + timedelta(minutes=1))
        first, second = list_evidence(session, learning.context.id, learning.person.id)
        assert (first.score, first.confidence, first.weight) == (0.0, 0.3, 1.0)
        assert first.skills == (learning.skill.id,)
        assert first.exercise == exercise.id
        assert second.score == 1.0
        assert second.weight < 1


def test_a_grade_is_spread_over_its_skills(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        other = make_skill(session, learning.context, "Force")
        ids = [learning.skill.id, other.id]
        store(session, grade(learning.context.id, learning.person.id, ids, 0.9))
        (piece,) = list_evidence(session, learning.context.id, learning.person.id)
        assert piece.exercise is None
        assert piece.skills == tuple(ids)
        assert piece.weight == pytest.approx(0.4)
        profile = read_profile(session, learning.context.id, learning.person.id, NOW)
        assert set(profile.mastery) == set(ids)


def test_a_grade_of_no_skill_says_nothing(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        store(session, grade(learning.context.id, learning.person.id, [], 0.9))
        assert list_evidence(session, learning.context.id) == []


def test_right_and_wrong_answers_move_the_profile(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        good, poor = learning.person, make_person(session, learning.context)
        for number in range(4):
            exercise = learning.publish_another(number)
            learning.answer(learning.show(exercise, person=good), RIGHT, NOW)
            learning.answer(learning.show(exercise, person=poor), WRONG, NOW)
        skill = learning.skill.id
        known = read_class_mastery(session, learning.context.id, NOW, [skill])
        assert known[good.id][0].mean > 0.6 > known[poor.id][0].mean
        profile = read_profile(session, learning.context.id, good.id, NOW)
        assert set(profile.mastery[skill].moved_by) <= {
            row.id for row in session.query(Attempt).filter_by(person_id=good.id)
        }


def test_whoever_was_instructor_is_in_no_analytics(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session, Role.INSTRUCTOR)
        learner = make_person(session, learning.context)
        learning.answer(learning.show(learning.publish()), RIGHT, NOW)
        assert set(read_class_mastery(session, learning.context.id, NOW, [])) == {learner.id}
