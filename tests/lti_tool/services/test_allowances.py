from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.db import Database
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Role
from lti_tool.services.allowances import list_allowances, search_learners, set_allowance
from lti_tool.services.windows import WindowState, read_window
from tests.lti_tool.factories import make_course, make_person, make_practice

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("tries", [-1, 21])
def test_extra_tries_have_bounds(database: Database, tries: int) -> None:
    with database.write() as session:
        context = make_course(session)
        practice, person = make_practice(session, context), make_person(session, context)
        with pytest.raises(InvalidInputError):
            set_allowance(session, context.id, practice.id, person.id, None, tries)


def test_time_before_the_opening_is_refused(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        practice = make_practice(session, context, opens_at=NOW)
        person = make_person(session, context)
        with pytest.raises(InvalidInputError):
            set_allowance(session, context.id, practice.id, person.id, NOW, 0)


def test_people_of_other_courses_and_instructors_get_none(database: Database) -> None:
    with database.write() as session:
        context, other = make_course(session), make_course(session)
        practice = make_practice(session, context)
        stranger = make_person(session, other)
        instructor = make_person(session, context, Role.INSTRUCTOR)
        for person in (stranger, instructor):
            with pytest.raises(NotFoundError):
                set_allowance(session, context.id, practice.id, person.id, None, 1)
        with pytest.raises(NotFoundError):
            set_allowance(session, other.id, practice.id, stranger.id, None, 1)


def test_set_change_and_take_away(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        practice = make_practice(session, context, closes_at=NOW, tries=1)
        person = make_person(session, context)
        later = NOW + timedelta(days=1)
        own = (session, context.id, practice.id, person.id)
        set_allowance(*own, later, 1)
        window = read_window(session, practice, person.id)
        assert (window.tries, window.extended) == (2, True)
        assert window.state(NOW) is WindowState.OPEN
        assert window.state(later) is WindowState.CLOSED
        set_allowance(*own, None, 2)
        assert [row.extra_tries for row in list_allowances(session, practice.id)] == [2]
        set_allowance(*own, None, 0)
        assert list_allowances(session, practice.id) == []


def test_unlimited_tries_stay_unlimited(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        practice, person = make_practice(session, context, tries=0), make_person(session, context)
        set_allowance(session, context.id, practice.id, person.id, None, 3)
        assert read_window(session, practice, person.id).tries_left(99) is None


def test_search_by_name_or_email(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        make_person(session, context, name="Li Wei", email="li@example.org")
        make_person(session, context, name="Bo", email="weiss@example.org")
        make_person(session, context, Role.INSTRUCTOR, name="Wei the teacher")
        make_person(session, make_course(session), name="Wei elsewhere")
        names = [person.name for person in search_learners(session, context.id, "WEI")]
        assert names == ["Bo", "Li Wei"]
        assert search_learners(session, context.id, " ") == []
        assert search_learners(session, context.id, "%") == []
