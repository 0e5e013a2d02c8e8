"""The whole tool at a real Moodle, as an admin, an instructor and a learner meet it: registered by
a link, several practices added at once, scores through a key rotation, and what a copied course
and a duplicated activity are asked.

Besides what the other tests of this folder need, MOODLE_COPY_TOKEN names a web-service token that
may call the functions of `tests.contract.moodle_courses.COPIES`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.models import Exercise, Practice, Score, ScoreState
from lti_tool.services.key_rotation import Outcome, rotate_key
from lti_tool.services.keys import signing_key
from tests.contract.at_moodle import AtMoodle, open_tool
from tests.contract.platform import Role

pytestmark = pytest.mark.moodle
TITLES = ("Motion", "Forces")


@pytest.fixture(scope="module")
def moodle(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[AtMoodle]:
    with (
        open_tool(tmp_path_factory.mktemp("tool"), sqlite_template) as at,
        at.courses.make() as own,
    ):
        yield replace(at, site=own)


@pytest.fixture(scope="module")
def cmids(moodle: AtMoodle) -> list[int]:
    added = moodle.choose(*TITLES)
    assert len(added) == len(TITLES)
    return added


def test_each_of_several_activities_opens_its_own_practice(
    moodle: AtMoodle, cmids: list[int]
) -> None:
    for cmid in cmids:
        assert moodle.launch(Role.INSTRUCTOR, cmid).has("nav")
        assert "/learn" in moodle.launch(Role.LEARNER, cmid).url
    opened = {moodle.link(title).practice_id for title in TITLES}
    assert len(opened) == 2
    assert None not in opened


def test_scores_go_on_through_a_rotation(moodle: AtMoodle, cmids: list[int]) -> None:
    moodle.launch(Role.LEARNER, cmids[0])
    assert moodle.send_score(TITLES[0], 40) is ScoreState.CONFIRMED
    assert moodle.grade(TITLES[0]).startswith("40")
    with moodle.parts.database.write() as session:
        before = signing_key(session, moodle.parts.vault, moodle.registration_id).kid
        done = rotate_key(session, moodle.parts.vault, moodle.registration_id, utcnow(), early=True)
    assert (done.outcome, done.active == before) == (Outcome.ROTATED, False)
    moodle.launch(Role.LEARNER, cmids[1])
    assert moodle.send_score(TITLES[1], 70) is ScoreState.CONFIRMED
    assert moodle.grade(TITLES[1]).startswith("70")


def test_copied_course_is_asked_once_and_no_learners_data_crosses(
    moodle: AtMoodle, cmids: list[int]
) -> None:
    moodle.launch(Role.LEARNER, cmids[0])
    original = moodle.context()
    with moodle.courses.copy(moodle.site.course_id) as copy:
        there = replace(moodle, site=copy)
        teacher = there.person(Role.INSTRUCTOR)
        copied = sorted(copy.list_activities(teacher))
        page = there.launch(Role.INSTRUCTOR, copied[0])
        context = there.context()
        assert context.history.split(",")[0] == original.lti_id
        assert "This activity was copied from" in page.words
        done = teacher.submit(page, 'form[action$="/activity/copy"]')
        assert "1 exercise was copied" in done.words
        assert "was copied from" not in there.launch(Role.INSTRUCTOR, copied[1]).words
        for title in TITLES:
            link = there.link(title)
            with moodle.parts.database.read() as session:
                assert session.get_one(Practice, link.practice_id).context_id == context.id
        with moodle.parts.database.read() as session:
            made = session.scalars(select(Exercise).where(Exercise.context_id == context.id)).all()
            practices = select(Practice.id).where(Practice.context_id == context.id)
            scores = session.scalars(select(Score).where(Score.practice_id.in_(practices))).all()
        assert (len(made), scores) == (1, [])
        assert "/learn" in there.launch(Role.LEARNER, copied[0]).url


def test_duplicated_activity_is_asked(moodle: AtMoodle, cmids: list[int]) -> None:
    teacher = moodle.person(Role.INSTRUCTOR)
    moodle.launch(Role.INSTRUCTOR, cmids[0])
    before = moodle.site.list_activities(teacher)
    moodle.site.duplicate(teacher, cmids[0])
    (added,) = moodle.site.list_activities(teacher) - before
    page = moodle.launch(Role.INSTRUCTOR, added)
    assert "This activity is a duplicate" in page.words
    done = teacher.submit(page, 'form[action$="/activity/copy"]')
    assert "opens the practice" in done.words
    moodle.site.clean_up(teacher, [added])
