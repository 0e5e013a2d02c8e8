"""A platform's side of a launch: an RSA key, its key set over HTTP, and tokens that it signs.

The claims are those that a real Moodle sent (tests/fixtures/moodle), with the times, the nonce and
the parties of the test.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from joserfc import jws
from werkzeug.test import TestResponse

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.lti.keys import KeyPair, describe_jwk, import_private, make_key_pair
from lti_tool.models import Deployment, Registration
from tests.lti_tool.factories import make_registration, store

RECORDED = Path(__file__).parents[1] / "fixtures" / "moodle" / "launches"
TARGET = "http://localhost/lti/launch"
LEARNER = "resource-link-learner-student1"
INSTRUCTOR = "resource-link-instructor-teacher1"
ASSISTANT = "resource-link-noneditingteacher-teacher2"
SITE_ADMIN = "resource-link-siteadmin"
DEEP_LINKING = "deep-linking-request-teacher1"
REVIEW = "submission-review-teacher1-for-student1"

Claims = dict[str, Any]
Change = Callable[[Claims], object]


def _draw_pairs() -> Iterator[KeyPair]:
    """Four keys in turn: making one takes longer than a launch."""
    pairs: list[KeyPair] = []
    for number in itertools.count():
        if number < 4:
            pairs.append(make_key_pair())
        yield pairs[number % 4]


_pairs = _draw_pairs()


def draw_pair() -> KeyPair:
    return next(_pairs)


@dataclass
class Platform:
    """Registered with the tool, one deployment. `pair` signs; change it to rotate."""

    registration_id: str
    issuer: str
    client_id: str
    deployment_id: str
    pair: KeyPair

    def jwks(self) -> dict[str, Any]:
        return {"keys": [describe_jwk(self.pair.kid, self.pair.public_pem)]}

    def claims(self, recorded: str, nonce: str) -> Claims:
        text = (RECORDED / f"{recorded}.json").read_text()
        claims: Claims = json.loads(text.replace("http://localhost:8088", self.issuer))["claims"]
        now = int(time.time())
        return claims | {
            "iss": self.issuer,
            "aud": self.client_id,
            "nonce": nonce,
            "iat": now,
            "exp": now + 60,
            names.DEPLOYMENT_ID: self.deployment_id,
            names.TARGET_LINK_URI: TARGET,
        }

    def sign(self, claims: Claims, **header: Any) -> str:
        header = {"typ": "JWT", "alg": "RS256", "kid": self.pair.kid, **header}
        header = {name: value for name, value in header.items() if value is not None}
        key = import_private(self.pair.private_pem)
        return jws.serialize_compact(header, json.dumps(claims), key, [header["alg"]])


def register_platform(database: Database, **values: Any) -> Platform:
    """A registration whose key set is known already, so that no launch has to fetch it."""
    pair = draw_pair()
    jwks = {"keys": [describe_jwk(pair.kid, pair.public_pem)]}
    with database.write() as session:
        row = make_registration(session, **{"jwks": jwks, "jwks_fetched_at": utcnow(), **values})
        store(session, Deployment(registration_id=row.id, lti_id="1"))
        return Platform(row.id, row.issuer, row.client_id, "1", pair)


@dataclass
class Browser:
    """A browser between platform and tool; `enter` goes the whole way to the first page."""

    app: Flask
    platform: Platform
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def login(self, **values: str | None) -> TestResponse:
        form = {
            "iss": self.platform.issuer,
            "target_link_uri": TARGET,
            "login_hint": "5",
            "lti_message_hint": '{"cmid":9,"launchid":"ltilaunch1_1"}',
            "client_id": self.platform.client_id,
            "lti_deployment_id": self.platform.deployment_id,
            **values,
        }
        sent = {name: value for name, value in form.items() if value is not None}
        return self.client.post("/lti/login", data=sent)

    def begin(self, **values: str | None) -> tuple[str, str]:
        """State and nonce of a login that goes on at the platform."""
        query = parse_qs(urlsplit(self.login(**values).headers["Location"]).query)
        return query["state"][0], query["nonce"][0]

    def post(self, token: str, state: str) -> TestResponse:
        return self.client.post("/lti/launch", data={"id_token": token, "state": state})

    def launch(
        self, recorded: str = LEARNER, change: Change | None = None, **header: Any
    ) -> TestResponse:
        state, nonce = self.begin()
        claims = self.platform.claims(recorded, nonce)
        if change:
            change(claims)
        return self.post(self.platform.sign(claims, **header), state)

    def enter(self, recorded: str = LEARNER, change: Change | None = None) -> str:
        """The address of the first page, its fragment left off."""
        answer = self.launch(recorded, change)
        assert answer.status_code == 303, answer.text
        answer = self.client.get(answer.headers["Location"])
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].partition("#")[0]


def change_registration_row(database: Database, platform: Platform, **values: Any) -> None:
    with database.write() as session:
        row = session.get_one(Registration, platform.registration_id)
        for name, value in values.items():
            setattr(row, name, value)
