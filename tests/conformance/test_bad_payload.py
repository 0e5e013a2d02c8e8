"""LTI Advantage Conformance Certification Guide, section 6: known bad payloads."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.lti import claims as names
from tests.conformance.changes import drop, only, put, replace_all
from tests.conformance.platform import LEARNER, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.platform_signer import Browser, Change


def as_it_is(claims: dict[str, Any]) -> None:
    pass


NO_LAUNCH: Change = lambda claims: replace_all(claims, {"name": "badltilaunch"})  # noqa: E731
NO_LTI = only(lambda name: not name.startswith("https://purl.imsglobal.org/"))
LONG_AGO: Change = lambda claims: claims.update(iat=11111, exp=22222)  # noqa: E731

CASES = [
    case("No KID Sent in JWT header", "refused: header.kid", "header.kid", as_it_is, {"kid": None}),
    case(
        "Incorrect KID in JWT header",
        "refused: header.kid, after the key set was asked for once",
        "header.kid",
        as_it_is,
        {"kid": "imstester_66067"},
    ),
    case("Wrong LTI Version", "refused: version", names.VERSION, put(names.VERSION, "11.3"), {}),
    case("No LTI Version", "refused: version", names.VERSION, drop(names.VERSION), {}),
    case("Invalid LTI message", "refused: it is no launch at all", "iss", NO_LAUNCH, {}),
    case("Missing LTI Claims", "refused: version", names.VERSION, NO_LTI, {}),
    case("Timestamps Incorrect", "refused: exp, long past", "exp", LONG_AGO, {}),
    case(
        "messsage_type Claim Missing",
        "refused: message_type",
        names.MESSAGE_TYPE,
        drop(names.MESSAGE_TYPE),
        {},
    ),
    case("role Claim Missing", "refused: roles", names.ROLES, drop(names.ROLES), {}),
    case(
        "deployment_id Claim Missing",
        "refused: deployment_id",
        names.DEPLOYMENT_ID,
        drop(names.DEPLOYMENT_ID),
        {},
    ),
    case(
        "resource_link_id Claim Missing",
        "refused: resource_link",
        names.RESOURCE_LINK,
        drop(names.RESOURCE_LINK),
        {},
    ),
    case("user Claim Missing", "refused: sub", "sub", drop("sub"), {}),
]


@pytest.mark.parametrize(("check", "change", "header"), CASES)
def test_bad_payload(
    tool: Tool,
    tenant: Tenant,
    browser: Browser,
    check: str,
    change: Change,
    header: dict[str, Any],
) -> None:
    tool.assert_refused(tenant, browser.launch(LEARNER, change, **header), check)
    assert tenant.jwks_asked == (1 if header.get("kid") else 0)
