"""Courses of a real Moodle, made for a run and removed after it, by its web services."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import requests

from deploy.demo.browsing import SECONDS
from tests.contract.moodle_site import MoodleSite
from tests.contract.platform import Role

TEACHES, LEARNS = 3, 5  # Moodle's roles "editingteacher" and "student"
ROLES = {Role.INSTRUCTOR: TEACHES, Role.LEARNER: LEARNS}
COPIES = (
    "core_course_create_courses",
    "core_course_duplicate_course",
    "core_course_delete_courses",
    "core_user_get_users_by_field",
    "enrol_manual_enrol_users",
)


@dataclass(frozen=True)
class Courses:
    """`token` may call `COPIES`."""

    site: MoodleSite
    token: str

    def call(self, function: str, arguments: Any) -> Any:
        form = {
            "wstoken": self.token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **_flatten(arguments),
        }
        url = f"{self.site.url}/webservice/rest/server.php"
        answer = requests.post(url, data=form, timeout=3 * SECONDS).json()
        assert not (isinstance(answer, dict) and "exception" in answer), answer
        return answer

    @contextmanager
    def make(self) -> Iterator[MoodleSite]:
        """The site with a course of its own, in which its people are."""
        name = f"Coursewright {secrets.token_hex(4)}"
        course = {"fullname": name, "shortname": name, "categoryid": 1}
        made = self.call("core_course_create_courses", {"courses": [course]})
        with self._open(int(made[0]["id"])) as site:
            yield site

    @contextmanager
    def copy(self, course_id: int) -> Iterator[MoodleSite]:
        """A copy without its people's data, in which the same people are."""
        name = f"Coursewright copy {secrets.token_hex(4)}"
        wanted = {"courseid": course_id, "fullname": name, "shortname": name, "categoryid": 1}
        options = [{"name": "users", "value": "0"}]
        made = self.call("core_course_duplicate_course", {**wanted, "options": options})
        with self._open(int(made["id"])) as site:
            yield site

    @contextmanager
    def _open(self, course_id: int) -> Iterator[MoodleSite]:
        try:
            for role, role_id in ROLES.items():
                self._enrol(course_id, role, role_id)
            yield replace(self.site, course_id=course_id)
        finally:
            self.call("core_course_delete_courses", {"courseids": [course_id]})

    def _enrol(self, course_id: int, role: Role, role_id: int) -> None:
        username = self.site.accounts[role].partition(":")[0]
        found = self.call(
            "core_user_get_users_by_field", {"field": "username", "values": [username]}
        )
        enrolment = {"roleid": role_id, "userid": found[0]["id"], "courseid": course_id}
        self.call("enrol_manual_enrol_users", {"enrolments": [enrolment]})


def _flatten(value: Any, name: str = "") -> dict[str, str]:
    """PHP's names of nested fields: courses[0][fullname]."""
    if isinstance(value, Mapping):
        entries = value.items()
    elif isinstance(value, list):
        entries = dict(enumerate(value)).items()
    else:
        return {name: str(value)}
    found: dict[str, str] = {}
    for key, entry in entries:
        found |= _flatten(entry, f"{name}[{key}]" if name else str(key))
    return found
