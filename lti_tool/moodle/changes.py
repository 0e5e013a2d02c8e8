"""What changed in a course since a moment of Moodle's clock, activity by activity.

Only what is in the places that an activity's own table holds: a grade that was typed into the
gradebook, a grade that was deleted or what somebody completed is not told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.values import take_dicts

UPDATES = "core_course_get_updates_since"


@dataclass(frozen=True, slots=True)
class Changes:
    """By the activity's place on the page and the kind of change, the ids of what changed."""

    found: Mapping[tuple[str, str], tuple[int, ...]]

    def listed(self, module_id: str, kind: str) -> tuple[int, ...]:
        return self.found.get((module_id, kind), ())

    def touched(self, module_id: str, *kinds: str) -> bool:
        return any((module_id, kind) in self.found for kind in kinds)


def read_changes(client: MoodleClient, course_id: str, since: datetime | None) -> Changes:
    """Everything where `since` is None. Raises `MoodleError`."""
    moment = int(since.timestamp()) if since else 1
    answer = client.call(UPDATES, courseid=course_id, since=moment)
    instances = answer.get("instances") if isinstance(answer, dict) else None
    if not isinstance(instances, list):
        raise MoodleError(code="ws_broken_answer")
    return Changes(
        {
            (str(entry.get("id")), str(update.get("name"))): _take_ids(update.get("itemids"))
            for entry in take_dicts(instances)
            for update in take_dicts(entry.get("updates"))
        }
    )


def _take_ids(value: object) -> tuple[int, ...]:
    return tuple(one for one in value if isinstance(one, int)) if isinstance(value, list) else ()
