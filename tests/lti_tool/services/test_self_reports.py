"""Self-reports: the learner's own; of others' view, that no one learner can be told from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import ForbiddenError, InvalidInputError
from lti_tool.models import Context, Membership, Person, Role, SelfReport, SelfReportSum
from lti_tool.services.housekeeping import keep_house
from lti_tool.services.learner_erasure import erase_learner
from lti_tool.services.self_report_sums import FEWEST, Share, close_weeks, list_sums, tell_share
from lti_tool.services.self_reports import (
    NotAskedError,
    NothingSaidError,
    delete_reports,
    is_asked,
    list_reports,
    report_week,
    week_of,
)
from tests.lti_tool.factories import make_course, make_person

TUESDAY = datetime(2026, 9, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def open_course(session: Session) -> Context:
    context = make_course(session)
    context.self_reports = True
    session.flush()
    return context


def say(session: Session, context: Context, *answers: int | None) -> list[Person]:
    """One learner each: the effort; the feeling alike."""
    people = [make_person(session, context) for _ in answers]
    for person, answer in zip(people, answers, strict=True):
        said = {"effort": answer, "feeling": 4}
        report_week(session, context.id, person.id, said, TUESDAY)
    return people


def seen(
    session: Session, context: Context, now: datetime = TUESDAY + WEEK
) -> list[dict[str, object]]:
    close_weeks(session, now)
    return [row.shares for row in list_sums(session, context.id)]


def test_nothing_is_kept_where_the_course_does_not_ask(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        person = make_person(session, context)
        assert not context.self_reports  # off by default
        with pytest.raises(NotAskedError):
            report_week(session, context.id, person.id, {"effort": 3}, TUESDAY)
        assert list_reports(session, context.id, person.id) == []


@pytest.mark.parametrize("value", [0, 6, -1])
def test_an_answer_that_there_is_not_is_refused(database: Database, value: int) -> None:
    with database.write() as session:
        context = open_course(session)
        person = make_person(session, context)
        with pytest.raises(InvalidInputError):
            report_week(session, context.id, person.id, {"effort": value}, TUESDAY)


def test_nothing_said_and_strangers_are_refused(database: Database) -> None:
    with database.write() as session:
        context, other = open_course(session), open_course(session)
        person = make_person(session, context)
        with pytest.raises(NothingSaidError):
            report_week(session, context.id, person.id, {"mood": 3}, TUESDAY)
        with pytest.raises(ForbiddenError):
            report_week(session, other.id, person.id, {"effort": 3}, TUESDAY)


def test_once_a_week_and_the_learner_deletes_what_they_like(database: Database) -> None:
    with database.write() as session:
        context = open_course(session)
        (person,) = say(session, context, 2)
        report_week(session, context.id, person.id, {"effort": 5}, TUESDAY + timedelta(days=5))
        report_week(session, context.id, person.id, {"feeling": 1}, TUESDAY + timedelta(days=6))
        rows = list_reports(session, context.id, person.id)
        assert [(row.week, row.effort, row.feeling) for row in rows] == [
            ("2026-09-07", None, 1),
            ("2026-08-31", 5, None),
        ]
        other = make_person(session, context)
        delete_reports(session, context.id, other.id, rows[0].id)
        assert len(list_reports(session, context.id, person.id)) == 2
        delete_reports(session, context.id, person.id, rows[0].id)
        assert len(list_reports(session, context.id, person.id)) == 1
        delete_reports(session, context.id, person.id)
        assert list_reports(session, context.id, person.id) == []


def test_who_declined_or_teaches_is_not_asked(database: Database) -> None:
    course, silent = Context(self_reports=True), Context(self_reports=False)
    learner = Membership(self_reports_off=False, ever_instructor=False)
    assert is_asked(course, learner)
    assert not is_asked(silent, learner)
    assert not is_asked(course, Membership(self_reports_off=True, ever_instructor=False))
    assert not is_asked(course, Membership(self_reports_off=False, ever_instructor=True))


def test_four_learners_are_never_seen(database: Database) -> None:
    with database.write() as session:
        context = open_course(session)
        say(session, context, *[1] * (FEWEST - 1))
        assert seen(session, context) == []
        assert session.query(SelfReportSum).count() == 0


def test_an_instructors_word_does_not_make_the_fifth(database: Database) -> None:
    with database.write() as session:
        context = open_course(session)
        say(session, context, *[1] * (FEWEST - 1))
        teacher = make_person(session, context, Role.INSTRUCTOR)
        report_week(session, context.id, teacher.id, {"effort": 5}, TUESDAY)
        assert seen(session, context) == []


def test_each_question_needs_five_of_its_own(database: Database) -> None:
    with database.write() as session:
        context = open_course(session)
        say(session, context, 1, 1, 1, 1, None)
        assert seen(session, context) == [{"feeling": ["few", "few", "most"]}]


def test_a_week_is_told_once_it_is_over_and_only_of_its_course(database: Database) -> None:
    with database.write() as session:
        context, other = open_course(session), open_course(session)
        say(session, context, 1, 1, 3, 5, 5)
        sunday = TUESDAY + timedelta(days=5)
        assert week_of(sunday) == week_of(TUESDAY)
        assert seen(session, context, sunday) == []
        keep_house(session, sunday + timedelta(days=1))
        assert list_sums(session, context.id)[0].shares["effort"] == ["some", "few", "some"]
        assert seen(session, other) == []


def test_nobody_is_told_by_what_changes_when_they_go(database: Database) -> None:
    """Deleting, leaving and erasure after the week move nothing, down to the last row."""
    with database.write() as session:
        context = open_course(session)
        people = say(session, context, 1, 1, 1, 1, 5)
        before = seen(session, context)
        delete_reports(session, context.id, people[4].id)
        assert seen(session, context) == before
        erase_learner(session, people[3], "admin-1")
        assert seen(session, context) == before
        session.query(SelfReport).delete()
        assert seen(session, context, TUESDAY + 9 * WEEK) == before
        assert [set(row) for row in before] == [{"effort", "feeling"}]


def test_who_deletes_before_the_week_is_over_was_never_counted(database: Database) -> None:
    with database.write() as session:
        context = open_course(session)
        people = say(session, context, *[3] * FEWEST)
        delete_reports(session, context.id, people[0].id)
        assert seen(session, context) == []


@given(st.lists(st.integers(1, 5), min_size=FEWEST - 1, max_size=30), st.integers(1, 5))
def test_no_share_says_that_all_or_none_said_it(others: list[int], own: int) -> None:
    """Whoever knows all answers but one learns from a word only what a second person could have
    given just as well: no word stands for exactly all or exactly nobody."""
    of = len(others) + 1
    part = sum(answer == own for answer in [*others, own])
    word = tell_share(part, of)
    alike = [count for count in range(of + 1) if tell_share(count, of) is word]
    assert len(alike) >= 2
    assert isinstance(word, Share)
