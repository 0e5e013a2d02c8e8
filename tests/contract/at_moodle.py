"""The whole tool at a real Moodle: registered there, launched from it, its scores read there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, select

from deploy.demo.browsing import Page
from generators.exercise.content import Content
from jobs.parts import Parts
from jobs.send_scores import send_due_scores
from lti_tool.db import Database, utcnow
from lti_tool.models import (
    AccessToken,
    Context,
    LineItem,
    Person,
    Practice,
    Registration,
    ResourceLink,
    Score,
    ScoreState,
)
from lti_tool.services.key_rotation import prepare_next
from lti_tool.services.registration_invites import invite_registration
from tests.contract.moodle_courses import Courses
from tests.contract.moodle_site import MoodleSite
from tests.contract.platform import Platform, Role
from tests.contract.visitor import Visitor, find_form
from tests.contract.whole_tool import run_whole_tool
from tests.lti_tool.factories import make_exercise, make_practice, make_score, make_skill


@dataclass
class AtMoodle:
    """The tool, registered; `site` looks at one course of it."""

    parts: Parts
    courses: Courses
    site: MoodleSite
    registration_id: str = ""
    tool_id: str = ""
    people: dict[Role, Visitor] = field(default_factory=dict)

    def person(self, role: Role) -> Visitor:
        return self.people.setdefault(role, self.site.sign_in(role))

    def register(self) -> None:
        platform, vault = Platform(self.site), self.parts.vault
        with self.parts.database.write() as session:
            token = invite_registration(session, vault, utcnow(), "admin")
        admin = platform.admin
        answer = admin.follow_nothing(
            platform.address("/mod/lti/startltiadvregistration.php"),
            url=f"{self.parts.settings.base_url}/lti/register/{token}",
            type="0",
            sesskey=self.site.read_sesskey(admin),
        )
        assert "press Activate" in Visitor().open(answer.headers["Location"]).words
        with self.parts.database.write() as session:
            row = session.scalars(select(Registration)).one()
            prepare_next(session, vault, row.id, utcnow())
        self.registration_id = row.id
        state = platform.find_tool(row.client_id)
        assert state is not None
        self.tool_id = state.tool_id
        self.site.activate(admin, state.tool_id)
        self.people[Role.ADMIN] = admin

    def launch(self, role: Role, cmid: int) -> Page:
        return self.enter(role, f"{self.site.url}/mod/lti/launch.php", id=cmid, triggerview=0)

    def enter(self, role: Role, url: str, **values: str | int) -> Page:
        """Through login and token, as the browser sends the forms, to the tool's first page."""
        visitor = self.person(role)
        page = visitor.look(url, **values)
        for having in ("lti_message_hint", "id_token"):
            form = find_form(page, having=having)
            assert form is not None, f"{page.url}: {page.words[:300]}"
            page = visitor.post(form.action, form.fields)
        assert page.status == 200, page.words[:300]
        assert page.url.startswith(self.parts.settings.base_url)
        return page

    def choose(self, *titles: str, content: Content | None = None, **values: Any) -> list[int]:
        """Activities of these practices, all by one answer, in a course with one more exercise."""
        teacher = self.person(Role.INSTRUCTOR)
        page = self.enter(
            Role.INSTRUCTOR,
            f"{self.site.url}/mod/lti/contentitem.php",
            id=self.tool_id,
            course=self.site.course_id,
        )
        with self.parts.database.write() as session:
            context = self.context()
            skill = make_skill(session, context, "Average speed")
            make_exercise(session, context, content, skill=skill)
            chosen = [make_practice(session, context, title=title, **values).id for title in titles]
        page = teacher.open(page.url)
        selector = 'form:has([name="practice_id"])'
        signed = teacher.submit(page, selector, {"practice_id": chosen})
        form = find_form(signed, having="JWT")
        assert form is not None
        returned = teacher.post(form.action, form.fields)
        return self.site.save_items(teacher, self.tool_id, returned)

    def context(self) -> Context:
        with self.parts.database.read() as session:
            query = select(Context).where(Context.lti_id == str(self.site.course_id))
            return session.scalars(query).one()

    def link(self, title: str) -> ResourceLink:
        """The newest one of this title in this course."""
        query = select(ResourceLink).where(
            ResourceLink.context_id == self.context().id, ResourceLink.title == title
        )
        with self.parts.database.read() as session:
            found = session.scalars(query.order_by(ResourceLink.created_at.desc())).first()
        assert found is not None
        return found

    def send_score(self, title: str, given: float) -> ScoreState:
        """By a token that has to be asked for, with the key that signs now."""
        link, context = self.link(title), self.context()
        with self.parts.database.write() as session:
            session.execute(delete(AccessToken))
            learner = select(Person).where(Person.subject == self.learner_id())
            person = session.scalars(learner).one()
            practice = session.get_one(Practice, link.practice_id)
            known = select(Score.id).where(Score.line_item_id == link.line_item_id)
            session.execute(delete(Score).where(Score.id.in_(known)))
            score = make_score(
                session, context, practice, person, given=given, line_item_id=link.line_item_id
            )
        send_due_scores(self.parts, self.registration_id)
        with self.parts.database.read() as session:
            return session.get_one(Score, score.id).state

    def learner_id(self) -> str:
        username = self.site.accounts[Role.LEARNER].partition(":")[0]
        found = self.courses.call(
            "core_user_get_users_by_field", {"field": "username", "values": [username]}
        )
        return str(found[0]["id"])

    def grade(self, title: str) -> str:
        with self.parts.database.read() as session:
            item = session.get_one(LineItem, self.link(title).line_item_id)
        item_id = urlsplit(item.url).path.split("/")[-2]
        return self.site.read_gradebook(self.person(Role.INSTRUCTOR), item_id, self.learner_id())


@contextmanager
def open_tool(folder: Path, template: Path) -> Iterator[AtMoodle]:
    """Registered for the time, and at first looking at MOODLE_COURSE; `template`: an empty
    database."""
    site, token = MoodleSite.from_env(os.environ), os.environ.get("MOODLE_COPY_TOKEN", "")
    if not token:
        pytest.skip("THE WHOLE TOOL IS NOT TRIED ON A REAL MOODLE: set MOODLE_COPY_TOKEN")
    (folder / "tool.db").write_bytes(template.read_bytes())
    database = Database(f"sqlite:///{folder / 'tool.db'}")
    with run_whole_tool(folder, database) as parts:
        at = AtMoodle(parts, Courses(site, token), site)
        at.register()
        try:
            yield at
        finally:
            site.remove_tool(at.person(Role.ADMIN), at.tool_id)
    database.close()
