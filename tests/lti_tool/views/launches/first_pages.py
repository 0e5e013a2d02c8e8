"""Stand-ins for the first pages, which tests of the launch only have to reach."""

from __future__ import annotations

from flask import Flask, g

from lti_tool.app import build_app
from lti_tool.views.blueprints import BLUEPRINTS
from lti_tool.views.visit import visit_blueprint

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


def build_launch_app() -> Flask:
    others = [one for one in BLUEPRINTS if one.name not in ("learn", "course")]
    return build_app(blueprints=[*others, learn, course])
