"""Grades that come twice, late, from the future, rescaled, at odds, or not any longer."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from analytics.types import Evidence, Mastery
from lti_tool.db import utcnow
from lti_tool.moodle.grades import FUNCTION
from lti_tool.services.evidence import list_evidence
from lti_tool.services.outside_evidence import map_activity
from lti_tool.services.skill_accounts import read_accounts
from tests.jobs.site import Site
from tests.jobs.synced_course import (
    GRADES,
    MEMBERS,
    add_skill,
    evidence,
    members,
    open_web_service,
    sync,
)

QUIZ = ("6", "Quiz 1: motion")


@pytest.fixture
def motion(site: Site) -> str:
    open_web_service(site)
    site.platform.members = MEMBERS
    return add_skill(site, "Motion")


def tell(site: Site, **values: Any) -> None:
    """The quiz's grade of learner 6, as the next sync will see it."""
    book = copy.deepcopy(GRADES)
    learner = next(one for one in book["usergrades"] if one["userid"] == 6)
    item = next(one for one in learner["gradeitems"] if one["itemname"] == QUIZ[1])
    item |= values
    site.platform.web_service[FUNCTION] = book


def of_learner(site: Site) -> list[Evidence]:
    person_id = members(site)["6"].person_id
    with site.parts.database.read() as session:
        return list_evidence(session, site.context.id, person_id)


@pytest.mark.parametrize(
    "odd",
    [
        {"graderaw": "many"},
        {"graderaw": True},
        {"graderaw": [3]},
        {"graderaw": "NaN"},
        {"graderaw": 3, "grademin": 5, "grademax": 5},
        {"graderaw": 3, "grademax": None},
    ],
)
def test_grade_that_is_none_is_no_evidence(site: Site, motion: str, odd: dict[str, Any]) -> None:
    tell(site, **odd)
    sync(site)
    assert QUIZ not in evidence(site, "gradebook")
    assert len(evidence(site, "gradebook")) > 0


@pytest.mark.parametrize(
    ("value", "share"), [("3.00000", 0.3), (3, 0.3), ("1e1", 1.0), (99, 1.0), (-4, 0.0)]
)
def test_numbers_come_in_every_type(site: Site, motion: str, value: Any, share: float) -> None:
    tell(site, graderaw=value)
    sync(site)
    assert evidence(site, "gradebook")[QUIZ].score == pytest.approx(share)


def test_same_grade_twice_is_one_piece(site: Site, motion: str) -> None:
    sync(site)
    before = of_learner(site)
    sync(site)
    assert of_learner(site) == before


def test_rescaled_activity_moves_nothing(site: Site, motion: str) -> None:
    """Moodle keeps the share, rounds to five decimals and dates the grade anew."""
    tell(site, graderaw=3.33333, grademax=10, gradedategraded=1_795_000_000)
    sync(site)
    before = of_learner(site)
    tell(site, graderaw="0.66667", grademax="2.00000", gradedategraded=1_795_400_000)
    sync(site)
    (old,), (new,) = before, of_learner(site)
    assert (new.id, new.time) == (old.id, old.time)
    assert new.score == pytest.approx(old.score, abs=1e-4)


def test_deleted_grade_leaves_no_trace(site: Site, motion: str) -> None:
    sync(site)
    tell(site, graderaw=None)
    sync(site)
    assert of_learner(site) == []
    sync(site)
    assert of_learner(site) == []


def test_grade_from_the_future_is_of_today(site: Site, motion: str) -> None:
    """A clock over there that is ahead, or a score that a tool dated 2099."""
    ahead = utcnow() + timedelta(days=2000)
    tell(site, gradedategraded=int(ahead.timestamp()))
    sync(site)
    (piece,) = of_learner(site)
    assert piece.time <= utcnow()
    tell(site, gradedategraded=int(ahead.timestamp()), graderaw=9)
    sync(site)
    (piece,) = of_learner(site)
    assert piece.time <= utcnow()
    assert piece.score == pytest.approx(0.9)


def add_report(site: Site, motion: str, share: float, at: int) -> None:
    """A second grade of the same skill, of another activity."""
    book = site.platform.web_service[FUNCTION]
    learner = next(one for one in book["usergrades"] if one["userid"] == 6)
    item = next(one for one in learner["gradeitems"] if one["itemname"] == "Lab report 1")
    item |= {"graderaw": 100 * share, "grademax": 100, "gradedategraded": at}
    sync(site)
    with site.parts.database.write() as session:
        map_activity(session, site.context.id, "gradebook", "grade-item:3", [motion])


def read_motion(site: Site) -> Mastery:
    person_id = members(site)["6"].person_id
    with site.parts.database.read() as session:
        (account,) = read_accounts(session, site.context.id, person_id, utcnow())
        return account.mastery


def test_late_evidence_counts_from_its_own_time(site: Site, motion: str) -> None:
    """What is read second was earned first."""
    tell(site, gradedategraded=1_795_400_000)
    sync(site)
    add_report(site, motion, 1.0, 1_794_000_000)
    first, second = of_learner(site)
    assert (first.score, second.score) == (1.0, 0.3)
    assert first.time < second.time


def test_contradicting_evidence_stays_side_by_side(site: Site, motion: str) -> None:
    tell(site, graderaw=0, gradedategraded=1_795_400_000)
    sync(site)
    alone = read_motion(site)
    add_report(site, motion, 1.0, 1_795_400_000)
    both = read_motion(site)
    assert sorted(piece.score for piece in of_learner(site)) == [0.0, 1.0]
    assert alone.mean < both.mean < 1.0
    assert both.low < both.mean < both.high
