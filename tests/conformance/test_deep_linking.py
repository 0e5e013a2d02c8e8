"""Deep linking: the request of the certification guide, the answer to it, and our own list."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.lti import claims as names
from lti_tool.models import Context
from tests.conformance.changes import inside
from tests.conformance.platform import DEEP_LINKING, LEARNER, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.factories import make_practice
from tests.lti_tool.platform_signer import TARGET, Browser, Change, Claims
from tests.lti_tool.visits import VisitClient

DL = names.DEEP_LINKING_SETTINGS
NEW = {"title": "Speed", "policy": "points", "goal": "5", "tries": "2"}


@dataclass
class Answered:
    """`page` is what the browser posts from; `claims` were verified by the tool's key set."""

    tenant: Tenant
    browser: Browser
    first: int
    page: TestResponse
    url: str
    token: str
    claims: dict[str, Any]


def read_answer(tenant: Tenant, page: TestResponse) -> tuple[str, str, dict[str, Any]]:
    assert page.status_code == 200, page.text
    action = re.search(r'<form method="post" action="([^"]+)" data-send', page.text)
    token = re.search(r'name="JWT" value="([^"]+)"', page.text)
    assert action
    assert token
    return html.unescape(action[1]), token[1], tenant.read_signed(token[1])


def choose(tool: Tool, browser: Browser, change: Change | None = None) -> VisitClient:
    return tool.visit(browser, browser.enter(DEEP_LINKING, change))


def add_practices(tool: Tool, tenant: Tenant, *titles: str) -> list[str]:
    with tool.database.write() as session:
        own = select(Context).where(Context.registration_id == tenant.registration_id)
        context = session.scalars(own).one()
        return [make_practice(session, context, title=title).id for title in titles]


@pytest.fixture(scope="module")
def answered(tool: Tool) -> Answered:
    tenant = tool.register()
    browser = Browser(tool.app, tenant)
    visit = choose(tool, browser)
    first = visit.get("/activity").status_code
    page = visit.post("/activity/new", NEW)
    return Answered(tenant, browser, first, page, *read_answer(tenant, page))


def request_is_taken(answered: Answered) -> None:
    assert answered.first == 200


def response_is_sent(answered: Answered) -> None:
    assert answered.url == f"{answered.tenant.url}/deep_links"
    policy = answered.page.headers["Content-Security-Policy"]
    assert f"form-action 'self' {answered.tenant.url.rpartition('/')[0]};" in policy


def format_is_valid(answered: Answered) -> None:
    (item,) = answered.claims[names.CONTENT_ITEMS]
    assert (item["type"], item["title"], item["url"]) == ("ltiResourceLink", "Speed", TARGET)
    assert item["lineItem"]["scoreMaximum"] == 100


def times_are_valid(answered: Answered) -> None:
    issued, expires = answered.claims["iat"], answered.claims["exp"]
    assert issued <= time.time() < expires <= issued + 300


def signature_is_valid(answered: Answered) -> None:
    head, body, signature = answered.token.split(".")
    assert answered.tenant.read_signed(answered.token) == answered.claims
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    with pytest.raises(Exception, match="bad_signature"):
        answered.tenant.read_signed(f"{head}.{body}.{flipped}")


def claims_are_there(answered: Answered) -> None:
    claims, tenant = answered.claims, answered.tenant
    assert (claims["iss"], claims["aud"]) == (tenant.client_id, tenant.issuer)
    assert claims[names.DEPLOYMENT_ID] == tenant.deployment_id
    assert claims[names.MESSAGE_TYPE] == "LtiDeepLinkingResponse"
    assert claims[names.VERSION] == "1.3.0"
    assert claims[names.DEEP_LINKING_DATA] == "csrftoken:c7fbba78"
    assert claims["nonce"]


def response_is_affirmed(answered: Answered) -> None:
    """The platform keeps the item, and a learner opens it."""
    (item,) = answered.claims[names.CONTENT_ITEMS]

    def carry(claims: Claims) -> None:
        claims[names.CUSTOM] = item["custom"]
        claims[names.RESOURCE_LINK] = {"id": "new", "title": item["title"]}

    page = answered.browser.client.get(answered.browser.enter(LEARNER, carry))
    assert page.status_code == 200
    assert "Speed" in page.text


OFFICIAL = [
    case("Send the Request Payload", "the tool's page of practices opens", request_is_taken),
    case(
        "Receive the Response Payload",
        "goes to deep_link_return_url, and the page may post nowhere else",
        response_is_sent,
    ),
    case("Response Format Valid", "an ltiResourceLink with its column", format_is_valid),
    case("Response Timestamps Valid", "iat now, exp within five minutes", times_are_valid),
    case("Signature Valid", "by the registration's own key set", signature_is_valid),
    case("Required Claims Verified", "all of them, with `data` as it came", claims_are_there),
    case("Affirm Response", "the item opens its practice for a learner", response_is_affirmed),
]


