"""Who handed in what assignment, and when. Moodle's answer holds the texts too; they are dropped
where it is read. What a team hands in stands at each of its members as well as at the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.values import take_dicts, take_time

SUBMISSIONS = "mod_assign_get_submissions"
REFUSED = "1"  # the warning of an assignment that the caller may not see
NOTHING = "new"  # the state of what was opened or taken back


@dataclass(frozen=True, slots=True)
class HandedIn:
    """`state` is Moodle's word: draft, submitted or reopened."""

    subject: str
    state: str
    changed_at: datetime | None


def read_submissions(client: MoodleClient, assignment: str) -> list[HandedIn]:
    """The last attempt of each. One assignment a call: its texts may be large.

    Raises `MoodleError`.
    """
    answer = client.call(SUBMISSIONS, **{"assignmentids[0]": assignment})
    if not isinstance(answer, dict) or not isinstance(answer.get("assignments"), list):
        raise MoodleError(code="ws_broken_answer")
    if any(str(one.get("warningcode")) == REFUSED for one in take_dicts(answer.get("warnings"))):
        raise MoodleError(code="ws_rights_missing")
    return [
        HandedIn(str(one["userid"]), str(one.get("status")), take_time(one.get("timemodified")))
        for found in take_dicts(answer["assignments"])
        if str(found.get("assignmentid")) == assignment
        for one in take_dicts(found.get("submissions"))
        if one.get("userid") and one.get("status") != NOTHING
    ]
