"""Claims of odd values, beyond the cases of tests/conformance; and how the others are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lti_tool.lti import claims as names
from lti_tool.lti.errors import (
    DeploymentUnknownError,
    LaunchError,
    MessageInvalidError,
    TokenExpiredError,
    TokenInvalidError,
)
from lti_tool.lti.launch import Launch, Message, read_launch
from lti_tool.lti.state import digest
from lti_tool.lti.validator import Expected

RECORDED = Path(__file__).parents[2] / "fixtures" / "moodle" / "launches"
PLATFORM = "http://localhost:8088"
TARGET = "http://localhost:8099/launch?set=11"
NOW = datetime.fromtimestamp(1795487900, UTC)

Claims = dict[str, Any]
Change = Callable[[Claims], object]


def recorded(name: str, **changes: Any) -> Claims:
    claims: Claims = json.loads((RECORDED / f"{name}.json").read_text())["claims"]
    stamp = int(NOW.timestamp())
    return claims | {"nonce": "n", "iat": stamp, "exp": stamp + 60} | changes


def learner() -> Claims:
    return recorded("resource-link-learner-student1")


def choosing() -> Claims:
    return recorded("deep-linking-request-teacher1")


def reviewing() -> Claims:
    return recorded("submission-review-teacher1-for-student1")


def read(claims: Claims, **changes: Any) -> Launch:
    values = {
        "issuer": PLATFORM,
        "client_id": "TLOg5BW8fqRYnDF",
        "deployment_id": "1",
        "target_link_uri": claims.get(names.TARGET_LINK_URI, TARGET),
        "nonce_hash": digest("n"),
        "platform_origins": frozenset({PLATFORM}),
        **changes,
    }
    return read_launch(claims, Expected(**values), NOW)


def put(name: str, value: Any) -> Change:
    return lambda claims: claims.update({name: value})


def drop(name: str) -> Change:
    return lambda claims: claims.pop(name)


def inside(name: str, **values: Any) -> Change:
    return lambda claims: claims[name].update(values)


STAMP = NOW.timestamp()
REFUSED: dict[str, tuple[Change, type[LaunchError]]] = {
    "issuer missing": (drop("iss"), TokenInvalidError),
    "audience missing": (drop("aud"), TokenInvalidError),
    "audience empty": (put("aud", []), TokenInvalidError),
    "audience of numbers": (put("aud", ["TLOg5BW8fqRYnDF", 5]), TokenInvalidError),
    "several audiences without azp": (put("aud", ["TLOg5BW8fqRYnDF", "b"]), TokenInvalidError),
    "exp a text": (put("exp", "1795487960"), TokenInvalidError),
    "exp true": (put("exp", True), TokenInvalidError),
    "exp infinite": (put("exp", float("inf")), TokenInvalidError),
    "exp past": (put("exp", STAMP - 61), TokenExpiredError),
    "nonce a number": (put("nonce", 5), TokenInvalidError),
    "message type unknown": (put(names.MESSAGE_TYPE, "LtiNotice"), MessageInvalidError),
    "message type a list": (put(names.MESSAGE_TYPE, []), MessageInvalidError),
    "deployment empty": (put(names.DEPLOYMENT_ID, " "), MessageInvalidError),
    "deployment not of the login": (put(names.DEPLOYMENT_ID, "2"), DeploymentUnknownError),
    "sub half a surrogate": (put("sub", "\ud800"), MessageInvalidError),
    "roles of numbers": (put(names.ROLES, [5]), MessageInvalidError),
    "context a text": (put(names.CONTEXT, "2"), MessageInvalidError),
    "resource link id too long": (put(names.RESOURCE_LINK, {"id": "1" * 256}), MessageInvalidError),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    change, error = REFUSED[case]
    claims = learner()
    change(claims)
    with pytest.raises(error) as refused:
        read(claims, target_link_uri=TARGET)
    assert refused.value.check
    assert 400 <= refused.value.status < 500


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        5,
        "https://evil.example/launch",
        "http://localhost:8099.evil.example/launch",
        "javascript:alert(1)",
        "http://localhost:8099/launch?set=12",
    ],
)
def test_target_missing_foreign_or_not_the_logins(target: object) -> None:
    claims = learner() | {names.TARGET_LINK_URI: target}
    with pytest.raises(MessageInvalidError):
        read(claims, target_link_uri=TARGET)


DL = names.DEEP_LINKING_SETTINGS
REFUSED_CHOICES: dict[str, Change] = {
    "return URL on another port": inside(DL, deep_link_return_url="http://localhost:8089/x"),
    "accept_types a text": inside(DL, accept_types="ltiResourceLink"),
    "no course": drop(names.CONTEXT),
}


@pytest.mark.parametrize("case", REFUSED_CHOICES)
def test_refused_deep_linking(case: str) -> None:
    claims = choosing()
    REFUSED_CHOICES[case](claims)
    with pytest.raises(MessageInvalidError):
        read(claims)


@pytest.mark.parametrize("user", [None, "5", {}, {"user_id": ""}, {"user_id": 5}])
def test_refused_review_of_nobody(user: object) -> None:
    with pytest.raises(MessageInvalidError):
        read(reviewing() | {names.FOR_USER: user})


ACCEPTED: dict[str, Change] = {
    "clock a little ahead": put("iat", STAMP + 59),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(case: str) -> None:
    claims = learner()
    ACCEPTED[case](claims)
    assert read(claims).subject == "5"


def test_recorded_learner() -> None:
    launch = read(learner())
    assert launch.message is Message.RESOURCE_LINK
    assert (launch.name, launch.email) == ("Ada Smith", "student1@example.invalid")
    assert not launch.is_instructor
    assert launch.services.line_item == (
        "http://localhost:8088/mod/lti/services.php/2/lineitems/5/lineitem?type_id=1"
    )
    assert launch.custom["exercise_set"] == "11"
    assert launch.return_url.startswith("http://localhost:8088/mod/lti/return.php")
    assert launch.product == "moodle"


def test_recorded_choice_and_review() -> None:
    settings = read(choosing()).deep_linking
    assert settings is not None
    assert settings.accepts_links
    assert settings.data is None
    assert read(reviewing()).reviewed == "5"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>Ada</b>", "<b>Ada</b>"),
        ("A\0d\na", "A d a"),
        ("\ud800Ada", "Ada"),
        ("x" * 300, "x" * 255),
        ("李雷", "李雷"),
    ],
)
def test_names_are_kept_as_they_are_but_for_control_characters(name: str, shown: str) -> None:
    assert read(learner() | {"name": name}).name == shown


def test_return_url_elsewhere_is_left_out() -> None:
    presentation = {"return_url": "https://evil.example/back", "locale": "en"}
    assert read(learner() | {names.LAUNCH_PRESENTATION: presentation}).return_url == ""
