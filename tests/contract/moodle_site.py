"""A real Moodle that the environment names, used through its own pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from deploy.demo.browsing import SECONDS, Page
from tests.contract.platform import Role, ToolState
from tests.contract.visitor import Visitor

ACCOUNTS = {
    Role.ADMIN: "MOODLE_ADMIN",
    Role.INSTRUCTOR: "MOODLE_TEACHER",
    Role.NON_EDITING: "MOODLE_NON_EDITING_TEACHER",
    Role.LEARNER: "MOODLE_LEARNER",
}
ACTIVE = 1
FORM = "form.mform"


@dataclass
class MoodleSite:
    url: str
    course_id: int
    accounts: Mapping[Role, str]
    web_service_token: str
    name: str = "moodle"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> MoodleSite:
        """MOODLE_COURSE is the id of a course in which these people are; without
        MOODLE_WS_TOKEN the web services are left out."""
        names = ["MOODLE_URL", *ACCOUNTS.values()]
        if missing := [name for name in names if not env.get(name)]:
            pytest.skip(f"NO REAL MOODLE IS TESTED: set {', '.join(missing)} (see docs/MOODLE.md)")
        return cls(
            url=env["MOODLE_URL"].rstrip("/"),
            course_id=int(env.get("MOODLE_COURSE", "2")),
            accounts={role: env[name] for role, name in ACCOUNTS.items()},
            web_service_token=env.get("MOODLE_WS_TOKEN", ""),
        )

    def sign_in(self, role: Role) -> Visitor:
        visitor = Visitor()
        username, _, password = self.accounts[role].partition(":")
        page = visitor.open(f"{self.url}/login/index.php")
        form = 'form:has(input[name="logintoken"])'
        page = visitor.submit(page, form, {"username": username, "password": password})
        assert not page.has('input[name="logintoken"]'), f"{username} cannot sign in: {page.words}"
        return visitor

    def read_sesskey(self, visitor: Visitor) -> str:
        page = visitor.open(f"{self.url}/user/preferences.php")
        found = re.search(r'"sesskey":"(\w+)"', str(page.soup))
        assert found, "the page holds no sesskey"
        return found[1]

    def list_tools(self, admin: Visitor) -> list[ToolState]:
        return [
            ToolState(str(tool["id"]), str(tool["clientid"]), bool(tool["state"]["configured"]))
            for tool in self._call(admin, "mod_lti_get_tool_types", {})
        ]

    def activate(self, admin: Visitor, tool_id: str) -> None:
        self._call(admin, "mod_lti_update_tool_type", {"id": int(tool_id), "state": ACTIVE})

    def remove_tool(self, admin: Visitor, tool_id: str) -> None:
        self._call(admin, "mod_lti_delete_tool_type", {"id": int(tool_id)})

    def _call(self, visitor: Visitor, function: str, arguments: dict[str, Any]) -> Any:
        """What the buttons of *Manage tools* call."""
        url = f"{self.url}/lib/ajax/service.php?sesskey={self.read_sesskey(visitor)}"
        call = [{"index": 0, "methodname": function, "args": arguments}]
        answer = visitor.session.post(url, data=json.dumps(call), timeout=SECONDS).json()
        assert not answer[0]["error"], answer
        return answer[0].get("data")

    def save_items(self, instructor: Visitor, tool_id: str, returned: Page) -> list[int]:
        """What the page's script does: one item fills the form, several are sent one by one."""
        selection = _read_selection(returned)
        if selection is None:
            return []
        before = self.list_activities(instructor)
        for item in selection.get("multiple") or [selection]:
            self._save_item(instructor, tool_id, _fill_form(item))
        return sorted(self.list_activities(instructor) - before)

    def _save_item(self, instructor: Visitor, tool_id: str, values: dict[str, str]) -> None:
        address = f"/course/modedit.php?add=lti&course={self.course_id}&section=0&typeid={tool_id}"
        form = instructor.open(f"{self.url}{address}")
        instructor.submit(form, FORM, values | {"submitbutton2": "Save"})

    def list_activities(self, instructor: Visitor) -> set[int]:
        page = instructor.open(f"{self.url}/course/view.php?id={self.course_id}")
        return {int(str(one["data-id"])) for one in page.soup.select("li.activity.lti[data-id]")}

    def remove_activity(self, instructor: Visitor, cmid: int) -> None:
        self.clean_up(instructor, [cmid])

    def clean_up(self, instructor: Visitor, cmids: Sequence[int]) -> None:
        if cmids:
            self._update_course(instructor, "cm_delete", cmids)

    def duplicate(self, instructor: Visitor, cmid: int) -> None:
        self._update_course(instructor, "cm_duplicate", [cmid])

    def _update_course(self, instructor: Visitor, action: str, cmids: Sequence[int]) -> None:
        arguments = {"action": action, "courseid": self.course_id, "ids": list(cmids)}
        self._call(instructor, "core_courseformat_update_course", arguments)

    def read_gradebook(self, instructor: Visitor, item_id: str, user_id: str) -> str:
        page = instructor.open(f"{self.url}/grade/report/grader/index.php?id={self.course_id}")
        cell = page.find(f'tr[data-uid="{user_id}"] td[data-itemid="{item_id}"]')
        return (cell.select_one(".gradevalue") or cell).get_text(" ", strip=True)

    def override(self, instructor: Visitor, item_id: str, user_id: str, value: str) -> None:
        self._edit_grade(instructor, item_id, user_id, {"overridden": "1", "finalgrade": value})

    def lock(self, instructor: Visitor, item_id: str, user_id: str) -> None:
        self._edit_grade(instructor, item_id, user_id, {"locked": "1"})

    def _edit_grade(
        self, instructor: Visitor, item_id: str, user_id: str, values: dict[str, str]
    ) -> None:
        query = f"courseid={self.course_id}&itemid={item_id}&userid={user_id}"
        page = instructor.open(f"{self.url}/grade/edit/tree/grade.php?{query}")
        instructor.submit(page, FORM, values | {"submitbutton": "Save"})


def _read_selection(page: Page) -> dict[str, Any] | None:
    """What the return page hands to the page around it; None where nothing was chosen."""
    source = str(page.soup)
    _, found, rest = source.partition("mod_lti/contentitem_return")
    assert found, f"{page.url} is no return page: {page.words}"
    _, _, rest = rest.partition("amd.init(")
    selection, _ = json.JSONDecoder().raw_decode(rest)
    return selection if isinstance(selection, dict) else None


def _fill_form(item: Mapping[str, Any]) -> dict[str, str]:
    intro = item.get("introeditor") or {}
    values = {
        name: str(value)
        for name, value in item.items()
        if isinstance(value, str | int) and name not in ("selectcontentindicator", "typeid")
    }
    values |= {"introeditor[text]": str(intro.get("text", "")), "introeditor[format]": "2"}
    maximum = item.get("grade_modgrade_point")
    if maximum is not None:
        values["grade[modgrade_point]"] = str(maximum)
    values.pop("grade_modgrade_point", None)
    return values
