"""Every page that shows somebody else's words, given texts that want to be code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generators.exercise.content import Kind
from generators.exercise.presentation import shown_by_authored
from lti_tool.db import Database, utcnow
from lti_tool.models import Role, Showing
from lti_tool.services.admins import invite_admin
from lti_tool.services.exercises import find_version, show_content
from lti_tool.views.markdown import render_markdown
from tests.browser.conftest import Live
from tests.browser.hostile_course import ALL, HostileCourse, make_hostile_course
from tests.browser.hostile_payloads import HTML, PAYLOADS
from tests.browser.watching import Watch, watching
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser


@pytest.fixture
def watch(browser: Browser, live: Live) -> Iterator[Watch]:
    with watching(browser, live) as watch:
        yield watch


@pytest.fixture
def course(live: Live, database: Database) -> HostileCourse:
    with database.write() as session:
        return make_hostile_course(session)


@pytest.fixture
def instructor(live: Live, course: HostileCourse) -> VisitClient:
    return visit_client(live.app, Role.INSTRUCTOR, context=course.context, practice=course.practice)


@pytest.fixture
def learner(live: Live, course: HostileCourse) -> VisitClient:
    return visit_client(
        live.app, context=course.context, practice=course.practice, person=course.learner
    )


def test_watch_sees_what_payloads_do_where_nothing_stops_them(live: Live, watch: Watch) -> None:
    """Else the tests below would prove nothing."""
    watch.page.route("**/evil.example/**", lambda route: route.fulfill(status=204))
    assert len([payload for payload in HTML if bites(live, watch, payload)]) >= 36


def bites(live: Live, watch: Watch, payload: str) -> bool:
    watch.page.goto(f"{live.url}/healthz")
    watch.seen.clear()
    watch.page.set_content(f"<main><p>{payload}</p></main>")
    return bool(watch.findings())


def test_markdown_of_each_payload_alone(live: Live, watch: Watch) -> None:
    """So that none hides behind another."""
    watch.page.goto(f"{live.url}/healthz")
    parts = [f"<section>{render_markdown(payload)}</section>" for payload in PAYLOADS]
    watch.page.set_content(f"<main>{''.join(parts)}</main>")
    assert watch.page.locator("section").count() == len(PAYLOADS)
    watch.assert_harmless("markdown")


def test_pages_of_an_instructor(
    live: Live, watch: Watch, course: HostileCourse, instructor: VisitClient
) -> None:
    paths = [
        "/course", "/class", "/class?words=<svg/onload=alert(1)>",
        "/class/misconceptions?tries=all", f"/class/help?skill={course.skill.id}",
        "/class/exercises", "/class/talks", "/course/activities",
        f"/course/learners/{course.learner.id}", "/activity",
        "/sources", f"/sources/{course.source_id}", f"/passages/{course.passage_id}?quote=<b>",
        "/skills", f"/skills/{course.skill.id}", "/requests", "/requests/new", "/desk",
        "/practices", f"/practices/{course.practice.id}",
        f"/practices/{course.practice.id}/learners?words=<svg/onload=alert(1)>", "/scores",
        '/exercises?words="><svg/onload=alert(1)>', "/exercises", "/learn", "/mastery",
    ]  # fmt: skip
    for path in paths:
        watch.look(instructor, path)


def test_exercises_before_they_are_published_and_after(
    live: Live, watch: Watch, course: HostileCourse, instructor: VisitClient
) -> None:
    for draft in course.drafts:
        watch.look(instructor, f"/desk/{draft}")
        watch.look(instructor, f"/desk/{draft}/edit")
    for draft in course.drafts[:-1]:
        watch.look(instructor, f"/desk/{draft}/preview")
    for exercise in course.exercises:
        watch.look(instructor, f"/exercises/{exercise}")
        watch.look(instructor, f"/exercises/{exercise}/edit")


def test_a_disagreement(
    watch: Watch, course: HostileCourse, learner: VisitClient, instructor: VisitClient
) -> None:
    form = {"words": "".join(HTML), "then": "note"}
    answer = learner.post(f"/mastery/{course.skill.id}/disagree", form)
    row_id = answer.location.rpartition("/")[2]
    watch.look(learner, f"/mastery/disagreements/{row_id}")
    watch.look(instructor, "/course/voices")
    watch.look(instructor, f"/course/learners/{course.learner.id}")


def test_pages_of_a_learner(
    live: Live, watch: Watch, course: HostileCourse, learner: VisitClient
) -> None:
    for path in ("/learn", "/mastery", "/learn/score", "/my-data"):
        watch.look(learner, path)
    for showing in course.showings:
        watch.look(learner, f"/learn/{showing}")
        answer_wrong(live, learner, showing)
        watch.look(learner, f"/learn/{showing}")
    watch.look(learner, f"/learn/{course.showings[0]}/passages/{course.passage_id}")


def answer_wrong(live: Live, learner: VisitClient, showing_id: str) -> None:
    """Then ask for the hint and for the solution, so that everything is shown."""
    form = {"token": showing_id, "version": "1", **wrong_fields(live, showing_id)}
    path = f"/learn/{showing_id}"
    for step, data in (("answer", form), ("hint", {}), ("solution", {})):
        answer = learner.post(f"{path}/{step}", data)
        assert answer.status_code == 303, answer.text


def wrong_fields(live: Live, showing_id: str) -> dict[str, str]:
    with live.app.extensions["coursewright"].database.read() as session:
        showing = session.get_one(Showing, showing_id)
        content = show_content(find_version(session, showing.exercise_id, 1), showing.seed)
    match content.kind:
        case Kind.MULTIPLE_CHOICE:
            return {"option": shown_by_authored(content, "option")["b"]}
        case Kind.TRUE_FALSE:
            return {"value": "false"}
        case Kind.CLOZE:
            return {"gap-1": PAYLOADS[5], "gap-2": content.gaps[1].choices[0]}
        case Kind.SHORT_ANSWER:
            return {"text": PAYLOADS[5]}
        case Kind.NUMERICAL:
            return {"number": "6"}
        case Kind.MATCHING:
            rights = list(shown_by_authored(content, "right").values())
            lefts = shown_by_authored(content, "left").values()
            return {f"pair-{left}": rights[-1 - n] for n, left in enumerate(lefts)}
        case Kind.ORDERING:
            steps = list(shown_by_authored(content, "step").values())[::-1]
            return {f"place-{step}": str(place) for place, step in enumerate(steps, start=1)}


def test_pages_of_an_admin(
    live: Live, watch: Watch, course: HostileCourse, database: Database
) -> None:
    with database.write() as session:
        token = invite_admin(session, PAYLOADS[5], utcnow())
    page = watch.page
    page.goto(f"{live.url}/admin/enter/{token}")
    page.get_by_role("button", name="Sign in").click()
    registration = course.context.registration_id
    for path in ("/", "/registrations", f"/registrations/{registration}", "/models", "/queues"):
        page.goto(f"{live.url}/admin{path}")
        watch.assert_harmless(path)


def test_what_was_typed_comes_back_as_text(
    live: Live, watch: Watch, instructor: VisitClient, tmp_path: Path
) -> None:
    """A refused form, and a refused file whose answer a script puts into the page."""
    page = watch.page
    watch.open(instructor, "/practices/new")
    page.locator('input[name="title"]').fill(f'"><img src=x onerror=alert(1)>{ALL[:300]}')
    page.locator('input[name="goal"]').evaluate("field => { field.type = 'text' }")
    page.locator('input[name="goal"]').fill('"><svg/onload=alert(1)>')
    page.locator('form:has(input[name="title"])').evaluate("form => form.noValidate = true")
    page.locator('form:has(input[name="title"]) button.btn-primary').click()
    page.wait_for_load_state()
    watch.assert_harmless("practice form")
    file = tmp_path / "<img src=x onerror=alert(1)>.exe"
    file.write_text("x")
    watch.open(instructor, "/sources")
    page.locator('input[type="file"]').first.set_input_files(file)
    page.locator("form[data-upload] button").first.click()
    page.locator("[data-message] .alert").first.wait_for()
    assert "<img src=x" in page.locator("[data-message]").first.inner_text()
    watch.assert_harmless("upload")
