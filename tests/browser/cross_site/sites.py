"""The tool and a platform as two sites over TLS: cookies of the one are third-party in the other.

Names under `.localhost` lead to this machine in every engine, and to each they are two sites.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from werkzeug.serving import make_server

from deploy.demo.platform.activities import ActivityForm, add_activity
from deploy.demo.platform.app import create_platform
from deploy.demo.platform.config import CoursePlan, PlatformConfig, SectionPlan
from deploy.demo.platform.rows import Section, Tool
from deploy.demo.platform.site import Site
from generators.exercise.content import Kind
from lti_tool.app import create_app
from lti_tool.db import Database, utcnow
from lti_tool.models import Deployment, LaunchSession, TypedAnswer
from lti_tool.settings import Settings
from tests.browser.cross_site.certificates import Trust, make_trust
from tests.lti_tool.contents import ALL
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_exercise,
    make_practice,
    make_registration,
    make_resource_link,
    make_skill,
    store,
)

COURSE = CoursePlan("Physics", "PHYS", "en", (SectionPlan("Speed"),), learners=2)
LEARNER = "5"
TOOL_HOST, PLATFORM_HOST = "tool.localhost", "platform.localhost"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Sites:
    """`activities` are the course module ids of two practices. With `lose_cookies` a frame keeps
    none that the tool sets in it, as in browsers that know no partitioned cookies."""

    tool_url: str
    platform_url: str
    database: Database
    trust: Trust
    activities: list[int] = field(default_factory=list)
    lose_cookies: bool = False

    def activity_url(self, number: int = 0) -> str:
        return f"{self.platform_url}/mod/lti/view.php?id={self.activities[number]}"

    def rungs(self) -> list[str | None]:
        """Of the launches so far, in their order."""
        with self.database.read() as session:
            query = select(LaunchSession.rung).order_by(LaunchSession.created_at)
            return list(session.scalars(query))

    def end_visits(self) -> None:
        """As of learners who were away for longer than a visit lives."""
        with self.database.write() as session:
            session.execute(update(LaunchSession).values(seen_at=utcnow() - timedelta(hours=3)))

    def typed(self) -> list[str]:
        """The texts that are kept unsent."""
        with self.database.read() as session:
            return [row.fields["text"] for row in session.scalars(select(TypedAnswer))]


@contextmanager
def open_sites(
    folder: Path, database: Database, storage_target: str = "", lose_cookies: bool = False
) -> Iterator[Sites]:
    trust = make_trust(folder, TOOL_HOST, PLATFORM_HOST)
    apps: dict[str, Wsgi] = {}
    with _serve(trust, TOOL_HOST, apps) as tool_url, _serve(trust, PLATFORM_HOST, apps) as platform:
        sites = Sites(tool_url, platform, database, trust, lose_cookies=lose_cookies)
        config = PlatformConfig(
            platform, folder / "platform", (COURSE,), storage_target=storage_target
        )
        platform_app = create_platform(config)
        settings = Settings.from_env(
            {
                "COURSEWRIGHT_DATA": str(folder),
                "COURSEWRIGHT_BASE_URL": tool_url,
                "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
            }
        )
        tool_app = create_app(settings, database, RecordingQueue())
        apps[PLATFORM_HOST] = platform_app
        apps[TOOL_HOST] = _without_cookies_in_frames(tool_app, sites)
        _introduce(sites, platform_app.extensions["platform"])
        yield sites


@contextmanager
def _serve(trust: Trust, host: str, apps: dict[str, Wsgi]) -> Iterator[str]:
    server = make_server(
        "127.0.0.1",
        0,
        lambda environ, start: apps[host](environ, start),
        threaded=True,
        ssl_context=trust.server_context(),
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://{host}:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def _without_cookies_in_frames(app: Flask, sites: Sites) -> Wsgi:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        framed = sites.lose_cookies and environ.get("HTTP_SEC_FETCH_DEST") == "iframe"

        def start_without(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [pair for pair in headers if not (framed and pair[0] == "Set-Cookie")]
            return start(status, kept, *rest)

        return app.wsgi_app(environ, start_without)

    return answer


def _introduce(sites: Sites, platform: Site) -> None:
    """Both know each other, and two activities open two practices of one course."""
    with platform.database.write() as rows:
        tool = Tool(**_tool_values(sites.tool_url))
        rows.add(tool)
        rows.flush()
        section = rows.scalars(select(Section)).first()
        assert section is not None
        form = ActivityForm({"name": "Practice"})
        modules = [add_activity(rows, section, tool, form) for _ in range(2)]
        sites.activities = [module.id for module in modules]
        links, course_id, tool_id = (
            [module.instance for module in modules],
            section.course_id,
            tool.id,
        )
    with sites.database.write() as session:
        registration = make_registration(
            session,
            issuer=sites.platform_url,
            client_id="client-of-the-tool",
            jwks=platform.key.describe_jwks(),
            jwks_fetched_at=utcnow(),
        )
        context = make_course(session, registration, lti_id=str(course_id), title="Physics")
        store(session, Deployment(registration_id=registration.id, lti_id=f"deployment-{tool_id}"))
        session.get_one(Deployment, context.deployment_id).lti_id = str(tool_id)
        skill = make_skill(session, context)
        for number in range(4):
            stem = f"What is speed with a direction called? ({number})"
            content = ALL[Kind.SHORT_ANSWER].model_copy(update={"stem": stem})
            make_exercise(session, context, content, skill=skill)
        for number in links:
            practice = make_practice(session, context, title=f"Motion {number}", language="")
            make_resource_link(session, context, practice).lti_id = str(number)


def _tool_values(url: str) -> dict[str, Any]:
    return {
        "client_id": "client-of-the-tool",
        "active": True,
        "name": "Coursewright",
        "description": "",
        "domain": TOOL_HOST,
        "target_link_uri": f"{url}/lti/launch",
        "initiate_login_uri": f"{url}/lti/login",
        "redirect_uris": [f"{url}/lti/launch"],
        "jwks_uri": f"{url}/lti/jwks/none",
        "logo_uri": "",
        "custom": {},
        "grade_sync": 0,
        "memberships": False,
        "sends_name": True,
        "sends_email": False,
        "deep_linking": False,
        "deep_linking_uri": "",
    }
