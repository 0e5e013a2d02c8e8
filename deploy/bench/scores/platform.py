"""The demo platform of a run: sown with learners, served by a process that nobody kills."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.bench.scores.journal import Post
from deploy.demo.platform.config import CoursePlan, PlatformConfig, SectionPlan
from deploy.demo.platform.courses import FIRST_COURSE_ID
from deploy.demo.platform.rows import Enrolment, Grade, GradeItem, ScorePost, Tool, User
from deploy.demo.platform.service import SERVICE_PATH
from deploy.demo.platform.site import DATABASE_FILE, open_site
from lti_tool.db import Database, new_id

CLIENT_ID = "scores"
FIRST_LEARNER = 1001
PLAN = CoursePlan("Scores under fire", "FIRE", "en", (SectionPlan("Week 1"),), learners=0)


@dataclass
class ScorePlatform:
    """`url` is the proxy's: the tool reaches the platform by no other way."""

    url: str
    tool_url: str
    data: Path
    learners: int
    registration_id: str = field(default_factory=new_id)  # of the tool's row of this platform
    item_id: int = 0
    tool_id: int = 0

    @property
    def subjects(self) -> list[str]:
        return [str(FIRST_LEARNER + number) for number in range(self.learners)]

    @property
    def line_item(self) -> str:
        path = f"{FIRST_COURSE_ID}/lineitems/{self.item_id}/lineitem"
        return f"{self.url}{SERVICE_PATH}/{path}"

    @property
    def env(self) -> dict[str, str]:
        return {"PLATFORM_URL": self.url, "PLATFORM_DATA": str(self.data)}

    def sow(self) -> None:
        opened = open_site(PlatformConfig(self.url, self.data, (PLAN,)))
        with opened.database.write() as session:
            tool = _make_tool(self.tool_url, self.registration_id)
            session.add(tool)
            session.flush()
            item = _make_item(tool)
            session.add(item)
            for subject in self.subjects:
                _enrol(session, int(subject))
            session.flush()
            self.item_id, self.tool_id = item.id, tool.id
        opened.database.close()

    def read_posts(self) -> list[Post]:
        """In the order in which they were committed.

        A sender that is killed between the head and the body of its post leaves no whole one.
        """
        with self._open() as session:
            rows = session.execute(select(ScorePost.body, ScorePost.status).order_by(ScorePost.id))
            return [_read_post(json.loads(body), self.line_item, status) for body, status in rows]

    def read_gradebook(self) -> dict[str, float]:
        """Values of 100, by learner."""
        with self._open() as session:
            rows = session.execute(
                select(Grade.user_id, Grade.value).where(Grade.item_id == self.item_id)
            )
            return {str(user): value for user, value in rows if value is not None}

    @contextmanager
    def _open(self) -> Iterator[Session]:
        database = Database(f"sqlite:///{self.data / DATABASE_FILE}")
        with database.read() as session:
            yield session
        database.close()


def _make_tool(url: str, registration_id: str) -> Tool:
    return Tool(
        client_id=CLIENT_ID,
        active=True,
        name="Coursewright",
        description="",
        domain=urlsplit(url).netloc,
        target_link_uri=f"{url}/lti/launch",
        initiate_login_uri=f"{url}/lti/login",
        redirect_uris=[f"{url}/lti/launch"],
        jwks_uri=f"{url}/lti/jwks/{registration_id}",
        logo_uri="",
        custom={},
        grade_sync=1,
        memberships=False,
        sends_name=False,
        sends_email=False,
        deep_linking=False,
        deep_linking_uri="",
    )


def _make_item(tool: Tool) -> GradeItem:
    return GradeItem(
        course_id=FIRST_COURSE_ID,
        kind="manual",
        module=None,
        instance=None,
        name="Practice",
        maximum=100,
        tool_id=tool.id,
        activity_id=None,
        resource_id="",
    )


def _enrol(session: Session, user_id: int) -> None:
    name = f"learner{user_id}"
    session.add(
        User(
            id=user_id,
            username=name,
            given_name="Ada",
            family_name=str(user_id),
            email=f"{name}@example.invalid",
            idnumber="",
            language="en",
        )
    )
    session.flush()
    session.add(Enrolment(course_id=FIRST_COURSE_ID, user_id=user_id, role="student"))


def _read_post(body: dict[str, Any], line_item: str, status: int) -> Post:
    return Post(
        learner=str(body["userId"]),
        line_item=line_item,
        timestamp=str(body["timestamp"]),
        score=float(body["scoreGiven"]),
        status=status,
    )
