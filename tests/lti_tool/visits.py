"""A browser that is already inside a visit: for tests of pages without a launch."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lti_tool.db import Database, utcnow
from lti_tool.lti.state import digest
from lti_tool.models import Context, LaunchSession, Person, Practice, ResourceLink, Role
from lti_tool.services.visit_tokens import issue_token
from lti_tool.views.wiring import EXTENSION, Wiring
from tests.lti_tool.factories import (
    make_course,
    make_person,
    make_practice,
    make_resource_link,
    store,
)


def make_session(
    session: Session,
    context: Context,
    person: Person,
    link: ResourceLink | None = None,
    **values: Any,
) -> tuple[LaunchSession, str]:
    """An open launch session and the secret of its cookie."""
    secret = secrets.token_urlsafe(16)
    row = LaunchSession(
        **{
            "person_id": person.id,
            "context_id": context.id,
            "deployment_id": context.deployment_id,
            "resource_link_id": link.id if link else None,
            "message": "resource_link",
            "settings": {},
            "secret_hash": digest(secret),
            "locale": "en",
            "seen_at": utcnow(),
            **values,
        }
    )
    store(session, row)
    return row, secret


@dataclass
class VisitClient:
    """A browser inside one visit. Paths are relative to it: get("/learn"), post("/answers", {...}).

    `url("learn.page")` gives such a path by endpoint. Posts carry the visit's token by themselves.
    """

    client: FlaskClient
    visit_id: str
    token: str
    context_id: str
    person_id: str
    practice_id: str | None

    def url(self, endpoint: str, **values: Any) -> str:
        with self.client.application.test_request_context():
            return url_for(endpoint, visit_id=self.visit_id, **values).removeprefix(self._stem)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(self._full(path), **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        form = {"visit_token": self.token, **(data or {})}
        return self.client.post(self._full(path), data=form, **kwargs)

    def fragment(self, path: str) -> TestResponse:
        """What htmx would be given."""
        return self.get(path, headers={"HX-Request": "true"})

    @property
    def _stem(self) -> str:
        return f"/s/{self.visit_id}"

    def _full(self, path: str) -> str:
        return path if path.startswith("/s/") else f"{self._stem}{path}"


def visit_client(
    app: Flask,
    role: Role = Role.LEARNER,
    context: Context | None = None,
    practice: Practice | None = None,
    person: Person | None = None,
    **session_values: Any,
) -> VisitClient:
    """Makes whatever is not given: a course, a practice with its activity, a person in `role`."""
    database: Database = _wired(app).database
    with database.write() as session:
        context = context or make_course(session)
        person = person or make_person(session, context, role)
        practice = practice or make_practice(session, context)
        link = make_resource_link(session, context, practice)
        row, secret = make_session(session, context, person, link, **session_values)
    return enter_visit(app, row, secret, practice.id)


def enter_visit(
    app: Flask, row: LaunchSession, secret: str, practice_id: str | None
) -> VisitClient:
    client = app.test_client()
    client.set_cookie(f"cw-visit-{row.id}", secret)
    token = issue_token(_wired(app).settings.secret_key, row)
    return VisitClient(client, row.id, token, row.context_id, row.person_id, practice_id)


def _wired(app: Flask) -> Wiring:
    wired: Wiring = app.extensions[EXTENSION]
    return wired
