"""The test of a disagreement: what it asks, when it ends, and that it costs nobody a point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.models import Disagreement, DisagreementState, ScorePolicy, Showing, SkillState
from lti_tool.services.disagreements import (
    LONGEST_WORDS,
    Voice,
    find_disagreement,
    list_voices,
    read_change,
    state_disagreement,
    withdraw_disagreement,
)
from lti_tool.services.skill_tests import (
    FEWEST,
    MOST,
    begin_test,
    choose_in_test,
    find_running_test,
    lacks_exercises,
    offer_test,
    show_in_test,
    stop_test,
)
from lti_tool.services.standings import read_standing
from tests.lti_tool.contents import FAMILY
from tests.lti_tool.factories import make_exercise, make_person, make_practice, make_skill
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning

START = datetime(2027, 9, 1, 12, tzinfo=UTC)


def disagree(learning: Learning, words: str = "") -> Disagreement:
    own = learning.context.id, learning.person.id, learning.skill.id
    row = state_disagreement(learning.session, *own, words)
    row.created_at = START
    return row


def take(learning: Learning, row: Disagreement, answer: dict[str, object]) -> list[Showing]:
    """Every exercise of the test, answered alike."""
    shown = []
    now = START
    while showing := show_in_test(learning.session, learning.practice, row, now, 7):
        now += timedelta(minutes=1)
        shown.append(showing)
        learning.answer(showing, answer, now)
        showing.closed_at = now
        learning.session.flush()
    return shown


def test_unknown_dropped_and_foreign_skills_cannot_be_contested(database: Database) -> None:
    with database.write() as session:
        learning, other = make_learning(session), make_learning(session)
        dropped = make_skill(session, learning.context, "Old", state=SkillState.DROPPED)
        for skill_id in ("unknown", dropped.id, other.skill.id):
            with pytest.raises(NotFoundError):
                state_disagreement(
                    session, learning.context.id, learning.person.id, skill_id, "no"
                )  # fmt: skip


def test_a_disagreement_is_found_by_whoever_stated_it_alone(database: Database) -> None:
    with database.write() as session:
        learning, other = make_learning(session), make_learning(session)
        row = disagree(learning)
        for context, person in (
            (learning.context, make_person(session, learning.context)),
            (other.context, learning.person),
        ):
            with pytest.raises(NotFoundError):
                find_disagreement(session, context.id, person.id, row.id)


def test_said_twice_it_stands_once_with_the_newer_words(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        first = disagree(learning, "x" * 1000)
        assert len(first.words) == LONGEST_WORDS
        assert disagree(learning, " I knew it ").id == first.id
        assert first.words == "I knew it"
        disagree(learning, " ")
        assert first.words == "I knew it"


def test_nothing_published_offers_nothing(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        row = disagree(learning)
        assert offer_of(learning) == (0, 0)
        assert lacks(learning)
        assert not begin_test(session, learning.practice, row, START)
        assert row.state is DisagreementState.STATED


def test_a_skill_that_the_practice_leaves_out_is_neither_tested_nor_lacking(
    database: Database,
) -> None:
    with database.write() as session:
        learning = make_learning(session)
        learning.publish()
        elsewhere = make_skill(session, learning.context, "Force")
        learning.practice = make_practice(
            session, learning.context, language="", skill_ids=[elsewhere.id]
        )
        assert offer_of(learning) == (0, 0)
        assert not lacks(learning)


def offer_of(learning: Learning) -> tuple[int, int]:
    offer = offer_test(
        learning.session, learning.practice, learning.person.id, learning.skill.id
    )  # fmt: skip
    return offer.length, offer.unseen


def lacks(learning: Learning) -> bool:
    return lacks_exercises(
        learning.session, learning.practice, learning.person.id, learning.skill.id
    )


def test_new_exercises_come_first_and_no_more_than_few(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        exercises = [learning.publish_another(number) for number in range(MOST + 3)]
        seen = {exercises[0].id, exercises[1].id}
        for exercise in exercises[:2]:
            showing = learning.show(exercise)
            learning.answer(showing, WRONG, START - timedelta(days=1))
            showing.closed_at = START
        session.flush()
        assert offer_of(learning) == (MOST, MOST)
        row = disagree(learning)
        assert begin_test(session, learning.practice, row, START)
        shown = take(learning, row, RIGHT)
        assert len(shown) == len({one.exercise_id for one in shown}) == MOST
        assert seen.isdisjoint(one.exercise_id for one in shown)
        assert row.state is DisagreementState.TESTED
        assert row.showing_ids == [one.id for one in shown]


def test_seen_ones_fill_up_to_the_fewest_and_are_asked_last(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        exercises = [learning.publish_another(number) for number in range(FEWEST)]
        for exercise in exercises[:-1]:
            showing = learning.show(exercise)
            learning.answer(showing, WRONG, START - timedelta(days=1))
            showing.closed_at = START
        session.flush()
        assert offer_of(learning) == (FEWEST, 1)
        assert lacks(learning)
        row = disagree(learning)
        begin_test(session, learning.practice, row, START)
        shown = take(learning, row, RIGHT)
        assert shown[0].exercise_id == exercises[-1].id
        assert len({one.exercise_id for one in shown}) == FEWEST


def test_one_family_tests_with_its_fresh_variants(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        make_exercise(session, learning.context, family=FAMILY, skill=learning.skill)
        assert offer_of(learning) == (FEWEST, FEWEST)
        row = disagree(learning)
        begin_test(session, learning.practice, row, START)
        for number in range(FEWEST):
            showing = show_in_test(session, learning.practice, row, START, seed=number)
            assert showing is not None
            showing.closed_at = START
            session.flush()
        assert show_in_test(session, learning.practice, row, START, seed=9) is None


def begun(learning: Learning, exercises: int = FEWEST) -> Disagreement:
    for number in range(exercises):
        learning.publish_another(number)
    row = disagree(learning, "no!")
    begin_test(learning.session, learning.practice, row, START)
    return row


@pytest.mark.parametrize("policy", [ScorePolicy.POINTS, ScorePolicy.COMPLETION])
def test_a_test_never_lowers_points(database: Database, policy: ScorePolicy) -> None:
    with database.write() as session:
        learning = make_learning(session, policy=policy, goal=4)
        learning.answer(learning.show(learning.publish()), RIGHT, START - timedelta(days=1))
        row = begun(learning)
        before = read_standing(session, learning.practice, learning.person.id, START).given
        assert before == 25.0
        take(learning, row, WRONG)
        later = START + timedelta(hours=1)
        assert read_standing(session, learning.practice, learning.person.id, later).given >= before


@pytest.mark.parametrize(("answer", "rises"), [(RIGHT, True), (WRONG, False)])
def test_the_figure_moves_with_the_answers_and_the_change_keeps_its_end(
    database: Database, answer: dict[str, object], *, rises: bool
) -> None:
    with database.write() as session:
        learning = make_learning(session)
        row = begun(learning)
        take(learning, row, answer)
        change = read_change(session, row, START + timedelta(days=50))
        assert (change.after.mean > change.before.mean) is rises
        assert (change.before.answers, change.after.answers) == (0, FEWEST)
        assert row.ended_at is not None


def test_skipped_altogether_it_was_no_test(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        row = begun(learning)
        while showing := show_in_test(session, learning.practice, row, START, 7):
            showing.closed_at = START
            session.flush()
        assert (row.state, row.showing_ids) == (DisagreementState.STATED, [])


def test_stopped_early_keeps_what_was_answered(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        row = begun(learning)
        showing = show_in_test(session, learning.practice, row, START, 7)
        assert showing is not None
        learning.answer(showing, RIGHT, START + timedelta(minutes=1))
        second = show_in_test(session, learning.practice, row, START, 8)
        stop_test(session, row, START + timedelta(minutes=2))
        assert row.state is DisagreementState.TESTED
        assert second is not None
        assert second.closed_at is not None
        assert find_running_test(session, learning.practice.id, learning.person.id) is None


def test_a_second_test_ends_the_first(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        first = begun(learning)
        other = make_skill(session, learning.context, "Force")
        learning.publish(skill=other)
        second = state_disagreement(
            session, learning.context.id, learning.person.id, other.id, ""
        )  # fmt: skip
        begin_test(session, learning.practice, second, START)
        assert first.state is DisagreementState.STATED
        running = find_running_test(session, learning.practice.id, learning.person.id)
        assert running is second
        assert choose_in_test(session, learning.practice, second, START) is not None


def test_instructors_see_it_until_it_is_withdrawn(database: Database) -> None:
    with database.write() as session:
        learning = make_learning(session)
        row = begun(learning)
        assert [voice.row.words for voice in list_all(session, learning)] == ["no!"]
        withdraw_disagreement(session, row, START)
        assert list_all(session, learning) == []
        assert row.words == ""


def list_all(session: Session, learning: Learning) -> list[Voice]:
    return list_voices(session, learning.context.id, START)
