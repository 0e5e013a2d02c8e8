"""Assignment and grades: what the tool does by itself, seen from the platform's side.

The launch names no column, so an instructor lets the tool make one; what a learner answered until
then is sent and read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from jobs.send_scores import send_due_scores
from lti_tool.lti import claims as names
from lti_tool.models import Context, Registration, ResourceLink
from lti_tool.queue import JobName
from tests.conformance.platform import INSTRUCTOR, LEARNER, Seen, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import make_exercise, make_skill
from tests.lti_tool.platform_signer import Browser
from tests.lti_tool.views.classroom import RIGHT, Classroom
from tests.lti_tool.visits import VisitClient

NEW = {"title": "Speed", "policy": "points", "goal": "4", "tries": "2"}
SUB = "a6d5c443-1f51-4783-ba1a-7686ffe3b54a"
LEARNERS_SUB = "learner-1"
ITEM = "application/vnd.ims.lis.v2.lineitem+json"
MEDIA = {
    "lineitems GET": ("Accept", "application/vnd.ims.lis.v2.lineitemcontainer+json"),
    "lineitem POST": ("Content-Type", ITEM),
    "score POST": ("Content-Type", "application/vnd.ims.lis.v1.score+json"),
    "result GET": ("Accept", "application/vnd.ims.lis.v2.resultcontainer+json"),
}
SCOPES = {
    "lineitems GET": names.SCOPE_LINEITEM,
    "lineitem POST": names.SCOPE_LINEITEM,
    "score POST": names.SCOPE_SCORE,
    "result GET": names.SCOPE_RESULT_READONLY,
}
STEPS = {
    "lineitems GET": ("GET", "lineitems"),
    "lineitem POST": ("POST", "lineitems"),
    "score POST": ("POST", "lineitems/1/scores"),
    "result GET": ("GET", "lineitems/1/results"),
}


@dataclass
class Course:
    """An activity without a column, which a learner has answered in."""

    tool: Tool
    tenant: Tenant
    teacher: VisitClient
    entered: int
    link_id: str

    def make_column(self) -> int:
        return self.teacher.post(f"/scores/columns/{self.link_id}").status_code

    def send(self) -> int:
        return send_due_scores(self.tool.parts, self.tenant.registration_id)

    def seen(self, step: str) -> Seen:
        found = [one for one in self.tenant.seen if (one.method, one.path) == STEPS[step]]
        assert found, f"never asked: {step}"
        return found[0]


def open_course(tool: Tool, tenant: Tenant) -> Course:
    browser = Browser(tool.app, tenant)
    teacher = tool.visit(browser, browser.enter(INSTRUCTOR))
    assert teacher.post("/activity/new", NEW).status_code == 303
    with tool.database.write() as session:
        own = select(Context).where(Context.registration_id == tenant.registration_id)
        context = session.scalars(own).one()
        skill = make_skill(session, context, "Average speed")
        make_exercise(session, context, CHOICE, skill=skill)
        link_id = session.scalars(
            select(ResourceLink.id).where(ResourceLink.context_id == context.id)
        ).one()
    entered = answer(tool, tenant, skill.id)
    return Course(tool, tenant, teacher, entered, link_id)


def answer(tool: Tool, tenant: Tenant, skill_id: str) -> int:
    """A learner comes in and answers right."""
    learner = Browser(tool.app, tenant)
    visit = tool.visit(learner, learner.enter(LEARNER, lambda c: c.update(sub=LEARNERS_SUB)))
    room = Classroom(tool.app, tool.database, tool.queue, visit, skill_id)
    return room.post_answer(room.start(), RIGHT).status_code


@pytest.fixture(scope="module")
def course(tool: Tool) -> Course:
    course = open_course(tool, tool.register())
    assert course.make_column() == 303
    assert (JobName.SEND_SCORES, course.tenant.registration_id) in tool.queue.rung
    assert course.send() == 1
    return course


def enters(course: Course, step: str) -> None:
    assert course.entered == 303


def received(course: Course, step: str) -> None:
    assert course.seen(step)


def json_header(course: Course, step: str) -> None:
    name, media = MEDIA[step]
    assert course.seen(step).headers[name] == media


def bearer_token(course: Course, step: str) -> None:
    token = course.seen(step).headers["Authorization"].removeprefix("Bearer ")
    assert token in course.tenant.tokens


def bearer_scope(course: Course, step: str) -> None:
    assert course.seen(step).scopes == {SCOPES[step]}


def exchanged(course: Course, step: str) -> None:
    seen = course.seen(step)
    assert "limit" not in seen.query
    match step:
        case "lineitem POST":
            assert seen.body["label"] == "Introduction Assignment"
            assert seen.body["scoreMaximum"] == 100
            assert seen.body["resourceLinkId"] == "200d101f"
            assert seen.body["resourceId"]
        case "score POST":
            assert seen.body["userId"] == LEARNERS_SUB
            assert (seen.body["scoreGiven"], seen.body["scoreMaximum"]) == (25, 100)
            assert seen.body["activityProgress"] == "InProgress"
            assert seen.body["gradingProgress"] == "FullyGraded"
            assert seen.body["timestamp"].endswith("+00:00")
        case "result GET":
            assert seen.query == {"user_id": LEARNERS_SUB}
        case _:
            assert seen.query["resource_id"]


def affirmed(course: Course, step: str) -> None:
    """The score was read back, and the instructor sees it."""
    page = course.teacher.get("/scores").text
    assert "Activities without a gradebook column" not in page
    assert "In the gradebook" in page
    assert "25" in page


def list_cases() -> list[Any]:
    cases = [case("Valid Instructor Launch", "the learner comes in and answers", "", enters)]
    for step in STEPS:
        media = " is ".join(MEDIA[step])
        scope = SCOPES[step].rpartition("/")[2]
        cases += [
            case(f"{step}: Received Request", "the tool asks by itself", step, received),
            case(f"{step}: Verify JSON Header", media, step, json_header),
            case(f"{step}: Verify Bearer Token", "one that was given to it", step, bearer_token),
            case(f"{step}: Verify Bearer Scope", f"{scope} alone", step, bearer_scope),
            case(f"{step}: Generate and Send Response", "taken as it came", step, exchanged),
        ]
    done = "read back and shown to the instructor"
    return [*cases, case("Affirm Response Received", done, "", affirmed)]


@pytest.mark.parametrize(("step", "check"), list_cases())
def test_ags(course: Course, step: str, check: Callable[[Course, str], None]) -> None:
    check(course, step)


def forget_tokens(course: Course) -> None:
    """The platform has restarted: the next request is answered by 401, the one after it not."""
    course.make_column()
    before = len(course.tenant.assertions)
    course.tenant.tokens.clear()
    assert course.send() == 1
    refused = [one for one in course.tenant.seen if one.path.endswith("/scores") and not one.scopes]
    assert len(refused) <= 1
    assert course.tenant.results[LEARNERS_SUB]["resultScore"] == 25
    assert len(course.tenant.assertions) > before


def find_the_column_of_an_earlier_try(course: Course) -> None:
    url = f"{course.tenant.url}/lineitems/1"
    with course.tool.database.read() as session:
        link = session.get_one(ResourceLink, course.link_id)
    held = {
        "id": url,
        "label": "Old name",
        "scoreMaximum": 100,
        "resourceId": link.practice_id,
        "resourceLinkId": link.lti_id,
        "startDateTime": "2026-01-01T00:00:00Z",
    }
    course.tenant.line_items = {url: held, "x": {**held, "id": "x", "resourceLinkId": "other"}}
    assert course.make_column() == 303
    assert course.tenant.line_items[url] == {**held, "label": "Introduction Assignment"}
    methods = [one.method for one in course.tenant.seen if one.path.startswith("lineitems")]
    assert methods == ["GET", "GET", "PUT"]
    assert course.make_column() == 409


def be_refused_the_scope(course: Course) -> None:
    with course.tool.database.write() as session:
        row = session.get_one(Registration, course.tenant.registration_id)
        row.scopes = [names.SCOPE_SCORE]
    answer = course.teacher.post(f"/scores/columns/{course.link_id}")
    assert answer.status_code == 502
    assert "does not allow this service" in answer.text
    assert course.tenant.seen == []


def be_given_a_column_elsewhere(course: Course) -> None:
    course.tenant.items_at = "http://evil.example"
    answer = course.teacher.post(f"/scores/columns/{course.link_id}")
    assert answer.status_code == 502
    assert "an address outside itself" in answer.text
    assert course.send() == 0


def be_told_by_the_reason_phrase(course: Course) -> None:
    """Moodle writes the whole request, the learner's id included, into it."""
    course.make_column()
    secret = f"Incorrect score received{json.dumps({'userId': LEARNERS_SUB})}"
    course.tenant.score_answer = (400, secret)
    with capture_logs() as logs:
        assert course.send() == 1
    assert "Incorrect score" not in str(logs)
    assert LEARNERS_SUB not in str(logs)
    assert "Incorrect score" not in course.teacher.get("/scores").text


def stay_with_its_course(course: Course) -> None:
    other = open_course(course.tool, course.tool.register())
    stranger = replace(course, link_id=other.link_id)
    assert stranger.make_column() == 404
    assert course.tenant.seen == []


OWN = [
    case("token that the platform forgot", "one retry with a new one", forget_tokens),
    case(
        "lineitem PUT",
        "the column of an earlier try gets the activity's name and keeps the rest",
        find_the_column_of_an_earlier_try,
    ),
    case("scope not granted", "nothing is asked; a sentence says so", be_refused_the_scope),
    case("column on another host", "not taken; a sentence says so", be_given_a_column_elsewhere),
    case("reason phrase with personal data", "in no log, on no page", be_told_by_the_reason_phrase),
    case("activity of another course", "not found", stay_with_its_course),
]


@pytest.mark.parametrize("prove", OWN)
def test_column(tool: Tool, tenant: Tenant, prove: Callable[[Course], None]) -> None:
    prove(open_course(tool, tenant))
