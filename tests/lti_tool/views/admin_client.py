"""An admin's browser, and the trail that it leaves."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database, utcnow
from lti_tool.models import AuditEntry
from lti_tool.services.admins import invite_admin


def invite(database: Database, name: str = "Ada") -> str:
    with database.write() as session:
        return f"/admin/enter/{invite_admin(session, name, utcnow())}"


class AdminClient:
    """A browser of a signed-in admin, which sends each form's hidden field."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.browser: FlaskClient = app.test_client()
        self.browser.post(invite(database))
        page = self.get("/admin/").text
        found = re.search(r'name="admin_token" value="([^"]+)"', page)
        assert found
        self.token = found[1]

    def get(self, path: str) -> TestResponse:
        return self.browser.get(path)

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.browser.post(path, data={"admin_token": self.token, **form})


def actions(database: Database) -> list[str]:
    with database.read() as session:
        query = select(AuditEntry.action).order_by(AuditEntry.created_at)
        return list(session.scalars(query))
