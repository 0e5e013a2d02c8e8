"""Two tenants of one issuer, told apart by their client ids only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from jobs.sync_course import sync_course
from lti_tool.lti import claims as names
from lti_tool.models import AccessToken, Context, Person
from tests.conformance.platform import INSTRUCTOR, LEARNER, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.platform_signer import Browser


@pytest.fixture
def pair(tool: Tool) -> tuple[Tenant, Tenant]:
    first = tool.register(deployments=("one",))
    return first, tool.register(first.issuer, deployments=("two",))


def share_no_row(tool: Tool, first: Tenant, second: Tenant) -> None:
    for tenant in (first, second):
        Browser(tool.app, tenant).enter(LEARNER)
        assert tool.count(Person, tenant) == tool.count(Context, tenant) == 1


def share_no_key(tool: Tool, first: Tenant, second: Tenant) -> None:
    browser = Browser(tool.app, first)
    state, nonce = browser.begin()
    token = second.sign(first.claims(LEARNER, nonce))
    tool.assert_refused(first, browser.post(token, state), "header.kid")
    keys = [
        tool.app.test_client().get(f"/lti/jwks/{one.registration_id}").get_json()
        for one in (first, second)
    ]
    kids = [{key["kid"] for key in found["keys"]} for found in keys]
    assert not kids[0] & kids[1]


def share_no_token(tool: Tool, first: Tenant, second: Tenant) -> None:
    for tenant in (first, second):
        tenant.members = [{"user_id": "1", "roles": ["Learner"]}]
        Browser(tool.app, tenant).enter(INSTRUCTOR)
        with tool.database.read() as session:
            own = select(Context.id).where(Context.registration_id == tenant.registration_id)
            context_id = session.scalars(own).one()
        assert sync_course(tool.parts, context_id).problems == {}
        assert [one["claims"]["iss"] for one in tenant.assertions] == [tenant.client_id]
    assert not first.tokens.keys() & second.tokens.keys()
    with tool.database.read() as session:
        held = select(AccessToken.registration_id).where(AccessToken.scopes == names.SCOPE_NRPS)
        assert {first.registration_id, second.registration_id} <= set(session.scalars(held))


def refuse_the_others_token(tool: Tool, first: Tenant, second: Tenant) -> None:
    browser = Browser(tool.app, first)
    state, nonce = browser.begin()
    claims = second.claims(LEARNER, nonce)
    second.pair = first.pair  # a cloud signs for all its tenants by one key
    tool.assert_refused(first, browser.post(second.sign(claims), state), "aud")


def refuse_the_others_deployment(tool: Tool, first: Tenant, second: Tenant) -> None:
    browser = Browser(tool.app, second)
    state, nonce = browser.begin(lti_deployment_id=None)
    claims = second.claims(LEARNER, nonce) | {names.DEPLOYMENT_ID: first.deployment_id}
    refused = tool.assert_refused(second, browser.post(second.sign(claims), state), "deployment_id")
    assert first.deployment_id in refused.received


def ask_which_client(tool: Tool, first: Tenant, second: Tenant) -> None:
    answer = Browser(tool.app, first).login(client_id=None)
    tool.assert_refused(first, answer, "login.client_id")


CASES = [
    case("two tenants of one issuer share no row", "a person and a course of each", share_no_row),
    case(
        "two tenants of one issuer share no key", "refused: header.kid; own key sets", share_no_key
    ),
    case("two tenants of one issuer share no token", "each asks for its own", share_no_token),
    case("token for the issuer's other client", "refused: aud", refuse_the_others_token),
    case(
        "known deployment under the wrong client",
        "refused: deployment_id",
        refuse_the_others_deployment,
    ),
    case(
        "login without client of an issuer with two", "refused: login.client_id", ask_which_client
    ),
]


@pytest.mark.parametrize("prove", CASES)
def test_tenants(
    tool: Tool, pair: tuple[Tenant, Tenant], prove: Callable[[Tool, Tenant, Tenant], None]
) -> None:
    prove(tool, *pair)
