"""The guide's valid launches, as instructor and as student, and the people they leave."""

from __future__ import annotations

import pytest

from lti_tool.lti import claims as names
from lti_tool.models import Role
from tests.conformance.changes import drop, inside, put
from tests.conformance.platform import CONTEXT_ROLE, INSTRUCTOR, LEARNER
from tests.conformance.tool import Tool, case
from tests.lti_tool.platform_signer import Browser, Change, Claims

SUB = "a6d5c443-1f51-4783-ba1a-7686ffe3b54a"
NAMES = ("name", "given_name", "family_name")
UNKNOWN = "http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper"
PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"

JANE, NOBODY = ("Ms Jane Marie Doe", "jane@platform.example"), ("", "")
INSIDE, AS_LEARNER = "opens", "opens, as learner"


def nothing(claims: Claims) -> None:
    pass


def without_context(claims: Claims) -> None:
    drop(*NAMES, names.CONTEXT)(claims)


def list_cases(plain: str, word: str, role: Role) -> list[object]:
    """The same launches for both."""
    full = [f"{CONTEXT_ROLE}{word}", PERSON]
    unknown = put(names.ROLES, [UNKNOWN])
    new = inside(names.RESOURCE_LINK, id="another-activity")
    return [
        case(plain, INSIDE, nothing, role, JANE),
        case(f"{plain} with Roles", INSIDE, put(names.ROLES, full), role, JANE),
        case(f"{plain} Short Role", INSIDE, put(names.ROLES, [word]), role, JANE),
        case(f"{plain} Unknown Role", AS_LEARNER, unknown, Role.LEARNER, JANE),
        case(f"{plain} No Role", AS_LEARNER, put(names.ROLES, []), Role.LEARNER, JANE),
        case(f"{plain} Email Only", INSIDE, drop(*NAMES), role, ("", JANE[1])),
        case(f"{plain} Names Only", INSIDE, drop("email"), role, (JANE[0], "")),
        case(f"{plain} No PII", INSIDE, drop(*NAMES, "email"), role, NOBODY),
        case(f"{plain} Email Without Context", INSIDE, without_context, role, ("", JANE[1])),
        case(f"{plain} New resource_id", INSIDE, new, role, JANE),
    ]


def open_it(tool: Tool, browser: Browser, kind: str, change: Change) -> tuple[Role, str, str]:
    first = browser.enter(kind, change)
    assert browser.client.get(first).status_code == 200
    person, member = tool.people(browser.platform)[SUB]  # type: ignore[arg-type]
    return member.role, person.name, person.email


@pytest.mark.parametrize(
    ("change", "role", "shown"),
    list_cases("Valid Instructor Launch", "Instructor", Role.INSTRUCTOR),
)
def test_valid_instructor_launch(
    tool: Tool, browser: Browser, change: Change, role: Role, shown: tuple[str, str]
) -> None:
    assert open_it(tool, browser, INSTRUCTOR, change) == (role, *shown)


@pytest.mark.parametrize(
    ("change", "role", "shown"), list_cases("Valid Student Launch", "Learner", Role.LEARNER)
)
def test_valid_student_launch(
    tool: Tool, browser: Browser, change: Change, role: Role, shown: tuple[str, str]
) -> None:
    assert open_it(tool, browser, LEARNER, change) == (role, *shown)
