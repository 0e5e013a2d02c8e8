"""The whole tool in MOODLE_COURSE, with the people who are in it: a case is answered, and a
worksheet is given by a job, until their scores are in the gradebook.

What it needs, `test_whole_tool` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from deploy.demo.browsing import Page
from generators.exercise.ids import shown_id
from jobs.give_worksheet import give_worksheet
from jobs.plan_worksheet import plan_worksheet
from jobs.send_scores import send_due_scores
from jobs.sync_course import sync_course
from lti_tool.models import Giving, GivingState, Person, ScorePolicy, Worksheet
from lti_tool.queue import JobName
from lti_tool.services import giving
from lti_tool.services.class_people import count_learners
from tests.contract.at_moodle import AtMoodle, open_tool
from tests.contract.platform import Role
from tests.generators.exercise.case_studies import CASE
from tests.lti_tool.factories import RecordingQueue

pytestmark = pytest.mark.moodle
PARTLY = {
    "part-1-option": shown_id("option", "the second"),
    "part-2-number": "18 km/h",
    "part-3-value": "false",
}
RIGHT = {**PARTLY, "part-1-option": shown_id("option", "the first")}


@pytest.fixture
def moodle(tmp_path: Path, sqlite_template: Path) -> Iterator[AtMoodle]:
    with open_tool(tmp_path, sqlite_template) as at:
        yield at


@pytest.fixture
def cmid(moodle: AtMoodle) -> Iterator[int]:
    """An activity whose practice asks for one exercise: a case."""
    title = "A case"
    (added,) = moodle.choose(title, content=CASE, goal=1, policy=ScorePolicy.POINTS)
    yield added
    moodle.site.clean_up(moodle.person(Role.INSTRUCTOR), [added])


def send_scores(moodle: AtMoodle) -> None:
    assert send_due_scores(moodle.parts, moodle.registration_id) == 1


def answer(moodle: AtMoodle, page: Page, fields: dict[str, str]) -> Page:
    return moodle.person(Role.LEARNER).submit(page, "form#answer", fields)


def test_a_case_counts_in_the_gradebook_once_all_its_questions_are_right(
    moodle: AtMoodle, cmid: int
) -> None:
    learner = moodle.person(Role.LEARNER)
    page = learner.submit(moodle.launch(Role.LEARNER, cmid), 'form[action$="/start"]')
    page = answer(moodle, page, PARTLY)
    send_scores(moodle)
    assert moodle.grade("A case").startswith("0.00")
    answer(moodle, page, RIGHT)
    send_scores(moodle)
    assert moodle.grade("A case").startswith("100")


def test_worksheet_that_a_job_gives_reaches_all_who_are_in_the_course(
    moodle: AtMoodle, cmid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "AT_ONCE", 1)
    teacher, learner = moodle.person(Role.INSTRUCTOR), moodle.person(Role.LEARNER)
    page = moodle.launch(Role.INSTRUCTOR, cmid)
    context = moodle.context()
    assert sync_course(moodle.parts, context.id)
    for place in ("/class", "/worksheets"):
        page = teacher.open(page.link(f'a[href*="{place}"]'))
    page = teacher.submit(page, 'form[action$="/worksheets"]', {"whom": "all", "size": "3"})
    plan_worksheet(moodle.parts, rung(moodle, JobName.PLAN_WORKSHEET))
    page = teacher.submit(teacher.open(page.url), 'form[action$="/give"]')
    given = rung(moodle, JobName.GIVE_WORKSHEET)
    assert "the work goes on" in page.words
    give_worksheet(moodle.parts, given)
    with moodle.parts.database.read() as session:
        row = session.get_one(Giving, given)
        theirs = select(func.count(Worksheet.id)).where(Worksheet.giving_id == given)
        everybody = count_learners(session, context.id)
        assert (row.state, row.given, session.scalar(theirs)) == (
            GivingState.GIVEN, everybody, everybody,
        )  # fmt: skip
        own = select(Person.id).where(Person.subject == moodle.learner_id())
        assert session.scalar(theirs.where(Worksheet.person_id.in_(own))) == 1
    page = moodle.launch(Role.LEARNER, cmid)
    page = learner.open(page.link('a[href*="/learn/worksheet"]'))
    assert "Your instructor put this worksheet together for you." in page.words
    answer(moodle, learner.submit(page, 'form[action$="/begin"]'), RIGHT)
    send_scores(moodle)
    assert moodle.grade("A case").startswith("100")


def rung(moodle: AtMoodle, job: JobName) -> str:
    """The row for which the page asked this job last."""
    queue = moodle.parts.queue
    assert isinstance(queue, RecordingQueue)
    return next(row for own, row in reversed(queue.rung) if own is job)
