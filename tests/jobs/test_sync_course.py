from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from jobs.sync_course import sync_course
from lti_tool.db import utcnow
from lti_tool.errors import NotFoundError
from lti_tool.models import (
    Context,
    LineItem,
    Membership,
    OutsideEvidence,
    Person,
    Registration,
    ResourceLink,
    Role,
    Score,
    ScoreState,
    Skill,
    SkillState,
)
from lti_tool.moodle.grades import FUNCTION
from lti_tool.services.course_sync import ask_for_sync, contexts_to_sync, is_stale
from lti_tool.services.outside_evidence import list_activities, map_activity
from tests.fake_platform import Grade
from tests.jobs.site import Site
from tests.lti_tool.factories import make_person, store

RECORDED = Path(__file__).parents[1] / "fixtures" / "moodle"
MEMBERS = json.loads((RECORDED / "memberships.json").read_text())["members"]
GRADES = json.loads((RECORDED / "grade_items.json").read_text())


def sync(site: Site) -> tuple[str, ...]:
    return sync_course(site.parts, site.context.id).problems


def context(site: Site) -> Context:
    with site.parts.database.read() as session:
        return session.get_one(Context, site.context.id)


def members(site: Site) -> dict[str, Membership]:
    with site.parts.database.read() as session:
        query = select(Person.subject, Membership).join(
            Membership, Membership.person_id == Person.id
        )
        return {row.subject: row.Membership for row in session.execute(query)}


def evidence(site: Site, source: str) -> dict[tuple[str, str], OutsideEvidence]:
    with site.parts.database.read() as session:
        query = (
            select(Person.subject, OutsideEvidence)
            .join(Person, Person.id == OutsideEvidence.person_id)
            .where(OutsideEvidence.source == source)
        )
        return {
            (row.subject, row.OutsideEvidence.title): row.OutsideEvidence
            for row in session.execute(query)
        }


def add_skill(site: Site, name: str, **values: Any) -> str:
    with site.parts.database.write() as session:
        skill = Skill(context_id=site.context.id, name=name, state=SkillState.KEPT, **values)
        store(session, skill)
        return skill.id


def change(site: Site, kind: type, **values: Any) -> None:
    with site.parts.database.write() as session:
        session.execute(update(kind).values(**values))


def open_web_service(site: Site, token: bytes | None = None) -> None:
    sealed = site.parts.vault.seal(b"ws-token", "web_service")
    change(
        site,
        Registration,
        web_service_url=site.platform.origin,
        web_service_token=token or sealed,
    )
    site.platform.web_service[FUNCTION] = GRADES


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


# Results of our own columns


def bind(site: Site) -> None:
    """The line item belongs to an activity that opens the practice."""
    with site.parts.database.write() as session:
        link = ResourceLink(
            context_id=site.context.id,
            lti_id="1",
            practice_id=site.practice.id,
            line_item_id=site.line_item.id,
        )
        store(session, link)


def test_instructors_own_grade_is_evidence_and_ours_is_not(site: Site) -> None:
    bind(site)
    skill = add_skill(site, "Speed")
    site.add("6", state=ScoreState.CONFIRMED, given=50.0)
    site.add("7", state=ScoreState.OVERRIDDEN, given=50.0)
    site.add("8", state=ScoreState.WAITING, given=50.0)
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for user, value in (("6", 6), ("7", 3), ("8", 3), ("99", 3)):
        site.platform.grades[user] = Grade(value, int(noon.timestamp()))
    sync(site)
    found = evidence(site, "ags_result")
    assert list(found) == [("7", "Practice: speed")]
    row = found["7", "Practice: speed"]
    assert (row.score, row.skill_ids, row.seen_at) == (0.25, [skill], noon)


def test_override_that_was_taken_back_is_no_evidence_any_more(site: Site) -> None:
    bind(site)
    score_id = site.add("6", state=ScoreState.OVERRIDDEN, given=50.0)
    site.platform.grades["6"] = Grade(3, 1000)
    sync(site)
    assert len(evidence(site, "ags_result")) == 1
    site.platform.grades["6"] = Grade(6, 1000)
    with site.parts.database.write() as session:
        session.get_one(Score, score_id).state = ScoreState.CONFIRMED
    sync(site)
    assert evidence(site, "ags_result") == {}


def test_column_that_was_deleted_there_does_not_stop_the_rest(site: Site) -> None:
    site.platform.members = MEMBERS
    change(site, LineItem, url=f"{site.platform.origin}/gone/lineitem")
    assert sync(site) == ()
    assert len(members(site)) == 5


# The gradebook


