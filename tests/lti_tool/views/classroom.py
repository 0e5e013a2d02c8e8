"""A course with a practice and a learner's browser in its activity, for tests of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from generators.exercise.content import Content, Kind
from generators.exercise.ids import shown_id
from lti_tool.db import Database
from lti_tool.models import Context, Practice, Role, Skill
from tests.lti_tool.contents import CHOICE, ORDERING
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_exercise,
    make_practice,
    make_skill,
)
from tests.lti_tool.visits import VisitClient, visit_client

RIGHT = {"option": shown_id("option", "24 km/h")}
WRONG = {"option": shown_id("option", "6 km/h")}
RIGHT_ANSWERS: dict[Kind, dict[str, str]] = {
    Kind.MULTIPLE_CHOICE: RIGHT,
    Kind.MULTIPLE_RESPONSE: {
        f"choice-{shown_id('option', text)}": "1" for text in ("velocity", "acceleration")
    },
    Kind.TRUE_FALSE: {"value": "false"},
    Kind.CLOZE: {"gap-1": " Distance", "gap-2": "m/s"},
    Kind.SHORT_ANSWER: {"text": "Velocity."},
    Kind.NUMERICAL: {"number": "60,0 km/h"},
    Kind.MATCHING: {
        f"pair-{shown_id('left', left)}": shown_id("right", right)
        for left, right in [
            ("Speed", "metre per second"),
            ("Distance", "metre"),
            ("Time", "second"),
        ]
    },
    Kind.ORDERING: {
        f"place-{shown_id('step', step)}": str(place)
        for place, step in enumerate(ORDERING.steps, start=1)
    },
    Kind.CASE_STUDY: {
        "part-1-option": shown_id("option", "the first"),
        "part-2-number": "18 km/h",
        "part-3-value": "false",
    },
}
EMPTY_ANSWERS: dict[Kind, dict[str, str]] = {
    Kind.MULTIPLE_CHOICE: {},
    Kind.MULTIPLE_RESPONSE: {},
    Kind.OPEN_ANSWER: {"text": " "},
    Kind.TRUE_FALSE: {"value": "perhaps"},
    Kind.CLOZE: {"gap-1": " ", "gap-2": ""},
    Kind.SHORT_ANSWER: {"text": "  "},
    Kind.NUMERICAL: {"number": "sixty or so"},
    Kind.MATCHING: {f"pair-{shown_id('left', 'Speed')}": ""},
    Kind.ORDERING: {f"place-{shown_id('step', step)}": "1" for step in ORDERING.steps},
    Kind.CASE_STUDY: {"part-1-option": shown_id("option", "the first"), "part-2-number": "18"},
}


@dataclass
class Classroom:
    """A course with one practice, and a learner's browser in its activity."""

    app: Flask
    database: Database
    queue: RecordingQueue
    visit: VisitClient
    skill_id: str

    def publish(self, content: Content | None = CHOICE, **values: Any) -> str:
        with self.database.write() as session:
            skill = session.get_one(Skill, self.skill_id)
            return make_exercise(
                session, context_of(session, skill), content, skill=skill, **values
            ).id

    def set(self, **values: Any) -> None:
        with self.database.write() as session:
            practice = session.get_one(Practice, self.visit.practice_id)
            for name, value in values.items():
                setattr(practice, name, value)

    def start(self) -> str:
        """The path of the showing that Start leads to."""
        answer = self.visit.post("/learn/start")
        assert answer.status_code == 303, answer.text
        return path_of(answer)

    def post_answer(self, showing: str, fields: dict[str, str], **values: str) -> TestResponse:
        page = self.visit.get(showing).text
        form = {"token": field(page, "token"), "version": field(page, "version")}
        return self.visit.post(f"{showing}/answer", {**form, **fields, **values})

    def rows(self, kind: type[Any]) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(kind).order_by(kind.created_at)))


def context_of(session: Session, skill: Skill) -> Context:
    return session.get_one(Context, skill.context_id)


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def path_of(answer: TestResponse) -> str:
    return (answer.location or "").partition("#")[0]


def second_learner(room: Classroom) -> VisitClient:
    with room.database.read() as session:
        practice = session.get_one(Practice, room.visit.practice_id)
        context = context_of(session, session.get_one(Skill, room.skill_id))
    return visit_client(room.app, context=context, practice=practice)


def second_window(room: Classroom) -> VisitClient:
    """The same visit in another tab."""
    client = room.app.test_client()
    cookie = room.visit.client.get_cookie(f"cw-visit-{room.visit.visit_id}")
    assert cookie is not None
    client.set_cookie(cookie.key, cookie.value)
    return replace(room.visit, client=client)


def instructor(room: Classroom) -> VisitClient:
    with room.database.read() as session:
        practice = session.get_one(Practice, room.visit.practice_id)
        context = context_of(session, session.get_one(Skill, room.skill_id))
    return visit_client(room.app, Role.INSTRUCTOR, context=context, practice=practice)


def make_classroom(app: Flask, database: Database, queue: RecordingQueue) -> Classroom:
    with database.write() as session:
        context = make_course(session)
        skill = make_skill(session, context, "Average speed")
        practice = make_practice(session, context, title="Motion", language="", goal=4)
    visit = visit_client(app, context=context, practice=practice)
    return Classroom(app, database, queue, visit, skill.id)
