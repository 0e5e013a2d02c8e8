"""The whole tool, and what the platform, the person and the admin see of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from jobs.parts import Parts
from lti_tool.app import create_app
from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.lti.keys import describe_jwk
from lti_tool.lti.vault import Vault
from lti_tool.models import Context, Deployment, LaunchSession, Membership, Person
from lti_tool.services.keys import ensure_key
from lti_tool.settings import Settings
from tests.conformance.platform import Tenant
from tests.local_server import Handler
from tests.lti_tool.factories import RecordingQueue, make_registration, store
from tests.lti_tool.platform_signer import Browser, draw_pair
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.visits import VisitClient, enter_visit

_numbers = itertools.count(1)


def case(name: str, expected: str, *values: Any) -> Any:
    """A case of the table: its name is the test's id, what is expected stands in the document."""
    return pytest.param(*values, id=name, marks=pytest.mark.case(expected))


class Refused(NamedTuple):
    """What an admin reads of a refused launch."""

    platform: str
    check: str
    expected: str
    received: str


@dataclass
class Tool:
    app: Flask
    database: Database
    settings: Settings
    queue: RecordingQueue
    admin: AdminClient
    url: str
    tenants: dict[str, Tenant] = field(default_factory=dict)

    @property
    def parts(self) -> Parts:
        return Parts(self.settings, self.database, self.queue, Vault(self.settings.secret_key))

    def handle(self, request: Handler) -> None:
        _, name, path = request.path.partition("?")[0].split("/", 2)
        self.tenants[name].handle(request, path)

    def register(self, issuer: str = "", deployments: tuple[str, ...] = ("1",)) -> Tenant:
        """A platform that an admin has registered, its key set known already."""
        name = f"t{next(_numbers)}"
        url, pair = f"{self.url}/{name}", draw_pair()
        with self.database.write() as session:
            row = make_registration(
                session,
                issuer=issuer or url,
                client_id=f"client-{name}",
                auth_login_url=f"{url}/auth",
                auth_token_url=f"{url}/token",
                jwks_url=f"{url}/jwks",
                jwks={"keys": [describe_jwk(pair.kid, pair.public_pem)]},
                jwks_fetched_at=utcnow() - timedelta(minutes=1),
                scopes=list(names.SCOPES),
            )
            ensure_key(session, Vault(self.settings.secret_key), row.id)
            for lti_id in deployments:
                store(session, Deployment(registration_id=row.id, lti_id=lti_id))
        tenant = Tenant(
            row.id, row.issuer, row.client_id, deployments[0], pair, url=url, app=self.app
        )
        self.tenants[name] = tenant
        return tenant

    def look_up(self, reference: str) -> Refused:
        page = BeautifulSoup(self.admin.get(f"/admin/refusals?reference={reference}").text, "lxml")
        (row,) = page.select("tbody tr")
        cells = [cell.get_text(" ", strip=True) for cell in row.select("td")]
        check = row.select("td")[3].select_one("code")
        assert check
        return Refused(cells[2], check.get_text(), cells[4], cells[5])

    def visit(self, browser: Browser, first: str) -> VisitClient:
        """The visit that begins at this first page."""
        with self.database.read() as session:
            row = session.get_one(LaunchSession, first.split("/")[2])
        visit = enter_visit(self.app, row, "", None)
        visit.client = browser.client
        return visit

    def people(self, tenant: Tenant) -> dict[str, tuple[Person, Membership]]:
        with self.database.read() as session:
            query = (
                select(Person, Membership)
                .join(Membership, Membership.person_id == Person.id)
                .where(Person.registration_id == tenant.registration_id)
            )
            return {person.subject: (person, member) for person, member in session.execute(query)}

    def count(self, kind: type[Any], tenant: Tenant) -> int:
        query = select(func.count()).select_from(kind)
        with self.database.read() as session:
            own = query.where(kind.registration_id == tenant.registration_id)
            return session.scalar(own) or 0

    def assert_refused(
        self, tenant: Tenant, answer: TestResponse, check: str, people: int = 0
    ) -> Refused:
        """A sentence and a number for the person; check and both values for the admin; no more
        `people` than there were."""
        assert 400 <= answer.status_code < 600, answer.text
        assert answer.status_code != 500
        alert = BeautifulSoup(answer.text, "lxml").select_one("[role=alert]")
        assert alert
        found = re.search(r"Reference number: ([0-9a-f]{8})", alert.get_text())
        assert found
        sentence = alert.get_text().partition("Reference number")[0].strip()
        assert sentence.endswith(".")
        assert not re.search("jane|Traceback", answer.text, re.IGNORECASE)
        refused = self.look_up(found[1])
        assert refused.check == check
        assert refused.expected
        assert refused.received
        for kind in (Person, Context):
            assert self.count(kind, tenant) == people
        assert not any("cw-visit" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
        return refused


def _from_everywhere(wsgi: Callable[..., Any]) -> Callable[..., Any]:
    """Each request comes from another address: how many one may send is not the question here."""
    addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))

    def call(environ: dict[str, Any], start: Any) -> Any:
        return wsgi({**environ, "REMOTE_ADDR": next(addresses)}, start)

    return call


def open_tool(folder: Path, database_url: str, url: str) -> Tool:
    settings = Settings.from_env(
        {
            "COURSEWRIGHT_DATA": str(folder),
            "COURSEWRIGHT_BASE_URL": "http://localhost",
            "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        }
    )
    database, queue = Database(database_url), RecordingQueue()
    app = create_app(settings, database, queue)
    app.testing = False  # errors are rendered, as in production
    app.wsgi_app = _from_everywhere(app.wsgi_app)  # type: ignore[method-assign]
    return Tool(app, database, settings, queue, AdminClient(app, database), url)
