"""A small platform over loopback HTTP with Moodle's gradebook manners, for tests of senders.

`faults` holds what happens to the next score posts instead of (or, for "lose_answer", after)
the usual: a status, a (status, headers) pair, "lose_answer" or "hang".
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.local_server import Handler, serve

SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
MEMBERSHIPS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@dataclass
class Grade:
    """`value` is on the item's own scale."""

    value: float | None = None
    time: int = 0
    overridden: bool = False
    locked: bool = False


@dataclass
class FakePlatform:
    maximum: float = 12
    public_pem: str = ""
    enrolled: set[str] | None = None
    grades: dict[str, Grade] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=list)
    line_items: list[dict[str, Any]] = field(default_factory=list)
    faults: deque[Any] = field(default_factory=deque)
    result_status: int = 200
    token_answer: tuple[int, bytes] | None = None
    omits_zero: bool = False
    page_size: int = 0
    link_origin: str = ""
    members_answer: bytes | None = None
    changes: list[dict[str, Any]] | None = None
    circle: bool = False
    posts: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    scopes_asked: list[str] = field(default_factory=list)
    web_service: dict[str, Any] = field(default_factory=dict)
    web_calls: list[dict[str, str]] = field(default_factory=list)
    hang_seconds: float = 0.6
    origin: str = ""

    def grade(self, user: str) -> Grade:
        return self.grades.setdefault(user, Grade())

    @property
    def item_url(self) -> str:
        return f"{self.origin}/mod/lti/services.php/2/lineitems/5/lineitem?type_id=1"

    @property
    def line_items_url(self) -> str:
        return f"{self.origin}/mod/lti/services.php/2/lineitems?type_id=1"

    @property
    def memberships_url(self) -> str:
        return f"{self.origin}/mod/lti/services.php/CourseSection/2/bindings/1/memberships"

    def handle(self, request: Handler) -> None:
        url = urlsplit(request.path)
        self.requests.append(f"{request.command} {request.path}")
        if url.path.endswith("/token.php"):
            return self._give_token(request)
        if url.path.endswith("/server.php"):
            return self._serve_web_service(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return request.answer(401, b'{"status": 401}')
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path.endswith("/lineitem/scores"):
            return self._take_score(request)
        if url.path.endswith("/lineitem/results"):
            return self._give_results(request, query)
        if url.path.endswith("/lineitems"):
            return self._serve_line_items(request, query)
        if url.path.endswith("/memberships"):
            return self._give_members(request, query)
        return request.answer(404, b"<html>", Content_Type="text/html")

    def _give_token(self, request: Handler) -> None:
        if self.token_answer:
            return request.answer(*self.token_answer, Content_Type="text/html")
        form = parse_qs(request.body.decode())
        assertion = jwt.decode(form["client_assertion"][0], RSAKey.import_key(self.public_pem))
        if assertion.claims["aud"] != f"{self.origin}/mod/lti/token.php":
            return request.answer(400, b'{"error": "invalid_request"}')
        self.scopes_asked.append(form["scope"][0])
        token = f"token-{len(self.scopes_asked)}"
        self.tokens.add(token)
        body = {"access_token": token, "expires_in": 3600, "scope": form["scope"][0]}
        return request.answer(200, json.dumps(body).encode(), Content_Type="text/html")

    def _take_score(self, request: Handler) -> None:
        fault = self.faults.popleft() if self.faults else None
        if fault == "hang":
            return time.sleep(self.hang_seconds)
        if isinstance(fault, tuple):
            return request.answer(fault[0], b"", **fault[1])
        if isinstance(fault, int):
            return request.answer(fault, b"")
        if request.headers.get("Content-Type") != SCORE:
            return request.answer(400, b"[]", "No handler found")
        score = json.loads(request.body)
        self.posts.append(score)
        status, reason = self._store(score, request.body.decode())
        if fault == "lose_answer":
            request.close_connection = True
            return None
        return request.answer(status, b"" if status == 200 else b"[]", reason)

    def _store(self, score: dict[str, Any], text: str) -> tuple[int, str]:
        user, grade = score["userId"], self.grade(score["userId"])
        if self.enrolled is not None and user not in self.enrolled:
            return 400, f"Incorrect score received{text}"
        moment = int(datetime.fromisoformat(score["timestamp"]).timestamp())
        if grade.time and moment <= grade.time:
            return 409, "Refusing score with an earlier timestamp"
        if grade.locked:
            return 500, "Internal Server Error"
        if not grade.overridden:
            value = score["scoreGiven"] / score["scoreMaximum"] * self.maximum
            grade.value, grade.time = round(min(max(value, 0), self.maximum), 5), moment
        return 200, "OK"

    def _give_results(self, request: Handler, query: dict[str, str]) -> None:
        if "limit" in query or self.result_status != 200:
            status = 404 if "limit" in query else self.result_status
            return request.answer(status, b"<html>", Content_Type="text/html")
        if request.headers.get("Accept") != RESULTS:
            return request.answer(400, b"[]", "No handler found")
        users = [query["user_id"]] if "user_id" in query else list(self.grades)
        found = [self._describe(user) for user in users if user in self.grades]
        return request.answer(200, json.dumps(found).encode(), Content_Type=RESULTS)

    def _describe(self, user: str) -> dict[str, Any]:
        grade = self.grades[user]
        entry: dict[str, Any] = {"id": f"{self.item_url}&user_id={user}", "userId": user}
        if grade.value is None or (self.omits_zero and not grade.value):
            return entry
        moment = datetime.fromtimestamp(grade.time, UTC).isoformat()
        return {
            **entry,
            "resultScore": grade.value,
            "resultMaximum": self.maximum,
            "timestamp": moment,
        }

    def _serve_line_items(self, request: Handler, query: dict[str, str]) -> None:
        if request.command == "POST":
            if request.headers.get("Content-Type") != LINE_ITEM:
                return request.answer(400, b"[]", "No handler found")
            made = {**json.loads(request.body), "id": self.item_url}
            self.line_items.append(made)
            return request.answer(201, json.dumps(made).encode())
        if request.headers.get("Accept") != LINE_ITEMS:
            return request.answer(400, b"[]", "No handler found")
        wanted = query.get("resource_id")
        found = [one for one in self.line_items if wanted in (None, one.get("resourceId"))]
        return self._give_page(request, found, query, lenient=True)

    def _give_members(self, request: Handler, query: dict[str, str]) -> None:
        if request.headers.get("Accept") != MEMBERSHIPS:
            return request.answer(406, b"")
        if self.members_answer is not None:
            return request.answer(200, self.members_answer)
        if query.get("since") == "gone":
            return request.answer(404, b"")
        if "since" in query and self.changes is not None:
            return self._give_page(request, self.changes, query, key="members")
        return self._give_page(request, self.members, query, key="members")

    def _give_page(
        self,
        request: Handler,
        entries: list[dict[str, Any]],
        query: dict[str, str],
        key: str = "",
        lenient: bool = False,
    ) -> None:
        start = int(query.get("from", 0))
        end = start + self.page_size if self.page_size else len(entries)
        headers = {}
        if self.circle:
            headers["Link"] = f'<{request.path}>; rel="next"'
        if self.changes is not None and key:
            path = urlsplit(request.path).path
            headers["Link"] = f'<{self.origin}{path}?since=1>; rel="differences"'
        if end < len(entries):
            path = urlsplit(request.path).path
            url = f"{self.link_origin or self.origin}{path}?type_id=1&amp;from={end}"
            rel = "rel=“next”" if lenient else 'rel="next"'
            link = f"<{self.origin}/x>; rel=first, <{url}>; {rel}"
            headers["Link"] = link.encode().decode("latin-1")
        page: Any = entries[start:end]
        body = json.dumps({key: page} if key else page).encode()
        return request.answer(200, body, **headers)

    def _serve_web_service(self, request: Handler) -> None:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        self.web_calls.append(form)
        body = self.web_service.get(form.get("wsfunction", ""), {"exception": "none"})
        if callable(body):
            body = body(form)
        return request.answer(200, json.dumps(body).encode(), Content_Type="application/json")


@contextmanager
def run_platform(**values: Any) -> Iterator[FakePlatform]:
    platform = FakePlatform(**values)
    with serve(platform.handle) as origin:
        platform.origin = origin
        yield platform
