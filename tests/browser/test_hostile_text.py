"""Every page that shows somebody else's words, given texts that want to be code.

The content policy is switched off in this browser: what a page escapes must be safe without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page

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
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser

MARK = "EXECUTED"
LISTEN = f"window.alert = () => console.log('{MARK} in ' + location.href)"
# What a page of the tool never holds of itself: handlers, frames, foreign addresses.
FIND = """(own) => {
  const bad = /^(script|iframe|object|embed|base|style|img|video|template|form|link|meta)$/;
  const address = /^(href|src|action|formaction|data|poster|hx-(get|post|put|delete))$/;
  const known = (url) => ['http://ok.example', 'https://ok.example', own, 'mailto:']
    .some((start) => url.href.startsWith(start));
  const found = [];
  for (const element of document.querySelectorAll('*')) {
    const tag = element.localName.toLowerCase();
    const ours = element.matches(
      'head > *, script[src^="/static/"], form[method=post], form[method=get], noscript');
    if (bad.test(tag) && !ours) found.push('<' + tag + '>');
    for (const { name, value } of element.attributes) {
      if (/^on|^srcdoc$|^hx-on|^data-hx/.test(name)) found.push(tag + ' ' + name);
      if (address.test(name) && !known(new URL(value, document.baseURI)))
        found.push(tag + ' ' + name + '=' + value);
    }
  }
  return found;
}"""

SETTLE = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 9)))"


@dataclass
class Watch:
    """`seen` is what no page may do: run a payload, or ask another site for something."""

    page: Page
    own: str
    seen: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.page.on("console", lambda message: self._note(MARK in message.text, message.text))
        self.page.on("dialog", self._note_dialog)
        self.page.on("request", lambda asked: self._note(self._is_foreign(asked.url), asked.url))

    def _note(self, is_bad: bool, what: str) -> None:
        if is_bad:
            self.seen.append(what)

    def _note_dialog(self, dialog: Dialog) -> None:
        self.seen.append("dialog")
        dialog.dismiss()

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((self.own, "data:", "about:", "blob:"))

    def findings(self) -> list[str]:
        """After the handlers of images, animations and focus had their turn."""
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 9)))"
        )
        return [*self.page.evaluate(FIND, self.own), *self.seen]

    def assert_harmless(self, where: str) -> None:
        assert self.findings() == [], where


@pytest.fixture
def watch(browser: Browser, live: Live) -> Iterator[Watch]:
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(LISTEN)
    watch = Watch(context.new_page(), live.url)
    watch.start()
    yield watch
    context.close()


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


def look(live: Live, watch: Watch, visit: VisitClient, path: str) -> None:
    live.open(watch.page, visit, path)
    assert watch.page.locator("main").count() == 1, path
    assert "Something went wrong" not in watch.page.locator("main").inner_text(), path
    watch.assert_harmless(path)


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
        "/course", "/course/activities", f"/course/learners/{course.learner.id}", "/activity",
        "/sources", f"/sources/{course.source_id}", f"/passages/{course.passage_id}?quote=<b>",
        "/skills", f"/skills/{course.skill.id}", "/requests", "/requests/new", "/desk",
        "/practices", f"/practices/{course.practice.id}",
        f"/practices/{course.practice.id}/learners?words=<svg/onload=alert(1)>", "/scores",
        '/exercises?words="><svg/onload=alert(1)>', "/exercises", "/learn", "/mastery",
    ]  # fmt: skip
    for path in paths:
        look(live, watch, instructor, path)


def test_exercises_before_they_are_published_and_after(
    live: Live, watch: Watch, course: HostileCourse, instructor: VisitClient
) -> None:
    for draft in course.drafts:
        look(live, watch, instructor, f"/desk/{draft}")
        look(live, watch, instructor, f"/desk/{draft}/edit")
    for draft in course.drafts[:-1]:
        look(live, watch, instructor, f"/desk/{draft}/preview")
    for exercise in course.exercises:
        look(live, watch, instructor, f"/exercises/{exercise}")
        look(live, watch, instructor, f"/exercises/{exercise}/edit")


def test_pages_of_a_learner(
    live: Live, watch: Watch, course: HostileCourse, learner: VisitClient
) -> None:
    for path in ("/learn", "/mastery"):
        look(live, watch, learner, path)
    for showing in course.showings:
        look(live, watch, learner, f"/learn/{showing}")
        answer_wrong(live, learner, showing)
        look(live, watch, learner, f"/learn/{showing}")
    look(live, watch, learner, f"/learn/{course.showings[0]}/passages/{course.passage_id}")


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
    page.get_by_role("button").click()
    registration = course.context.registration_id
    for path in ("/", "/registrations", f"/registrations/{registration}", "/models", "/queues"):
        page.goto(f"{live.url}/admin{path}")
        watch.assert_harmless(path)


def test_what_was_typed_comes_back_as_text(
    live: Live, watch: Watch, instructor: VisitClient, tmp_path: Path
) -> None:
    """A refused form, and a refused file whose answer a script puts into the page."""
    page = watch.page
    live.open(page, instructor, "/practices/new")
    page.locator('input[name="title"]').fill(f'"><img src=x onerror=alert(1)>{ALL[:300]}')
    page.locator('input[name="goal"]').evaluate("field => { field.type = 'text' }")
    page.locator('input[name="goal"]').fill('"><svg/onload=alert(1)>')
    page.locator('form:has(input[name="title"])').evaluate("form => form.noValidate = true")
    page.locator('form:has(input[name="title"]) button.btn-primary').click()
    page.wait_for_load_state()
    watch.assert_harmless("practice form")
    file = tmp_path / "<img src=x onerror=alert(1)>.exe"
    file.write_text("x")
    live.open(page, instructor, "/sources")
    page.locator('input[type="file"]').first.set_input_files(file)
    page.locator("form[data-upload] button").first.click()
    page.locator("[data-message] .alert").first.wait_for()
    assert "<img src=x" in page.locator("[data-message]").first.inner_text()
    watch.assert_harmless("upload")
