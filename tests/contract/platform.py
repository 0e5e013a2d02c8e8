"""The platform under test: what the demo platform and Moodle share, and what each does its own
way. The steps of a test are the same for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import requests

from deploy.demo.browsing import SECONDS, Page
from tests.contract.tool import ProbeTool
from tests.contract.visitor import Visitor

CONFIGURATION_PATH = "/mod/lti/openid-configuration.php"


class Role(StrEnum):
    ADMIN = "admin"
    INSTRUCTOR = "instructor"
    NON_EDITING = "non-editing instructor"
    LEARNER = "learner"


@dataclass(frozen=True)
class ToolState:
    tool_id: str
    client_id: str
    is_active: bool


class Site(Protocol):
    """A platform's own ways: how one signs in, what its pages are called."""

    name: str
    url: str
    course_id: int
    web_service_token: str

    def sign_in(self, role: Role) -> Visitor: ...
    def read_sesskey(self, visitor: Visitor) -> str: ...
    def list_tools(self, admin: Visitor) -> list[ToolState]: ...
    def activate(self, admin: Visitor, tool_id: str) -> None: ...
    def remove_tool(self, admin: Visitor, tool_id: str) -> None: ...
    def save_items(self, instructor: Visitor, tool_id: str, returned: Page) -> list[int]:
        """Course module ids of the activities that the returned selection became."""

    def remove_activity(self, instructor: Visitor, cmid: int) -> None: ...
    def clean_up(self, instructor: Visitor, cmids: Sequence[int]) -> None:
        """Remove activities that no test looks at any more."""

    def read_gradebook(self, instructor: Visitor, item_id: str, user_id: str) -> str:
        """The cell as it is shown, without what a teacher may do to it."""

    def override(self, instructor: Visitor, item_id: str, user_id: str, value: str) -> None: ...
    def lock(self, instructor: Visitor, item_id: str, user_id: str) -> None: ...


@dataclass
class Platform:
    """People stay signed in for the whole run."""

    site: Site
    people: dict[Role, Visitor] = field(default_factory=dict)

    def person(self, role: Role) -> Visitor:
        if role not in self.people:
            self.people[role] = self.site.sign_in(role)
        return self.people[role]

    @property
    def admin(self) -> Visitor:
        return self.person(Role.ADMIN)

    @property
    def instructor(self) -> Visitor:
        return self.person(Role.INSTRUCTOR)

    @property
    def learner(self) -> Visitor:
        return self.person(Role.LEARNER)

    def address(self, path: str) -> str:
        return f"{self.site.url}{path}"

    def read_metadata(self) -> dict[str, Any]:
        answer = requests.get(self.address(CONFIGURATION_PATH), timeout=SECONDS)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def start_registration(self, tool: ProbeTool, tool_id: str = "0") -> dict[str, str]:
        """What the frame is sent to the tool with; `tool_id` of a registered tool: to change it."""
        answer = self.admin.follow_nothing(
            self.address("/mod/lti/startltiadvregistration.php"),
            url=f"{tool.url}/register",
            type=tool_id,
            sesskey=self.site.read_sesskey(self.admin),
        )
        location = urlsplit(answer.headers["Location"])
        assert f"{location.scheme}://{location.netloc}{location.path}" == f"{tool.url}/register"
        return dict(parse_qsl(location.query))

    def register(self, token: str | None, body: Any, method: str = "POST") -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        url = self.address("/mod/lti/openid-registration.php")
        return requests.request(method, url, json=body, headers=headers, timeout=SECONDS)

    def find_tool(self, client_id: str) -> ToolState | None:
        found = [t for t in self.site.list_tools(self.admin) if t.client_id == client_id]
        return found[0] if found else None
