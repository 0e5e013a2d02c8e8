"""A 1EdTech platform that is not Moodle: it signs anything, and writes down what is asked of it.

One server speaks for many tenants, each under a path of its own. Its claims are those of the
specification's examples: `aud` as a list, short and long role names, no column for an activity.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet

from lti_tool.lti import claims as names
from lti_tool.lti.keys import describe_jwk
from tests.local_server import Handler
from tests.lti_tool.platform_signer import TARGET, Claims, Platform

LEARNER, INSTRUCTOR, DEEP_LINKING = "learner", "instructor", "deep linking"
CONTEXT_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
ROLES = {LEARNER: ["Learner"], INSTRUCTOR: ["Instructor"], DEEP_LINKING: ["Instructor"]}


@dataclass(frozen=True)
class Seen:
    """A request for a service, as it came. `scopes` are those that its token was given for."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    scopes: frozenset[str]


@dataclass
class Tenant(Platform):
    """`url` is where all of it is; `app` is the tool, whose key set it reads."""

    url: str = ""
    app: Flask | None = None
    jwks_answer: tuple[int, bytes] | None = None
    jwks_asked: int = 0
    jwks_gate: Event | None = None
    members: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 0
    next_page_at: str = ""
    items_at: str = ""
    line_items: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    score_answer: tuple[int, str] = (200, "OK")
    tokens: dict[str, frozenset[str]] = field(default_factory=dict)
    assertions: list[dict[str, Any]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def claims(self, recorded: str, nonce: str) -> Claims:
        now = int(time.time())
        claims: Claims = {
            "iss": self.issuer,
            "aud": [self.client_id],
            "sub": "a6d5c443-1f51-4783-ba1a-7686ffe3b54a",
            "nonce": nonce,
            "iat": now,
            "exp": now + 3600,
            "name": "Ms Jane Marie Doe",
            "given_name": "Jane",
            "family_name": "Doe",
            "email": "jane@platform.example",
            names.VERSION: "1.3.0",
            names.DEPLOYMENT_ID: self.deployment_id,
            names.TARGET_LINK_URI: TARGET,
            names.ROLES: ROLES[recorded],
            names.CONTEXT: {"id": "c1d887f0", "label": "ECON 1010", "type": ["CourseOffering"]},
            names.TOOL_PLATFORM: {"guid": "ex/48bbb541", "product_family_code": "ims"},
            names.LAUNCH_PRESENTATION: {"return_url": f"{self.url}/return", "locale": "en-US"},
            names.NRPS: {
                "context_memberships_url": f"{self.url}/memberships",
                "service_versions": ["2.0"],
            },
            names.AGS_ENDPOINT: {
                "scope": [names.SCOPE_LINEITEM, names.SCOPE_RESULT_READONLY, names.SCOPE_SCORE],
                "lineitems": f"{self.url}/lineitems",
            },
        }
        return claims | self._message(recorded)

    def _message(self, recorded: str) -> Claims:
        if recorded != DEEP_LINKING:
            return {
                names.MESSAGE_TYPE: "LtiResourceLinkRequest",
                names.RESOURCE_LINK: {"id": "200d101f", "title": "Introduction Assignment"},
            }
        settings = {
            "deep_link_return_url": f"{self.url}/deep_links",
            "accept_types": ["link", "file", "html", "ltiResourceLink", "image"],
            "accept_presentation_document_targets": ["iframe", "window", "embed"],
            "accept_multiple": True,
            "data": "csrftoken:c7fbba78",
        }
        return {
            names.MESSAGE_TYPE: "LtiDeepLinkingRequest",
            names.DEEP_LINKING_SETTINGS: settings,
        }

    def read_signed(self, token: str) -> dict[str, Any]:
        """By the tool's key set, as any platform reads it. Raises `JoseError`."""
        assert self.app
        jwks = self.app.test_client().get(f"/lti/jwks/{self.registration_id}").get_json()
        return dict(jwt.decode(token, KeySet.import_key_set(jwks), ["RS256"]).claims)

    def handle(self, request: Handler, path: str) -> None:
        match path:
            case "jwks":
                self._give_jwks(request)
            case "token":
                self._give_token(request)
            case _:
                self._serve(request, path)

    def _give_jwks(self, request: Handler) -> None:
        self.jwks_asked += 1
        if self.jwks_gate:
            self.jwks_gate.wait(60)
            return
        body = json.dumps({"keys": [describe_jwk(self.pair.kid, self.pair.public_pem)]}).encode()
        request.answer(*(self.jwks_answer or (200, body)))

    def _give_token(self, request: Handler) -> None:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        self.assertions.append({**form, "claims": self.read_signed(form["client_assertion"])})
        token = f"{self.client_id}-{len(self.assertions)}"
        self.tokens[token] = frozenset(form["scope"].split())
        body = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        request.answer(200, json.dumps({**body, "scope": form["scope"]}).encode())

    def _serve(self, request: Handler, path: str) -> None:
        url = urlsplit(request.path)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        seen = Seen(
            request.command,
            path,
            query,
            dict(request.headers),
            json.loads(request.body) if request.body else None,
            self.tokens.get(token, frozenset()),
        )
        self.seen.append(seen)
        match seen.method, path.split("/"):
            case _ if token not in self.tokens:
                request.answer(401)
            case "GET", ["memberships"]:
                self._give_members(request, query)
            case "GET", ["lineitems"]:
                self._give(request, list(self.line_items.values()))
            case "POST", ["lineitems"]:
                number = len(self.line_items) + 1
                self._keep_item(request, f"{self.items_at or self.url}/lineitems/{number}", seen)
            case "GET", ["lineitems", _]:
                self._give(request, self.line_items[f"{self.url}/{path}"])
            case "PUT", ["lineitems", _]:
                self._keep_item(request, f"{self.url}/{path}", seen)
            case "POST", ["lineitems", _, "scores"]:
                self._take_score(request, seen)
            case "GET", ["lineitems", _, "results"]:
                self._give(request, list(self.results.values()))
            case _:
                request.answer(404)

    def _give(self, request: Handler, body: Any, **headers: str) -> None:
        request.answer(200, json.dumps(body).encode(), Content_Type="application/json", **headers)

    def _keep_item(self, request: Handler, url: str, seen: Seen) -> None:
        self.line_items[url] = {**seen.body, "id": url}
        request.answer(201, json.dumps(self.line_items[url]).encode())

    def _take_score(self, request: Handler, seen: Seen) -> None:
        if self.score_answer[0] == 200:
            score = seen.body
            self.results[score["userId"]] = {
                "id": f"{self.url}/results/1",
                "userId": score["userId"],
                "resultScore": score["scoreGiven"],
                "resultMaximum": score["scoreMaximum"],
                "timestamp": score["timestamp"],
            }
        request.answer(self.score_answer[0], b"", self.score_answer[1])

    def _give_members(self, request: Handler, query: dict[str, str]) -> None:
        start = int(query.get("from", 0))
        end = start + (self.page_size or len(self.members))
        links = {}
        if end < len(self.members):
            links["Link"] = f'<{self.next_page_at or self.url}/memberships?from={end}>; rel="next"'
        self._give(request, {"id": "x", "members": self.members[start:end]}, **links)
