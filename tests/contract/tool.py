"""A tool as small as a tool can be: an RSA key, its key set on loopback, and what it signs.

Nothing is sent to its login and launch addresses: the visitor reads them off the forms.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.local_server import Handler, serve

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINEITEM, LINEITEM_READ = f"{AGS}lineitem", f"{AGS}lineitem.readonly"
RESULT_READ, SCORE = f"{AGS}result.readonly", f"{AGS}score"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (LINEITEM, LINEITEM_READ, RESULT_READ, SCORE, MEMBERSHIPS)
CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
CUSTOM = {
    "course": "$Context.id",
    "history": "$Context.id.history",
    "Mixed-Case": "$User.username",
    "unknown": "$Foo.bar",
    "plain": "hello",
    "pair": "a=b",
    "link": "$ResourceLink.title",
}


def make_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(8)})


@dataclass(frozen=True)
class ProbeTool:
    url: str
    key: RSAKey

    @property
    def login_url(self) -> str:
        return f"{self.url}/login"

    @property
    def launch_url(self) -> str:
        return f"{self.url}/launch"

    def describe(self) -> dict[str, Any]:
        """What it posts to register."""
        return {
            "application_type": "web",
            "response_types": ["id_token"],
            "grant_types": ["implicit", "client_credentials"],
            "initiate_login_uri": self.login_url,
            "redirect_uris": [self.launch_url, f"{self.url}/second"],
            "client_name": "Contract tool",
            "jwks_uri": f"{self.url}/jwks",
            "logo_uri": f"{self.url}/logo.svg",
            "token_endpoint_auth_method": "private_key_jwt",
            "scope": " ".join(SCOPES),
            CONFIGURATION: {
                "domain": urlsplit(self.url).netloc,
                "description": "Made by the contract suite",
                "target_link_uri": self.launch_url,
                "custom_parameters": CUSTOM,
                "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
                "messages": [
                    {"type": "LtiDeepLinkingRequest", "target_link_uri": f"{self.url}/choose"},
                    {"type": "LtiResourceLinkRequest"},
                    {"type": "LtiSubmissionReviewRequest"},
                ],
            },
        }

    def sign(self, claims: dict[str, Any], key: RSAKey | None = None, kid: str = "") -> str:
        """`key`: another than its own; `kid`: another than the one in the key set."""
        header = {"alg": "RS256", "typ": "JWT", "kid": kid or self.key.kid}
        return jwt.encode(header, claims, key or self.key, algorithms=["RS256"])


@contextmanager
def run_tool() -> Iterator[ProbeTool]:
    key = make_key()
    public = {**key.as_dict(private=False), "alg": "RS256", "use": "sig"}
    body = json.dumps({"keys": [public]}).encode()

    def answer(request: Handler) -> None:
        if request.path == "/jwks":
            request.answer(200, body, Content_Type="application/json")
        else:
            request.answer(404)

    with serve(answer) as url:
        yield ProbeTool(url, key)


def between(before: int, after: int) -> dict[str, int]:
    """iat and exp in seconds from now."""
    now = int(time.time())
    return {"iat": now + before, "exp": now + after}
