from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from analytics.profile import read_mastery
from analytics.types import Reason
from generators.exercise.content import Language
from lti_tool.db import Database
from lti_tool.models import ScorePolicy, SkillState, Wish
from lti_tool.services.choices import list_choices, read_stock
from lti_tool.services.exercises import withdraw_exercise
from lti_tool.services.profiles import read_profile
from lti_tool.services.recommendations import list_due, recommend_step
from lti_tool.services.score_policy import GATE
from lti_tool.services.showings import close_showings, open_showing
from lti_tool.services.standings import read_standing
from lti_tool.services.wishes import record_wish
from tests.lti_tool.contents import CHOICE, CHOICE_ZH, FAMILY
from tests.lti_tool.factories import make_exercise, make_practice, make_skill
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def choose(learning: Learning) -> list[str]:
    found = list_choices(
        learning.session, learning.practice, learning.person.id, [learning.skill.id]
    )
    return [choice.exercise for choice in found]


def test_course_without_skills_has_no_step(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        learning.skill.state = SkillState.DROPPED
        step = recommend_step(session, learning.practice, learning.person.id, NOW)
        assert (step.recommendation, step.missing) == (None, ())


def test_nothing_published_misses_the_first_skill(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        make_skill(session, learning.context, "Force", position=5)
        step = recommend_step(session, learning.practice, learning.person.id, NOW)
        assert step.recommendation is None
        assert step.missing == (learning.skill.id,)


def test_skill_without_exercise_is_passed_over_and_missed(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        later = make_skill(session, learning.context, "Force", position=5)
        exercise = learning.publish(skill=later)
        step = recommend_step(session, learning.practice, learning.person.id, NOW)
        assert step.recommendation is not None
        assert step.recommendation.exercise == exercise.id
        assert step.recommendation.reason is Reason.START
        assert step.missing == (learning.skill.id,)


def test_withdrawn_and_foreign_exercises_are_no_choice(database: Database) -> None:
    with database.write() as session:
        learning, other = make_learning(session), make_learning(session)
        other.publish()
        exercise = learning.publish()
        assert choose(learning) == [exercise.id]
        withdraw_exercise(session, learning.context.id, exercise.id, learning.person.id)
        assert choose(learning) == []


def test_practice_keeps_to_its_language_and_skills(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        other = make_skill(session, learning.context, "Force")
        english, chinese = learning.publish(), learning.publish(CHOICE_ZH)
        chinese.language = Language.ZH
        learning.publish(skill=other)
        practice = make_practice(
            session, learning.context, language=Language.ZH, skill_ids=[learning.skill.id]
        )
        step = recommend_step(session, practice, learning.person.id, NOW)
        assert step.recommendation is not None
        assert step.recommendation.exercise == chinese.id
        assert read_stock(session, practice).exercises == 1
        assert set(choose(learning)) == {english.id, chinese.id}


def test_what_was_right_comes_back_only_when_all_was(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        first, second = learning.publish_another(1), learning.publish_another(2)
        learning.answer(learning.show(first), RIGHT, NOW)
        assert choose(learning) == [second.id]
        learning.answer(learning.show(second), WRONG, NOW)
        assert choose(learning) == [second.id]
        learning.answer(learning.show(second), RIGHT, NOW)
        assert set(choose(learning)) == {first.id, second.id}


def test_what_was_shown_before_is_marked_so(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        exercise = learning.publish()
        learning.show(exercise)
        close_showings(session, learning.practice.id, learning.person.id, NOW)
        own = (session, learning.practice, learning.person.id, [learning.skill.id])
        assert [choice.answered for choice in list_choices(*own)] == [True]


def test_family_stays_a_choice_for_three_variants(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        family = make_exercise(session, learning.context, family=FAMILY, skill=learning.skill)
        assert choose(learning) == [family.id]
        stock = read_stock(session, learning.practice)
        assert (stock.exercises, stock.countable) == (1, 3)


def test_contest_keeps_to_its_skill(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        later = make_skill(session, learning.context, "Force", position=5)
        learning.publish()
        exercise = learning.publish(skill=later)
        own = (session, learning.practice, learning.person.id, NOW)
        step = recommend_step(*own, only_skill=later.id)
        assert step.recommendation is not None
        assert step.recommendation.exercise == exercise.id
        assert recommend_step(*own, only_skill="of another course").recommendation is None


def test_wish_counts_and_opens_again(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        for _ in range(2):
            record_wish(session, learning.context.id, learning.skill.id)
        wish = session.scalars(select(Wish)).one()
        assert (wish.count, wish.open) == (2, True)
        wish.open = False
        record_wish(session, learning.context.id, learning.skill.id)
        assert (wish.count, wish.open) == (3, True)


@pytest.mark.parametrize(
    ("values", "bank", "apart"),
    [
        ({"policy": ScorePolicy.POINTS, "tries": 1, "goal": 2}, 1, timedelta(minutes=2)),
        ({"policy": ScorePolicy.MASTERY, "tries": 2}, 3, timedelta(days=1)),
        ({"policy": ScorePolicy.COMPLETION, "tries": 0, "goal": 2}, 1, timedelta(days=2)),
    ],
)
def test_who_answers_well_masters_every_skill_of_the_practice(
    database: Database, values: dict[str, Any], bank: int, apart: timedelta
) -> None:
    """Also after a bad beginning, and where each skill has a single exercise."""
    with database.write() as session:
        learning = make_learning(session, **values)
        skills = [learning.skill, make_skill(session, learning.context, "Force", position=1)]
        for skill in skills:
            for number in range(bank):
                content = CHOICE.model_copy(update={"stem": f"{skill.name} {number}: how fast?"})
                learning.publish(content, skill=skill)
        now = NOW
        for number in range(60):
            now += apart
            profile = read_profile(session, learning.context.id, learning.person.id, now)
            if all(read_mastery(profile, skill.id, now).reaches(GATE) for skill in skills):
                break
            step = recommend_step(session, learning.practice, learning.person.id, now)
            assert step.recommendation is not None
            showing = open_showing(
                session, learning.practice, learning.person.id, step.recommendation, seed=1
            )
            learning.answer(showing, WRONG if number < 3 else RIGHT, now)
            close_showings(session, learning.practice.id, learning.person.id, now)
            session.flush()
        else:
            raise AssertionError("never mastered")
        assert read_standing(session, learning.practice, learning.person.id, now).reached


def test_a_mastered_skill_is_due_again_and_says_why(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        exercises = [learning.publish_another(number) for number in range(6)]
        for number, exercise in enumerate(exercises):
            learning.answer(learning.show(exercise), RIGHT, NOW + timedelta(minutes=number))
        close_showings(session, learning.practice.id, learning.person.id, NOW)
        session.flush()
        own = session, learning.practice, learning.person.id
        assert list_due(*own, NOW + timedelta(days=1)) == {}
        later = NOW + timedelta(days=30)
        facts = list_due(*own, later)[learning.skill.id]
        assert facts["days"] == 29.0
        assert 0.0 < facts["recall"] < 0.9
        step = recommend_step(*own, later)
        assert step.recommendation is not None
        assert step.recommendation.reason is Reason.REVIEW
        assert step.recommendation.facts == facts


def test_memory_does_not_speak_of_exercises_with_fresh_numbers(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        make_exercise(session, learning.context, family=FAMILY, skill=learning.skill)
        exercises = [learning.publish_another(number) for number in range(6)]
        for number, exercise in enumerate(exercises):
            learning.answer(learning.show(exercise), RIGHT, NOW + timedelta(minutes=number))
        for exercise in exercises:
            withdraw_exercise(session, learning.context.id, exercise.id, learning.person.id)
        later = NOW + timedelta(days=30)
        facts = list_due(session, learning.practice, learning.person.id, later)
        assert set(facts[learning.skill.id]) == {"days", "mastery"}
