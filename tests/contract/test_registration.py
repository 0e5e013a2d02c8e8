"""Dynamic registration: the errors first, then pending, active, updated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.contract.platform import Platform, ToolState
from tests.contract.tool import (
    CONFIGURATION,
    CUSTOM,
    LINEITEM,
    LINEITEM_READ,
    RESULT_READ,
    SCOPES,
    SCORE,
    ProbeTool,
)

PLAIN_TEXT = "text/html; charset=utf-8"


def without(name: str) -> dict[str, Any]:
    return {name: None}


BROKEN: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (without("jwks_uri"), {}, "missing required attribute jwks_uri"),
    (without("client_name"), {}, "missing required attribute client_name"),
    (without(CONFIGURATION), {}, f"missing required attribute {CONFIGURATION}"),
    ({}, without("domain"), "missing_domain"),
    ({}, {"domain": "elsewhere.example"}, "domain_targetlinkuri_mismatch"),
    ({"token_endpoint_auth_method": "none"}, {}, "invalid_token_endpoint_auth_method"),
    ({"redirect_uris": "https://one.example"}, {}, "invalid_redirect_uris"),
    ({"application_type": "native"}, {}, "invalid_application_type"),
    ({"response_types": ["code"]}, {}, "invalid_response_types"),
]


def change(tool: ProbeTool, top: dict[str, Any], inside: dict[str, Any]) -> dict[str, Any]:
    body = tool.describe()
    body[CONFIGURATION] = _drop(body[CONFIGURATION] | inside)
    return _drop(body | top)


def _drop(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


@pytest.fixture
def other(tool: ProbeTool) -> ProbeTool:
    """A tool on a host of its own, so that it is never taken for the registered one."""
    return replace(tool, url="http://pending.example.invalid:81")


@pytest.fixture
def pending(platform: Platform, other: ProbeTool) -> Iterator[tuple[dict[str, Any], ToolState]]:
    token = platform.start_registration(other)["registration_token"]
    answer = platform.register(token, other.describe())
    assert answer.status_code == 200, answer.text
    state = platform.find_tool(answer.json()["client_id"])
    assert state is not None
    yield answer.json(), state
    platform.site.remove_tool(platform.admin, state.tool_id)


def test_the_tool_is_sent_to_the_metadata_with_a_token(platform: Platform, tool: ProbeTool) -> None:
    query = platform.start_registration(tool)
    assert query.keys() == {"openid_configuration", "registration_token"}
    assert query["openid_configuration"] == platform.address("/mod/lti/openid-configuration.php")


@pytest.mark.parametrize(("top", "inside", "reason"), BROKEN, ids=[b[2] for b in BROKEN])
def test_a_broken_request_is_refused_in_bare_text(
    platform: Platform, other: ProbeTool, top: dict[str, Any], inside: dict[str, Any], reason: str
) -> None:
    token = platform.start_registration(other)["registration_token"]
    answer = platform.register(token, change(other, top, inside))
    assert (answer.status_code, answer.text) == (400, reason)
    assert answer.headers["Content-Type"] == PLAIN_TEXT


def test_without_a_token(platform: Platform, other: ProbeTool) -> None:
    answer = platform.register(None, other.describe())
    assert (answer.status_code, answer.text) == (401, "missing_registration_token")


def test_a_garbled_token_gets_a_page(platform: Platform, other: ProbeTool) -> None:
    answer = platform.register("garbage", other.describe())
    assert answer.status_code == 404
    assert "<html" in answer.text


def test_a_new_token_reads_nothing(platform: Platform, other: ProbeTool) -> None:
    token = platform.start_registration(other)["registration_token"]
    assert platform.register(token, None, "GET").status_code == 404


def test_a_token_is_good_for_one_registration(platform: Platform, other: ProbeTool) -> None:
    token = platform.start_registration(other)["registration_token"]
    first = platform.register(token, other.describe()).json()
    answer = platform.register(token, other.describe())
    assert (answer.status_code, answer.text) == (401, "token_already_used")
    platform.site.remove_tool(platform.admin, first[CONFIGURATION]["deployment_id"])


def test_a_registered_tool_is_pending_until_it_is_activated(
    platform: Platform, pending: tuple[dict[str, Any], ToolState]
) -> None:
    _, state = pending
    assert not state.is_active
    platform.site.activate(platform.admin, state.tool_id)
    again = platform.find_tool(state.client_id)
    assert again is not None
    assert again.is_active


def test_the_answer(pending: tuple[dict[str, Any], ToolState], other: ProbeTool) -> None:
    answer, state = pending
    assert answer.keys() == {
        *("client_id", "response_types", "jwks_uri", "initiate_login_uri", "grant_types"),
        *("redirect_uris", "application_type", "token_endpoint_auth_method", "client_name"),
        *("logo_uri", "scope", CONFIGURATION),
    }
    assert set(answer["scope"].split()) == set(SCOPES)
    assert answer["redirect_uris"] == other.describe()["redirect_uris"]
    configuration = answer[CONFIGURATION]
    assert configuration.keys() == {
        *("version", "deployment_id", "target_link_uri", "domain", "description"),
        *("messages", "custom_parameters", "claims"),
    }
    assert configuration["deployment_id"] == state.tool_id
    claims = {"sub", "iss", "name", "family_name", "given_name", "email"}
    assert set(configuration["claims"]) == claims


def test_the_answer_names_deep_linking_only_and_cuts_values_at_an_equals_sign(
    pending: tuple[dict[str, Any], ToolState], other: ProbeTool
) -> None:
    configuration = pending[0][CONFIGURATION]
    message = {"type": "LtiDeepLinkingRequest", "target_link_uri": f"{other.url}/choose"}
    assert configuration["messages"] == [message]
    assert configuration["custom_parameters"] == CUSTOM | {"pair": "a"}


def test_an_update_keeps_client_and_deployment(
    platform: Platform, pending: tuple[dict[str, Any], ToolState], other: ProbeTool
) -> None:
    answer, state = pending
    token = platform.start_registration(other, state.tool_id)["registration_token"]
    assert platform.register(token, None, "GET").json() == answer
    changed = change(other, {"client_name": "Renamed"}, {})
    updated = platform.register(token, changed)
    assert updated.status_code == 200
    assert updated.json() == answer | {"client_name": "Renamed"}


def test_the_answer_claims_more_than_a_token_may_have(platform: Platform, other: ProbeTool) -> None:
    """Moodle has a switch for scores and results; its answer names lineitem all the same."""
    token = platform.start_registration(other)["registration_token"]
    answer = platform.register(token, change(other, {"scope": SCORE}, {})).json()
    assert set(answer["scope"].split()) == {SCORE, RESULT_READ, LINEITEM_READ, LINEITEM}
    platform.site.remove_tool(platform.admin, answer[CONFIGURATION]["deployment_id"])
