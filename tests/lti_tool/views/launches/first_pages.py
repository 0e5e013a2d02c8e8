"""Stand-ins for the first pages, which tests of the launch only have to reach."""

from __future__ import annotations

import pytest
from flask import Flask, g

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.settings import Settings
from lti_tool.views import blueprints
from lti_tool.views.visit import visit_blueprint
from tests.lti_tool.factories import RecordingQueue

learn = visit_blueprint("learn", __name__)
course = visit_blueprint("course", __name__)


@learn.get("/learn")
def page() -> str:
    return f"{g.visit.person.name}|{g.visit.role}|{g.visit.practice_id}"


@course.get("/course")
def home() -> str:
    return f"{g.visit.person.name}|{g.visit.role}"


@course.get("/course/learners/<person_id>")
def learner(person_id: str) -> str:
    return person_id


def create_launch_app(
    settings: Settings,
    database: Database,
    queue: RecordingQueue,
    monkeypatch: pytest.MonkeyPatch,
) -> Flask:
    others = [one for one in blueprints.BLUEPRINTS if one.name not in ("learn", "course")]
    monkeypatch.setattr("lti_tool.app.BLUEPRINTS", [*others, learn, course])
    app = create_app(settings, database, queue)
    app.testing = False  # errors are rendered, as in production
    return app
