"""The steps of a launch, and what came of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from deploy.demo.browsing import SECONDS, Page
from tests.contract.platform import Platform
from tests.contract.tool import LTI, ProbeTool
from tests.contract.visitor import SentForm, Visitor, find_form


@dataclass(frozen=True)
class Registered:
    """A tool that the platform knows and has activated."""

    platform: Platform
    tool: ProbeTool
    client_id: str
    tool_id: str

    def begin(self, visitor: Visitor, cmid: int) -> SentForm:
        """The login initiation of an activity."""
        launch = self.platform.address("/mod/lti/launch.php")
        return _require(visitor.look(launch, id=cmid, triggerview=0))

    def begin_choosing(self, visitor: Visitor) -> SentForm:
        """The login initiation of deep linking."""
        course = self.platform.site.course_id
        address = self.platform.address("/mod/lti/contentitem.php")
        return _require(visitor.look(address, id=self.tool_id, course=course))

    def answer_login(self, initiation: SentForm, **changes: str | None) -> dict[str, str]:
        """What a tool asks of the authorisation endpoint; a change to None leaves it out."""
        wished: dict[str, str | None] = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.client_id,
            "redirect_uri": self.tool.launch_url,
            "login_hint": initiation.fields["login_hint"],
            "lti_message_hint": initiation.fields["lti_message_hint"],
            "state": secrets.token_hex(8),
            "nonce": secrets.token_hex(16),
        }
        return {name: value for name, value in (wished | changes).items() if value is not None}

    def authorise(self, visitor: Visitor, asked: dict[str, str]) -> Page:
        return visitor.look(self.platform.address("/mod/lti/auth.php"), **asked)

    def launch(self, visitor: Visitor, cmid: int) -> dict[str, Any]:
        return self.finish(visitor, self.begin(visitor, cmid))

    def choose(self, visitor: Visitor) -> dict[str, Any]:
        return self.finish(visitor, self.begin_choosing(visitor))

    def finish(
        self, visitor: Visitor, initiation: SentForm, **changes: str | None
    ) -> dict[str, Any]:
        """Claims of the id_token, its signature checked."""
        asked = self.answer_login(initiation, **changes)
        sent = find_form(self.authorise(visitor, asked), having="id_token")
        assert sent is not None
        assert sent.action == asked["redirect_uri"]
        assert sent.fields.keys() == {"id_token", "state"}
        assert sent.fields["state"] == asked["state"]
        claims = self.read_id_token(sent.fields["id_token"])
        assert claims["nonce"] == asked["nonce"]
        return claims

    def read_id_token(self, token: str) -> dict[str, Any]:
        certs = requests.get(self.platform.address("/mod/lti/certs.php"), timeout=SECONDS)
        keys = KeySet.import_key_set(certs.json())
        return jwt.decode(token, keys, algorithms=["RS256"]).claims


def _require(page: Page) -> SentForm:
    sent = find_form(page, having="lti_message_hint")
    assert sent is not None, f"{page.url} begins no login: {page.words[:300]}"
    return sent


def short(claims: dict[str, Any]) -> dict[str, Any]:
    """LTI's own claims without their long prefix."""
    return {name.removeprefix(LTI): value for name, value in claims.items()}
