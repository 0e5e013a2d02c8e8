from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.models import Context, LineItem, Person, Role
from lti_tool.services.course_sync import ask_for_sync, contexts_to_sync, is_stale
from tests.jobs.site import Site
from tests.jobs.synced_course import MEMBERS, change, context, members, sync
from tests.lti_tool.factories import make_person

# The roster


def test_roster_that_cannot_be_read_changes_nothing(site: Site) -> None:
    site.platform.members = MEMBERS
    sync(site)
    site.platform.members_answer = b"<html>"
    assert sync(site) == ("broken_answer",)
    assert all(one.active for one in members(site).values())
    assert context(site).sync_note == "broken_answer"


def test_empty_roster_shuts_nobody_out(site: Site) -> None:
    site.platform.members = MEMBERS
    sync(site)
    site.platform.members = []
    assert sync(site) == ("roster_empty",)
    assert all(one.active for one in members(site).values())


def test_roster_becomes_people_and_memberships(site: Site) -> None:
    site.platform.members = MEMBERS
    assert sync(site) == ()
    found = members(site)
    assert set(found) == {"3", "4", "6", "9", "21"}
    assert found["3"].role is Role.INSTRUCTOR
    assert found["3"].ever_instructor
    assert found["6"].role is Role.LEARNER
    with site.parts.database.read() as session:
        names = set(session.scalars(select(Person.name)))
    assert "Björn García" in names
    assert context(site).synced_at is not None
    assert context(site).sync_note == ""


def test_second_reading_makes_nobody_twice(site: Site) -> None:
    site.platform.members = MEMBERS
    sync(site)
    sync(site)
    assert len(members(site)) == 5


def test_non_editing_teacher_stays_instructor(site: Site) -> None:
    with site.parts.database.write() as session:
        make_person(session, site.context, Role.INSTRUCTOR, subject="4")
    site.platform.members = MEMBERS
    sync(site)
    teacher = members(site)["4"]
    assert (teacher.role, teacher.roster_role) == (Role.INSTRUCTOR, Role.LEARNER)


def test_demoted_instructor_is_never_a_learner_for_analytics(site: Site) -> None:
    site.platform.members = [{"user_id": "6", "roles": ["Instructor"]}]
    sync(site)
    site.platform.members = [{"user_id": "6", "roles": ["Learner"]}]
    sync(site)
    member = members(site)["6"]
    assert (member.role, member.ever_instructor) == (Role.LEARNER, True)


def test_who_left_is_inactive_and_may_come_back(site: Site) -> None:
    site.platform.members = MEMBERS
    sync(site)
    site.platform.members = [one for one in MEMBERS if one["user_id"] != "6"]
    sync(site)
    assert not members(site)["6"].active
    assert members(site)["9"].active
    site.platform.members = MEMBERS
    sync(site)
    assert members(site)["6"].active


def test_roster_without_names_takes_none_away(site: Site) -> None:
    site.platform.members = MEMBERS
    sync(site)
    site.platform.members = [{"user_id": "6"}]
    sync(site)
    with site.parts.database.read() as session:
        assert "Björn García" in set(session.scalars(select(Person.name)))


@pytest.mark.parametrize("user_id", ["7" * 256, "7\0", "\ud800", " "])
def test_id_that_cannot_be_kept_leaves_the_others_readable(site: Site, user_id: str) -> None:
    site.platform.members = [{"user_id": user_id, "name": "x"}, {"user_id": "8", "name": "A\0b"}]
    assert sync(site) == ()
    assert set(members(site)) == {"8"}


def test_changes_end_a_membership_and_leave_the_others(site: Site) -> None:
    site.platform.members = MEMBERS
    site.platform.changes = [{"user_id": "6", "status": "Deleted"}, {"user_id": "77"}]
    sync(site)
    assert context(site).roster_changes_url
    assert sync(site) == ()
    found = members(site)
    assert not found["6"].active
    assert found["9"].active
    assert found["77"].active
    site.platform.changes = []
    assert sync(site) == ()
    assert members(site)["9"].active


# The state of a reading


def test_nothing_to_read_is_said(site: Site) -> None:
    change(site, Context, memberships_url=None)
    with site.parts.database.write() as session:
        session.delete(session.get_one(LineItem, site.line_item.id))
    assert sync(site) == ("nothing_to_read",)
    assert site.platform.requests == []


def test_course_that_waits_is_found_until_it_was_read(site: Site) -> None:
    site.platform.members = MEMBERS
    now = utcnow()
    assert is_stale(context(site), now)
    with site.parts.database.write() as session:
        ask_for_sync(session, site.context.id)
        assert contexts_to_sync(session) == [site.context.id]
    assert not is_stale(context(site), now)
    sync(site)
    with site.parts.database.read() as session:
        assert contexts_to_sync(session) == []
    assert not is_stale(context(site), now)
    assert is_stale(context(site), now + timedelta(hours=2))
