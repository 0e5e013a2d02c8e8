"""What one learner completed in a course, activity by activity: `state` 1 is complete, 2 and 3
are complete with a passing and a failing grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.values import take_dicts, take_number, take_time

STATUS = "core_completion_get_activities_completion_status"
COMPLETE, FAILED = (1, 2), 3


@dataclass(frozen=True, slots=True)
class Completion:
    """`failed`: complete, with a grade below the one to pass."""

    module_id: str
    failed: bool
    completed_at: datetime | None


def read_completion(client: MoodleClient, course_id: str, subject: str) -> list[Completion] | None:
    """What is complete; None for an account that the platform does not tell of any longer.

    Raises `MoodleError`.
    """
    try:
        answer = client.call(STATUS, courseid=course_id, userid=subject)
    except MoodleError as error:
        if error.code == "ws_person_inactive":
            return None
        raise
    statuses = answer.get("statuses") if isinstance(answer, dict) else None
    if not isinstance(statuses, list):
        raise MoodleError(code="ws_broken_answer")
    return [
        Completion(str(entry["cmid"]), state == FAILED, take_time(entry.get("timecompleted")))
        for entry in take_dicts(statuses)
        if entry.get("cmid") and (state := take_number(entry.get("state"))) in (*COMPLETE, FAILED)
    ]
