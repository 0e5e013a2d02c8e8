"""The token endpoint: its refusals, some of which are no JSON, and its grants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests

from deploy.demo.browsing import SECONDS
from tests.contract.launching import Registered
from tests.contract.platform import Platform
from tests.contract.services import ask_token, describe_assertion
from tests.contract.tool import (
    CONFIGURATION,
    LINEITEM,
    LINEITEM_READ,
    SCOPES,
    SCORE,
    ProbeTool,
    between,
    make_key,
)

UNKNOWN = "https://purl.imsglobal.org/spec/lti-ags/scope/nope"


def refused(answer: requests.Response) -> str:
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.json().keys() == {"error"}
    return str(answer.json()["error"])


def test_an_unknown_scope(registered: Registered) -> None:
    assert refused(ask_token(registered, UNKNOWN)) == "invalid_scope"


def test_an_unknown_client(registered: Registered) -> None:
    claims = describe_assertion(registered, iss="somebody", sub="somebody")
    answer = ask_token(registered, assertion=registered.tool.sign(claims))
    assert refused(answer) == "invalid_client"


def test_a_foreign_key_under_our_kid(registered: Registered) -> None:
    assertion = registered.tool.sign(describe_assertion(registered), make_key())
    answer = ask_token(registered, assertion=assertion)
    assert refused(answer) == "Signature verification failed"


def test_an_unknown_kid_is_answered_with_broken_json(registered: Registered) -> None:
    assertion = registered.tool.sign(describe_assertion(registered), kid="unknown")
    answer = ask_token(registered, assertion=assertion)
    assert answer.status_code == 400
    assert '"error" : ""kid" invalid' in answer.text
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_an_expired_assertion(registered: Registered) -> None:
    claims = describe_assertion(registered, **between(-600, -300))
    answer = ask_token(registered, assertion=registered.tool.sign(claims))
    assert refused(answer) == "Expired token"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"client_assertion_type": "something"}, "unsupported_grant_type"),
        ({"scope": ""}, "invalid_request"),
        ({"client_assertion": "a.b"}, "invalid_request"),
        ({"client_assertion": "a.b.c"}, "invalid_request"),
    ],
)
def test_a_wrong_form(registered: Registered, change: dict[str, str], error: str) -> None:
    assert refused(ask_token(registered, **change)) == error


def test_a_json_body(platform: Platform) -> None:
    url = platform.address("/mod/lti/token.php")
    body = {"grant_type": "client_credentials"}
    assert refused(requests.post(url, json=body, timeout=SECONDS)) == "invalid_request"


def test_all_scopes(registered: Registered) -> None:
    answer = ask_token(registered)
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["expires_in"] == 3600
    assert set(answer.json()["scope"].split()) == set(SCOPES)


def test_the_known_part_of_the_scopes(registered: Registered) -> None:
    assert ask_token(registered, SCORE, UNKNOWN).json()["scope"] == SCORE


def test_what_is_not_looked_at(registered: Registered) -> None:
    claims = describe_assertion(registered, iss="anybody", aud="https://elsewhere.example")
    assertion = registered.tool.sign(claims)
    assert ask_token(registered, assertion=assertion).status_code == 200
    assert ask_token(registered, assertion=assertion).status_code == 200


@pytest.fixture
def limited(platform: Platform, tool: ProbeTool) -> Iterator[Registered]:
    """It may send scores, and its key set cannot be read."""
    other = replace(tool, url="http://127.0.0.1:9")
    yield from _register(platform, other, other.describe() | {"scope": SCORE})


@pytest.fixture
def scores_only(platform: Platform, tool: ProbeTool) -> Iterator[Registered]:
    yield from _register(platform, tool, tool.describe() | {"scope": SCORE})


def _register(platform: Platform, tool: ProbeTool, body: dict[str, object]) -> Iterator[Registered]:
    token = platform.start_registration(tool)["registration_token"]
    answer = platform.register(token, body).json()
    tool_id = answer[CONFIGURATION]["deployment_id"]
    yield Registered(platform, tool, answer["client_id"], tool_id)
    platform.site.remove_tool(platform.admin, tool_id)


def test_a_key_set_that_cannot_be_read_gets_a_page(limited: Registered) -> None:
    answer = ask_token(limited, SCORE)
    assert answer.status_code == 404
    assert "<html" in answer.text or "<!DOCTYPE html>" in answer.text


def test_a_tool_for_scores_may_read_line_items_but_not_make_them(scores_only: Registered) -> None:
    assert refused(ask_token(scores_only, LINEITEM)) == "invalid_scope"
    granted = ask_token(scores_only, LINEITEM, LINEITEM_READ, SCORE).json()["scope"]
    assert set(granted.split()) == {LINEITEM_READ, SCORE}
