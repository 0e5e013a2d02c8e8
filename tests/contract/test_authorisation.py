"""From the login initiation to the authorisation endpoint: what it refuses, and how."""

from __future__ import annotations

import json

import pytest

from tests.contract.choosing import make_item
from tests.contract.conftest import SaveItems
from tests.contract.launching import Registered
from tests.contract.platform import Platform
from tests.contract.visitor import Visitor, find_form

FIELDS = {
    *("iss", "target_link_uri", "login_hint", "lti_message_hint", "client_id"),
    "lti_deployment_id",
}


@pytest.fixture(scope="module")
def cmid(registered: Registered, add: SaveItems) -> int:
    return add(make_item(registered))[0]


def test_an_activity_begins_a_login(platform: Platform, registered: Registered, cmid: int) -> None:
    sent = registered.begin(platform.learner, cmid)
    assert sent.action == registered.tool.login_url
    assert sent.fields.keys() == FIELDS
    assert sent.fields["iss"] == platform.site.url
    assert sent.fields["client_id"] == registered.client_id
    assert sent.fields["lti_deployment_id"] == registered.tool_id
    assert sent.fields["target_link_uri"] == f"{registered.tool.launch_url}?practice=1"
    hint = json.loads(sent.fields["lti_message_hint"])
    assert hint.keys() == {"cmid", "launchid"}
    assert int(hint["cmid"]) == cmid


def test_choosing_begins_a_login(platform: Platform, registered: Registered) -> None:
    sent = registered.begin_choosing(platform.instructor)
    assert sent.fields.keys() == FIELDS
    assert sent.fields["target_link_uri"] == f"{registered.tool.url}/choose"
    assert json.loads(sent.fields["lti_message_hint"]).keys() == {"launchid"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"login_hint": "999999"}, {"error": "access_denied"}),
        ({"client_id": "somebody"}, {"error": "unauthorized_client"}),
        (
            {"response_mode": "query"},
            {"error": "invalid_request", "error_description": "Invalid response_mode"},
        ),
        (
            {"response_mode": None},
            {"error": "invalid_request", "error_description": "Invalid response_mode"},
        ),
        (
            {"prompt": "login"},
            {"error": "invalid_request", "error_description": "Invalid prompt"},
        ),
    ],
)
def test_what_the_tool_is_told(
    platform: Platform,
    registered: Registered,
    cmid: int,
    change: dict[str, str | None],
    told: dict[str, str],
) -> None:
    asked = registered.answer_login(registered.begin(platform.learner, cmid), **change)
    sent = find_form(registered.authorise(platform.learner, asked), having="error")
    assert sent is not None
    assert sent.action == registered.tool.launch_url
    assert sent.fields == told | {"state": asked["state"]}


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "http://elsewhere.example/launch"},
        {"nonce": None},
        {"scope": "openid profile"},
        {"response_type": "code"},
        {"lti_message_hint": None},
        {"lti_message_hint": "{}"},
        {"lti_message_hint": '{"launchid":"ltilaunch1_1"}'},
    ],
    ids=str,
)
def test_what_ends_in_a_page(
    platform: Platform, registered: Registered, cmid: int, change: dict[str, str | None]
) -> None:
    asked = registered.answer_login(registered.begin(platform.learner, cmid), **change)
    page = registered.authorise(platform.learner, asked)
    assert page.status == 404
    assert not page.has('input[name="id_token"], input[name="error"]')


def test_the_target_link_is_no_redirect_uri(
    platform: Platform, registered: Registered, cmid: int
) -> None:
    initiation = registered.begin(platform.learner, cmid)
    target = initiation.fields["target_link_uri"]
    asked = registered.answer_login(initiation, redirect_uri=target)
    assert registered.authorise(platform.learner, asked).status == 404


def test_any_registered_redirect_uri_will_do(
    platform: Platform, registered: Registered, cmid: int
) -> None:
    initiation = registered.begin(platform.learner, cmid)
    second = f"{registered.tool.url}/second"
    assert registered.finish(platform.learner, initiation, redirect_uri=second)["sub"]


def test_a_launch_id_is_good_once(platform: Platform, registered: Registered, cmid: int) -> None:
    initiation = registered.begin(platform.learner, cmid)
    registered.finish(platform.learner, initiation)
    page = registered.authorise(platform.learner, registered.answer_login(initiation))
    assert page.status == 404


def test_without_the_session_the_page_sends_itself_once_more_and_then_gives_up(
    platform: Platform, registered: Registered, cmid: int
) -> None:
    stranger = Visitor()
    asked = registered.answer_login(registered.begin(platform.learner, cmid))
    page = registered.authorise(stranger, asked)
    assert page.status == 200
    again = find_form(page, having="repost")
    assert again is not None
    assert stranger.post(page.url, again.fields).status == 404
