"""Results of our own columns."""

from __future__ import annotations

from datetime import UTC, datetime

from lti_tool.models import LineItem, Score, ScoreState
from tests.fake_platform import Grade
from tests.jobs.site import Site
from tests.jobs.synced_course import MEMBERS, add_skill, bind, change, evidence, members, sync


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
