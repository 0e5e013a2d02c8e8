from __future__ import annotations

import json

import pytest

from lti_tool.errors import NotFoundError
from lti_tool.models import Context, LineItem
from lti_tool.moodle.grades import FUNCTION
from lti_tool.services.outside_evidence import list_activities, map_activity
from tests.jobs.site import Site
from tests.jobs.synced_course import (
    GRADES,
    MEMBERS,
    add_skill,
    bind,
    change,
    evidence,
    members,
    open_web_service,
    sync,
)


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