def test_gradebook_becomes_evidence_of_known_learners(site: Site) -> None:
    open_web_service(site)
    motion = add_skill(site, "Motion")
    site.platform.members = [one for one in MEMBERS if one["user_id"] != "9"]
    assert sync(site) == ()
    found = evidence(site, "gradebook")
    quiz = found["6", "Quiz 1: motion"]
    assert (quiz.score, quiz.skill_ids, quiz.external_id) == (0.3, [motion], "grade-item:2")
    assert found["6", "Lab report 1"].skill_ids == []
    assert not any(subject == "9" for subject, _ in found)


def test_own_columns_and_totals_are_not_counted_twice(site: Site) -> None:
    open_web_service(site)
    site.platform.members = MEMBERS
    sync(site)  # the line item 5 of this site is grade item 5
    titles = {title for _, title in evidence(site, "gradebook")}
    assert titles == {"Quiz 1: motion", "Lab report 1", "Participation"}


def test_activity_that_nobody_opened_yet_is_ours_by_the_list_of_columns(site: Site) -> None:
    open_web_service(site)
    site.platform.members = MEMBERS
    change(
        site, LineItem, url=f"{site.platform.origin}/mod/lti/services.php/2/lineitems/77/lineitem"
    )
    sync(site)
    assert any("Practice" in title for _, title in evidence(site, "gradebook"))
    site.platform.line_items = [{"id": site.platform.item_url}]
    sync(site)
    assert not any("Practice" in title for _, title in evidence(site, "gradebook"))


def test_own_activity_is_known_by_its_number(site: Site) -> None:
    open_web_service(site)
    bind(site)
    site.platform.members = MEMBERS
    change(site, LineItem, url=f"{site.platform.origin}/elsewhere/lineitem")
    sync(site)
    assert not any("Practice" in title for _, title in evidence(site, "gradebook"))


def test_columns_that_cannot_be_listed_are_not_guessed(site: Site) -> None:
    open_web_service(site)
    site.platform.members = MEMBERS
    change(site, Context, lineitems_url=f"{site.platform.origin}/gone")
    assert sync(site) == ("status",)
    assert evidence(site, "gradebook") == {}


def test_token_of_another_secret_is_named(site: Site) -> None:
    open_web_service(site, token=b"\x01damaged")
    site.platform.members = MEMBERS
    assert sync(site) == ("ws_token_unreadable",)
    assert len(members(site)) == 5


def test_silent_emptiness_takes_no_grades_away(site: Site) -> None:
    open_web_service(site)
    site.platform.members = MEMBERS
    sync(site)
    before = len(evidence(site, "gradebook"))
    site.platform.web_service[FUNCTION] = {"usergrades": [], "warnings": []}
    assert sync(site) == ("ws_empty",)
    assert len(evidence(site, "gradebook")) == before > 0


def test_grade_that_was_removed_is_no_evidence_any_more(site: Site) -> None:
    open_web_service(site)
    site.platform.members = MEMBERS
    sync(site)
    fewer = json.loads(json.dumps(GRADES))
    fewer["usergrades"] = [one for one in fewer["usergrades"] if one["userid"] == 6]
    fewer["usergrades"][0]["gradeitems"][0]["graderaw"] = None
    site.platform.web_service[FUNCTION] = fewer
    sync(site)
    found = evidence(site, "gradebook")
    assert ("6", "Quiz 1: motion") not in found
    assert ("9", "Quiz 1: motion") in found  # not covered by this report


def test_choice_of_an_instructor_stays_and_reaches_later_grades(site: Site) -> None:
    open_web_service(site)
    motion, lab = add_skill(site, "Motion"), add_skill(site, "Experiments", position=1)
    site.platform.members = [one for one in MEMBERS if one["user_id"] == "6"]
    sync(site)
    with site.parts.database.write() as session:
        map_activity(session, site.context.id, "gradebook", "grade-item:3", [lab])
        map_activity(session, site.context.id, "gradebook", "grade-item:2", [])
    site.platform.members = MEMBERS
    sync(site)
    found = evidence(site, "gradebook")
    assert found["9", "Lab report 1"].skill_ids == [lab]
    assert found["9", "Quiz 1: motion"].skill_ids == []
    assert motion not in found["6", "Quiz 1: motion"].skill_ids
    with site.parts.database.read() as session:
        activities = list_activities(session, site.context.id)
    assert [(one.title, one.mapped) for one in activities] == [
        ("Participation", False),
        ("Lab report 1", True),
        ("Quiz 1: motion", True),
    ]


def test_skill_or_activity_of_another_course_is_not_mapped(site: Site) -> None:
    open_web_service(site)
    site.platform.members = MEMBERS
    sync(site)
    with site.parts.database.write() as session:
        with pytest.raises(NotFoundError):
            map_activity(session, site.context.id, "gradebook", "grade-item:2", ["foreign"])
        with pytest.raises(NotFoundError):
            map_activity(session, site.context.id, "gradebook", "grade-item:999", [])


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
