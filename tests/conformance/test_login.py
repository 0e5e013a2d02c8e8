"""The login that a platform initiates, and the state that binds it to one browser and launch."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.models import Person
from tests.conformance.platform import LEARNER, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.platform_signer import TARGET, Browser

HINT = '{"cmid":9,"x":"é & ü"}'

METHODS = [
    case("POST login", "one plain redirect to the platform; the launch opens", "POST", {}),
    case("GET login", "one plain redirect to the platform; the launch opens", "GET", {}),
    case(
        "lti_storage_target appended to login",
        "the launch opens",
        "POST",
        {"lti_storage_target": "_parent"},
    ),
    case(
        "login without client_id, deployment and hint",
        "the launch opens, where the issuer has but one client",
        "POST",
        {"client_id": None, "lti_deployment_id": None, "lti_message_hint": None},
    ),
    case("unknown login parameters", "ignored; the launch opens", "POST", {"canvas_region": "x"}),
]


@pytest.mark.parametrize(("method", "values"), METHODS)
def test_login(
    tool: Tool, tenant: Tenant, browser: Browser, method: str, values: dict[str, str | None]
) -> None:
    form = {
        "iss": tenant.issuer,
        "target_link_uri": f"{TARGET}?set=11",
        "login_hint": HINT,
        "lti_message_hint": HINT,
        "client_id": tenant.client_id,
        "lti_deployment_id": tenant.deployment_id,
        **values,
    }
    sent = {name: value for name, value in form.items() if value is not None}
    by = {"query_string": sent} if method == "GET" else {"data": sent}
    answer = browser.client.open("/lti/login", method=method, **by)
    where = urlsplit(find_way_on(answer, plain="lti_storage_target" not in sent))
    asked = {name: value[0] for name, value in parse_qs(where.query).items()}
    assert where.path.endswith("/auth")
    fixed = ("scope", "response_type", "response_mode", "prompt", "redirect_uri", "login_hint")
    assert [asked[name] for name in fixed] == [
        "openid", "id_token", "form_post", "none", TARGET, HINT,
    ]  # fmt: skip
    assert asked["client_id"] == tenant.client_id
    assert asked.get("lti_message_hint") == sent.get("lti_message_hint")
    claims = tenant.claims(LEARNER, asked["nonce"])
    claims["https://purl.imsglobal.org/spec/lti/claim/target_link_uri"] = f"{TARGET}?set=11"
    assert browser.post(tenant.sign(claims), asked["state"]).status_code == 303


def find_way_on(answer: TestResponse, plain: bool) -> str:
    """A redirect; where the platform stores for tools, a page may come first, which stores and
    then goes the same way."""
    if plain or answer.status_code == 302:
        assert answer.status_code == 302
        return answer.headers["Location"]
    link = BeautifulSoup(answer.text, "lxml").select_one("a[href*='response_type=id_token']")
    assert link
    return str(link["href"])


REFUSED = [
    case("iss unknown", "refused: iss", "iss", {"iss": "https://unknown.example"}),
    case("iss with NUL", "refused: login.iss", "login.iss", {"iss": "a\0"}),
    case("iss missing", "refused: login.iss", "login.iss", {"iss": None}),
    case("client unknown", "refused: client_id", "client_id", {"client_id": "nobody"}),
    case(
        "login_hint missing", "refused: login.login_hint", "login.login_hint", {"login_hint": None}
    ),
    case(
        "deployment with NUL",
        "refused: login.lti_deployment_id",
        "login.lti_deployment_id",
        {"lti_deployment_id": "1\0"},
    ),
    case(
        "login target missing",
        "refused: login.target_link_uri",
        "login.target_link_uri",
        {"target_link_uri": None},
    ),
    case(
        "login target foreign",
        "refused: login.target_link_uri",
        "login.target_link_uri",
        {"target_link_uri": "https://localhost.evil.example/lti/launch"},
    ),
    case(
        "login target javascript:",
        "refused: login.target_link_uri",
        "login.target_link_uri",
        {"target_link_uri": "javascript:alert(1)"},
    ),
]


@pytest.mark.parametrize(("check", "values"), REFUSED)
def test_refused_login(
    tool: Tool, tenant: Tenant, browser: Browser, check: str, values: dict[str, str | None]
) -> None:
    answer = browser.login(**values)
    assert "Location" not in answer.headers
    tool.assert_refused(tenant, answer, check)


class Step:
    """What is done with the state and the nonce of a login that was begun in `browser`."""

    def __init__(self, tool: Tool, tenant: Tenant, browser: Browser) -> None:
        self.tool, self.tenant, self.browser = tool, tenant, browser
        self.state, self.nonce = browser.begin()
        self.token = tenant.sign(tenant.claims(LEARNER, self.nonce))

    def reuse(self) -> tuple[Browser, str, str]:
        return self._used(self.browser.client.application)

    def reuse_in_another_process(self) -> tuple[Browser, str, str]:
        """Two processes share the database and nothing else."""
        database = Database(str(self.tool.database.engine.url))
        return self._used(create_app(self.tool.settings, database, RecordingQueue()))

    def _used(self, app: object) -> tuple[Browser, str, str]:
        assert self.browser.post(self.token, self.state).status_code == 303
        self.browser.client.application = app  # type: ignore[assignment]
        return self.browser, self.token, self.state

    def other_browser(self) -> tuple[Browser, str, str]:
        return Browser(self.tool.app, self.tenant), self.token, self.state

    def other_nonce(self) -> tuple[Browser, str, str]:
        state, _ = self.browser.begin()
        return self.browser, self.token, state

    def unknown_state(self) -> tuple[Browser, str, str]:
        return self.browser, self.token, "unknown\0é"

    def other_platform(self) -> tuple[Browser, str, str]:
        other = self.tool.register()
        return self.browser, other.sign(other.claims(LEARNER, self.nonce)), self.state


STATES = [
    case("nonce reused", "refused: state, the second time", "state", Step.reuse),
    case(
        "state reused in another process",
        "refused: state, the second time",
        "state",
        Step.reuse_in_another_process,
    ),
    case("state of another browser", "refused: browser", "browser", Step.other_browser),
    case("state of another nonce", "refused: nonce", "nonce", Step.other_nonce),
    case("state unknown", "refused: state", "state", Step.unknown_state),
    case(
        "token of another platform, whose kid is unknown here",
        "refused: header.kid",
        "header.kid",
        Step.other_platform,
    ),
]


@pytest.mark.parametrize(("check", "prepare"), STATES)
def test_state(
    tool: Tool,
    tenant: Tenant,
    browser: Browser,
    check: str,
    prepare: Callable[[Step], tuple[Browser, str, str]],
) -> None:
    sender, token, state = prepare(Step(tool, tenant, browser))
    people = tool.count(Person, tenant)
    tool.assert_refused(tenant, sender.post(token, state), check, people)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        case("error posted by the platform", "refused: its code is shown", "login_required", True),
        case("error with HTML", "refused: it is not shown", "<script>alert(1)</script>", False),
    ],
)
def test_error_instead_of_a_token(
    tool: Tool, tenant: Tenant, browser: Browser, error: str, shown: bool
) -> None:
    state, _ = browser.begin()
    answer = browser.client.post("/lti/launch", data={"error": error, "state": state})
    tool.assert_refused(tenant, answer, "platform.error")
    assert (error in answer.text) is shown
