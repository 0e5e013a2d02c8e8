"""Another tool with a key, and the course that it speaks of."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database, utcnow
from lti_tool.models import Context, OutsideEvidence, Person
from lti_tool.services.evidence_keys import KeyForm, make_key
from lti_tool.statements.caliper import DATA_VERSION
from lti_tool.statements.xapi import VERBS
from tests.lti_tool.factories import PLATFORM, make_course, make_person

QUIZ = "https://tool.example/quizzes/1"


@dataclass
class Sender:
    client: FlaskClient
    database: Database
    name: str
    secret: str
    context: Context
    person: Person

    def send(self, sent: Any, version: str = "1.0.3", **kwargs: Any) -> TestResponse:
        return self.client.post(
            "/api/xapi/statements", json=sent, headers=self.headers(version), **kwargs
        )

    def put(self, statement_id: str, sent: Any) -> TestResponse:
        path = f"/api/xapi/statements?statementId={statement_id}"
        return self.client.put(path, json=sent, headers=self.headers())

    def fetch(self, query: str) -> TestResponse:
        return self.client.get(f"/api/xapi/statements?{query}", headers=self.headers())

    def headers(self, version: str = "1.0.3") -> dict[str, str]:
        pair = b64encode(f"{self.name}:{self.secret}".encode()).decode()
        return {"Authorization": f"Basic {pair}", "X-Experience-API-Version": version}

    def emit(self, *events: dict[str, Any], **changes: Any) -> TestResponse:
        envelope = {
            "sensor": "https://tool.example/sensor", "sendTime": stamp(utcnow()),
            "dataVersion": DATA_VERSION, "data": list(events), **changes,
        }  # fmt: skip
        bearer = {"Authorization": f"Bearer {self.name}.{self.secret}"}
        return self.client.post("/api/caliper", json=envelope, headers=bearer)

    def rows(self) -> list[OutsideEvidence]:
        with self.database.read() as session:
            query = select(OutsideEvidence).order_by(OutsideEvidence.seen_at, OutsideEvidence.score)
            return list(session.scalars(query))

    def grade(self, given: float, **changes: Any) -> dict[str, Any]:
        learner = {
            "id": "https://tool.example/users/1", "type": "Person",
            "otherIdentifiers": [{
                "type": "SystemIdentifier", "identifierType": "LtiUserId",
                "identifier": self.person.subject,
            }],
        }  # fmt: skip
        return {
            "id": f"urn:uuid:{uuid4()}", "type": "GradeEvent", "action": "Graded",
            "actor": {"id": "https://tool.example/grader", "type": "SoftwareApplication"},
            "object": {
                "id": "https://tool.example/attempts/1", "type": "Attempt", "assignee": learner,
                "assignable": {"id": QUIZ, "type": "Assessment", "name": "Speed test"},
            },
            "eventTime": stamp(utcnow() - timedelta(hours=1)),
            "generated": {"type": "Score", "maxScore": 10, "scoreGiven": given},
            **changes,
        }  # fmt: skip

    def statement(self, verb: str = "answered", /, **changes: Any) -> dict[str, Any]:
        """A right answer an hour ago, unless `changes` say otherwise; None leaves a part out."""
        found = {
            "id": str(uuid4()),
            "actor": {"account": {"homePage": PLATFORM, "name": self.person.subject}},
            "verb": {"id": verb if ":" in verb else f"{VERBS}{verb}"},
            "object": {"id": QUIZ, "definition": {"name": {"en": "Speed test"}}},
            "result": {"score": {"scaled": 1.0}},
            "timestamp": stamp(utcnow() - timedelta(hours=1)),
            **changes,
        }
        return {name: value for name, value in found.items() if value is not None}


def stamp(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")


def make_sender(
    app: Flask,
    database: Database,
    *,
    whole_platform: bool = False,
    by_email: bool = False,
    context: Context | None = None,
) -> Sender:
    with database.write() as session:
        context = context or make_course(session)
        person = make_person(session, context, email="Grace@Example.org")
        course = "" if whole_platform else context.id
        form = KeyForm(context.registration_id, course, "Simulator", by_email)
        made = make_key(session, form, "command-line")
    return Sender(app.test_client(), database, made.row.name, made.secret, context, person)
