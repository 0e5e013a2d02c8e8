"""Launches of our own list that are right, however unlike Moodle's, and what they grant."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from lti_tool.lti import claims as names
from lti_tool.models import Role
from tests.conformance.changes import drop, put
from tests.conformance.platform import LEARNER, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.platform_signer import Browser, Change, Claims

SUB = "a6d5c443-1f51-4783-ba1a-7686ffe3b54a"
LIS = "http://purl.imsglobal.org/vocab/lis/v2/"


def trust_another(claims: Claims) -> None:
    client = claims["aud"][0]
    claims.update(aud=["another", client], azp=client)


def aud_a_text(claims: Claims) -> None:
    claims["aud"] = claims["aud"][0]


ACCEPTED = [
    case("aud a list of one", "opens", lambda _: None),
    case("aud a text", "opens", aud_a_text),
    case("multi-aud with right azp", "opens", trust_another),
    case("unknown claims", "ignored; opens", put("https://example.org/claim", {"x": [None, 1.5]})),
    case("fractions of seconds", "opens", lambda claims: claims.update(iat=claims["iat"] - 0.5)),
    case(
        "no optional claims",
        "opens",
        drop(names.LAUNCH_PRESENTATION, names.TOOL_PLATFORM, names.NRPS, names.AGS_ENDPOINT),
    ),
    case(
        "optional claims of odd types",
        "counted as absent; opens",
        lambda claims: claims.update(
            {
                names.LAUNCH_PRESENTATION: "x",
                names.CUSTOM: [],
                names.AGS_ENDPOINT: 5,
                names.NRPS: None,
                "name": {},
                "email": 7,
            }
        ),
    ),
    case(
        "custom values that are null or numbers",
        "ignored; opens",
        put(names.CUSTOM, {"practice_id": None, "x": 5}),
    ),
    case("sub of 255 characters", "opens", put("sub", "5" * 255)),
    case(
        "services of another host",
        "their addresses are not kept; opens",
        put(names.AGS_ENDPOINT, {"lineitem": "https://evil.example/1", "lineitems": "x:y"}),
    ),
]


@pytest.mark.parametrize("change", ACCEPTED)
def test_accepted(tool: Tool, browser: Browser, change: Change) -> None:
    first = browser.enter(LEARNER, change)
    assert browser.client.get(first).status_code == 200


ROLES = [
    case("short Instructor", "instructor", ["Instructor"], Role.INSTRUCTOR),
    case("sub-role TeachingAssistant", "instructor, as its principal role",
         [f"{LIS}membership/Instructor#TeachingAssistant"], Role.INSTRUCTOR),
    case("None in roles", "null grants nothing; learner", [None, "Learner"], Role.LEARNER),
    case("None beside Instructor", "instructor", [None, "Instructor"], Role.INSTRUCTOR),
    case("system administrator", "learner", [f"{LIS}system/person#Administrator"], Role.LEARNER),
    case("system sysadmin", "learner", [f"{LIS}system/person#SysAdmin", "Learner"], Role.LEARNER),
    case("institution administrator", "learner",
         [f"{LIS}institution/person#Administrator"], Role.LEARNER),
    case("institution instructor", "learner",
         [f"{LIS}institution/person#Instructor", f"{LIS}membership#Learner"], Role.LEARNER),
    case("sub-role of Learner that is called Instructor", "learner",
         [f"{LIS}membership/Learner#Instructor"], Role.LEARNER),
    case("role that only ends like one", "learner",
         ["https://evil.example/membership#Instructor"], Role.LEARNER),
    case("lower-case role", "learner", ["instructor", "INSTRUCTOR"], Role.LEARNER),
]  # fmt: skip


@pytest.mark.parametrize(("roles", "role"), ROLES)
def test_role(tool: Tool, browser: Browser, roles: list[Any], role: Role) -> None:
    first = browser.enter(LEARNER, put(names.ROLES, roles))
    _, member = tool.people(browser.platform)[SUB]  # type: ignore[arg-type]
    assert member.role is role
    pages = [
        browser.client.get(f"{first.rpartition('/')[0]}/{page}") for page in ("desk", "course")
    ]
    expected = 200 if role is Role.INSTRUCTOR else 403
    assert [page.status_code for page in pages] == [expected] * 2


TEXTS = [
    case("HTML in names", "shown as text", "<script>alert(1)</script> & <b>x</b>"),
    case("right-to-left names", "shown as they are", "\u202eآدا \u05e2\u05d3\u05d4"),
    case("unicode names", "shown as they are", "李雷 🦉 e\u0301 ß"),
    case("control characters in names", "taken out", "A\0d\x07a"),
    case("half a surrogate pair in names", "taken out", "A\ud800da"),
]


@pytest.mark.parametrize("name", TEXTS)
def test_names(tool: Tool, tenant: Tenant, browser: Browser, name: str) -> None:
    def call(claims: Claims) -> None:
        claims["name"] = name
        claims[names.CONTEXT] = {"id": "1", "title": name, "label": name}
        claims[names.ROLES] = ["Instructor"]
        claims[names.RESOURCE_LINK]["title"] = name

    first = browser.enter(LEARNER, call)
    person, _ = tool.people(tenant)[SUB]
    shown = "".join(" " if one in "\0\x07\ud800" else one for one in name)
    assert person.name == shown
    page = BeautifulSoup(browser.client.get(first).text, "lxml")
    assert shown in page.get_text()
    assert not [script for script in page.select("script") if "alert(1)" in script.get_text()]
