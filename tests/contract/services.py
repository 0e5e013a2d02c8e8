"""The platform's services as a tool calls them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from deploy.demo.browsing import SECONDS
from tests.contract.launching import Registered
from tests.contract.tool import SCOPES, between

ITEM = "application/vnd.ims.lis.v2.lineitem+json"
ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def describe_assertion(registered: Registered, **changes: Any) -> dict[str, Any]:
    return {
        "iss": registered.client_id,
        "sub": registered.client_id,
        "aud": registered.platform.address("/mod/lti/token.php"),
        "jti": secrets.token_hex(8),
        **between(-5, 60),
        **changes,
    }


def ask_token(
    registered: Registered, *scopes: str, assertion: str = "", **changes: str
) -> requests.Response:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion or registered.tool.sign(describe_assertion(registered)),
        "scope": " ".join(scopes or SCOPES),
    }
    url = registered.platform.address("/mod/lti/token.php")
    return requests.post(url, data=form | changes, timeout=SECONDS)


@dataclass(frozen=True)
class Client:
    """Calls with a bearer token."""

    token: str

    @classmethod
    def open(cls, registered: Registered, *scopes: str) -> Client:
        return cls(ask_token(registered, *scopes).json()["access_token"])

    def get(self, url: str, accept: str, **params: str | int) -> requests.Response:
        headers = {**self._bearer, "Accept": accept}
        return requests.get(url, params=params, headers=headers, timeout=SECONDS)

    def send(self, method: str, url: str, body: Any, kind: str) -> requests.Response:
        headers = {**self._bearer, "Content-Type": kind}
        return requests.request(method, url, json=body, headers=headers, timeout=SECONDS)

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@dataclass
class Column:
    """A gradebook column of an activity, and one learner in it. Each score is a second later
    than the one before, none lies in the future."""

    url: str
    user_id: str
    client: Client
    moment: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=1))

    @property
    def item_id(self) -> str:
        return urlsplit(self.url).path.split("/")[-2]

    def address(self, service: str) -> str:
        """`service` goes before the query."""
        path, _, query = self.url.partition("?")
        return f"{path}/{service}?{query}"

    def describe(self, given: float | None, maximum: float | None = 100, **changes: Any) -> Any:
        self.moment += timedelta(seconds=1)
        score = {
            "userId": self.user_id,
            "scoreGiven": given,
            "scoreMaximum": maximum,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "timestamp": self.moment.isoformat(),
            **changes,
        }
        return {name: value for name, value in score.items() if value is not None}

    def post(self, score: Any, kind: str = SCORE_TYPE) -> requests.Response:
        return self.client.send("POST", self.address("scores"), score, kind)

    def give(self, given: float | None, maximum: float | None = 100, **changes: Any) -> int:
        return self.post(self.describe(given, maximum, **changes)).status_code

    def read(self, **params: str | int) -> list[dict[str, Any]]:
        answer = self.client.get(self.address("results"), RESULTS, user_id=self.user_id, **params)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found

    @property
    def result(self) -> float | None:
        found = self.read()
        return found[0].get("resultScore") if found else None