@pytest.mark.parametrize("check", OFFICIAL)
def test_deep_linking(answered: Answered, check: Callable[[Answered], None]) -> None:
    check(answered)


Choosing = Callable[[Tool, Tenant, Browser], None]


def several_items(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    visit = choose(tool, browser)
    ids = add_practices(tool, tenant, "One", "<b>Two</b>", "三")
    page = visit.get("/activity").text
    assert page.count('type="checkbox" name="practice_id"') == 3
    assert "&lt;b&gt;Two&lt;/b&gt;" in page
    _, _, claims = read_answer(tenant, visit.post("/activity", {"practice_id": ids}))
    items = claims[names.CONTENT_ITEMS]
    assert [item["title"] for item in items] == ["One", "<b>Two</b>", "三"]
    assert [item["custom"]["practice_id"] for item in items] == ids
    assert [item["lineItem"]["resourceId"] for item in items] == ids


def one_item_only(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    visit = choose(tool, browser, inside(DL, accept_multiple=False))
    ids = add_practices(tool, tenant, "One", "Two")
    assert "checkbox" not in visit.get("/activity").text
    refused = visit.post("/activity", {"practice_id": ids})
    assert refused.status_code == 409
    assert "one activity at a time" in refused.text
    _, _, claims = read_answer(tenant, visit.post("/activity", {"practice_id": ids[1]}))
    assert len(claims[names.CONTENT_ITEMS]) == 1


def takes_links_only(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    visit = choose(tool, browser, inside(DL, accept_types=["link"]))
    assert "takes no activities" in visit.get("/activity").text
    assert visit.post("/activity/new", NEW).status_code == 409
    _, _, claims = read_answer(tenant, visit.post("/activity/cancel"))
    assert claims[names.CONTENT_ITEMS] == []
    assert claims[names.DEEP_LINKING_ERROR_MESSAGE]


def cancelled(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    _, _, claims = read_answer(tenant, choose(tool, browser).post("/activity/cancel"))
    assert claims[names.CONTENT_ITEMS] == []
    assert names.DEEP_LINKING_ERROR_MESSAGE not in claims


def answered_twice(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    visit = choose(tool, browser)
    assert visit.post("/activity/new", NEW).status_code == 200
    again = visit.post("/activity/new", NEW)
    assert again.status_code == 409
    assert "JWT" not in again.text


def no_data(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    visit = choose(tool, browser, lambda claims: claims[DL].pop("data"))
    _, _, claims = read_answer(tenant, visit.post("/activity/new", NEW))
    assert names.DEEP_LINKING_DATA not in claims


def practice_of_another_tenant(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    visit = choose(tool, browser)
    other = tool.register(tenant.issuer)
    choose(tool, Browser(tool.app, other))
    (foreign,) = add_practices(tool, other, "Foreign")
    assert visit.post("/activity", {"practice_id": foreign}).status_code == 404


def return_url_of_a_further_host(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    form = {
        "issuer": tenant.issuer,
        "client_id": tenant.client_id,
        "jwks_url": f"{tenant.url}/jwks",
        "auth_token_url": f"{tenant.url}/token",
        "auth_login_url": f"{tenant.url}/auth",
        "deployment_ids": "1",
        "service_hosts": "school.cloud.example",
    }
    path = f"/admin/registrations/{tenant.registration_id}"
    back = inside(DL, deep_link_return_url="https://school.cloud.example/deep_links")
    assert browser.launch(DEEP_LINKING, back).status_code == 400
    assert tool.admin.post(path, **form).status_code == 303
    url, _, _ = read_answer(tenant, choose(tool, browser, back).post("/activity/new", NEW))
    assert url == "https://school.cloud.example/deep_links"


OWN: list[Any] = [
    case("many-item deep linking", "an activity for each, in order", several_items),
    case("accept_multiple false", "one item goes, two are refused", one_item_only),
    case("accept_types link only", "no item goes; the reason is told", takes_links_only),
    case("cancelled", "an empty answer without an error", cancelled),
    case("answered twice", "the second time is refused", answered_twice),
    case("data missing", "none goes back", no_data),
    case("practice of another tenant", "not found", practice_of_another_tenant),
    case(
        "return_url of a host that an admin vouched for",
        "refused before, taken after",
        return_url_of_a_further_host,
    ),
]


@pytest.mark.parametrize("prove", OWN)
def test_choosing(tool: Tool, tenant: Tenant, browser: Browser, prove: Choosing) -> None:
    prove(tool, tenant, browser)
