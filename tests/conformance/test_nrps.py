"""Names and roles: the request that the tool sends by itself after an instructor's launch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from jobs.sync_course import sync_course
from lti_tool.lti import claims as names
from lti_tool.models import Context, Role
from lti_tool.queue import JobName
from lti_tool.services.sync_stages import Part
from tests.conformance.platform import INSTRUCTOR, Seen, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.platform_signer import Browser

MEMBERS: list[dict[str, Any]] = [
    {"user_id": "1", "name": "Ada", "email": "a@x.example", "roles": ["Learner"]},
    {"user_id": "2", "given_name": "Bo", "family_name": "Wu", "roles": ["Instructor"]},
    {"user_id": "3", "roles": [None, "Learner"], "status": "Inactive"},
]


@dataclass
class Read:
    tool: Tool
    tenant: Tenant
    rung: bool
    problems: dict[Part, str]

    @property
    def request(self) -> Seen:
        return next(one for one in self.tenant.seen if one.path == "memberships")


def read_roster(tool: Tool, tenant: Tenant) -> Read:
    Browser(tool.app, tenant).enter(INSTRUCTOR)
    with tool.database.read() as session:
        own = select(Context.id).where(Context.registration_id == tenant.registration_id)
        context_id = session.scalars(own).one()
    rung = (JobName.SYNC_COURSE, context_id) in tool.queue.rung
    return Read(tool, tenant, rung, sync_course(tool.parts, context_id).problems)


@pytest.fixture(scope="module")
def read(tool: Tool) -> Read:
    tenant = tool.register()
    tenant.members = MEMBERS
    return read_roster(tool, tenant)


def rang(read: Read) -> None:
    assert read.rung


def asked(read: Read) -> None:
    assert read.request.method == "GET"


def json_header(read: Read) -> None:
    assert read.request.headers["Accept"] == (
        "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    )


def bearer_token(read: Read) -> None:
    token = read.request.headers["Authorization"].removeprefix("Bearer ")
    assert token in read.tenant.tokens
    (form,) = read.tenant.assertions
    assert form["grant_type"] == "client_credentials"
    claims = form["claims"]
    assert (claims["iss"], claims["sub"]) == (read.tenant.client_id,) * 2
    assert claims["aud"] == f"{read.tenant.url}/token"
    assert 0 < claims["exp"] - claims["iat"] <= 3600
    assert claims["jti"]


def bearer_scope(read: Read) -> None:
    assert read.request.scopes == {names.SCOPE_NRPS}


def answered(read: Read) -> None:
    assert read.problems == {}


def affirmed(read: Read) -> None:
    people = read.tool.people(read.tenant)
    assert {"1", "2", "3"} < set(people)
    assert [people[one][1].role for one in "123"] == [Role.LEARNER, Role.INSTRUCTOR, Role.LEARNER]
    assert [people[one][1].active for one in "123"] == [True, True, False]
    assert people["2"][0].name == "Bo Wu"


OFFICIAL = [
    case("Valid Instructor Launch", "asks for the roster", rang),
    case("Received Request", "a GET of context_memberships_url", asked),
    case("Verify JSON Header", "the media type of the specification", json_header),
    case("Verify Bearer Token", "by an assertion that its key signed", bearer_token),
    case("Verify Bearer Scope", "contextmembership.readonly alone", bearer_scope),
    case("Generate and Send Response", "read without a problem", answered),
    case("Affirm Response Received", "people, roles and states are kept", affirmed),
]


@pytest.mark.parametrize("check", OFFICIAL)
def test_nrps(read: Read, check: Callable[[Read], None]) -> None:
    check(read)


def by_pages(tool: Tool, tenant: Tenant) -> None:
    tenant.members, tenant.page_size = [{"user_id": str(n)} for n in range(25)], 10
    assert read_roster(tool, tenant).problems == {}
    assert len(tool.people(tenant)) == 26
    assert len(tenant.assertions) == 1


def by_a_page_elsewhere(tool: Tool, tenant: Tenant) -> None:
    tenant.members, tenant.page_size = [{"user_id": "1"}, {"user_id": "2"}], 1
    tenant.next_page_at = "http://evil.example"
    assert read_roster(tool, tenant).problems == {Part.ROSTER: "foreign_url"}
    assert len(tenant.seen) == 1


def of_unkeepable_ids(tool: Tool, tenant: Tenant) -> None:
    odd = ["7" * 256, "7\0", "\ud800", " ", None, True, {}]
    tenant.members = [*({"user_id": one} for one in odd), {"user_id": "8"}]
    assert read_roster(tool, tenant).problems == {}
    assert len(tool.people(tenant)) == 2


def of_institution_roles(tool: Tool, tenant: Tenant) -> None:
    lis = "http://purl.imsglobal.org/vocab/lis/v2/"
    roles = [f"{lis}institution/person#Administrator", f"{lis}system/person#SysAdmin"]
    tenant.members = [{"user_id": "8", "roles": roles}]
    read_roster(tool, tenant)
    assert tool.people(tenant)["8"][1].role is Role.LEARNER


OWN = [
    case("roster in pages", "all pages, by one token", by_pages),
    case(
        "roster's next page on another host", "not asked; the token stays here", by_a_page_elsewhere
    ),
    case("user_id that cannot be kept", "left out; the others are kept", of_unkeepable_ids),
    case("institution and system roles in the roster", "grant nothing", of_institution_roles),
]


@pytest.mark.parametrize("prove", OWN)
def test_roster(tool: Tool, tenant: Tenant, prove: Callable[[Tool, Tenant], None]) -> None:
    prove(tool, tenant)
