"""Moodle's web services over REST: errors arrive with status 200 and are told by their codes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import requests

from lti_tool.moodle.pace import Pace
from lti_tool.moodle.site_clock import SiteClock

PATH = "/webservice/rest/server.php"


class MoodleError(Exception):
    """`code` is stable: ws_unreachable, ws_private_address, ws_status, ws_broken_answer, or what
    `_CODES` names."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class MoodleClient:
    """`http` must bound time and size; `site_url` may name the REST script itself."""

    http: requests.Session
    site_url: str
    token: str = field(repr=False)
    pace: Pace = field(default_factory=Pace, repr=False)
    clock: SiteClock = field(default_factory=SiteClock, repr=False)

    def call(self, function: str, **parameters: str | int) -> Any:
        """The parsed answer. Raises `MoodleError`."""
        form = {
            "wstoken": self.token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **parameters,
        }
        self.pace.wait()
        try:
            response = self.http.post(self._address, data=form)
        except requests.exceptions.InvalidURL:  # a host that the tool may not go to
            raise MoodleError(code="ws_private_address") from None
        except requests.RequestException as error:  # a bounded session's errors have codes
            raise MoodleError(
                code=_NETWORK.get(getattr(error, "code", ""), "ws_unreachable")
            ) from None
        if response.status_code != 200:
            raise MoodleError(code="ws_status")
        self.clock.learn(response.headers.get("Date", ""))
        return _read_answer(response.content)

    @property
    def root(self) -> str:
        """The site's own address, without a slash at its end."""
        return self.site_url.rstrip("/").removesuffix(PATH)

    @property
    def _address(self) -> str:
        return self.site_url if self.site_url.endswith(".php") else self.root + PATH


def _read_answer(content: bytes) -> Any:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise MoodleError(code="ws_broken_answer") from None
    if isinstance(answer, dict) and "exception" in answer:
        raise MoodleError(_CODES.get(str(answer.get("errorcode")), "ws_refused"))
    return answer


_NETWORK = {"answer_too_large": "ws_too_large", "timed_out": "ws_timed_out"}
_CODES = {
    "invalidtoken": "ws_token_invalid",
    "accessexception": "ws_function_missing",
    "servicenotavailable": "ws_function_missing",
    "invalidrecord": "ws_course_unknown",
    "invalidparameter": "ws_refused",
    "notingroup": "ws_group_rights_missing",
    "nopermissions": "ws_rights_missing",
    "nopermissiontoviewgrades": "ws_rights_missing",
    "requireloginerror": "ws_rights_missing",
    "accessdenied": "ws_group_rights_missing",
    "userdeleted": "ws_person_inactive",
    "usernotconfirmed": "ws_person_inactive",
    "invaliduser": "ws_person_inactive",
    "guestsarenotallowed": "ws_person_inactive",
    "attemptclosed": "ws_attempt_open",
    "noreview": "ws_attempt_open",
    "noreviewattempt": "ws_attempt_open",
}
