"""Sentences for what became of a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

from lti_tool.models import Score, ScoreState
from lti_tool.services.score_overview import ActivityScores
from lti_tool.views.service_words import explain_problem
from lti_tool.views.translate import gettext

STATES = {
    ScoreState.WAITING: _l("Waiting"),
    ScoreState.CONFIRMED: _l("Sent"),
    ScoreState.OVERRIDDEN: _l("Overridden"),
    ScoreState.LOCKED: _l("Locked"),
    ScoreState.PARKED: _l("Refused by the platform"),
}
TONES = {
    ScoreState.WAITING: "primary",
    ScoreState.CONFIRMED: "success",
    ScoreState.OVERRIDDEN: "warning",
    ScoreState.LOCKED: "warning",
    ScoreState.PARKED: "danger",
}
REASONS = {
    "conflict": _l("The gradebook held a newer entry; the score is sent again with a later time."),
    "gave_up": _l(
        "The platform did not take it for seven days. Send it again once the platform works."
    ),
    "locked": _l("The grade is locked in the gradebook. Unlock it there, then send it again."),
    "not_read_back": _l(
        "The platform took it, but does not let the tool read grades back to make sure."
    ),
    "overridden": _l(
        "A grade that was entered in the gradebook stands instead. Remove it there if the score "
        "is to count, then send it again."
    ),
    "result_unread": _l(
        "The platform took it, but could not be asked yet what it holds. The tool asks again."
    ),
    "busy_401": _l("The platform refused the tool's access. The tool tries again by itself."),
    "busy_429": _l("The platform asked the tool to wait. The score is sent again by itself."),
    "refused_400": _l(
        "The platform refused it. Most often the person is not enrolled as a learner in the "
        "course (any longer). It is tried again when the activity is opened next."
    ),
    "refused_403": _l("The platform does not allow the tool to write into this column."),
    "refused_404": _l("The gradebook has no such column: was the activity deleted?"),
}


@dataclass(frozen=True, slots=True)
class NamedActivity:
    """`name` differs from that of every other activity of the course."""

    scores: ActivityScores
    name: str
    column: str


def name_activities(activities: Sequence[ActivityScores]) -> dict[str, NamedActivity]:
    """By line item. Where several have one title, the platform's number tells them apart."""
    titles = Counter(one.title for one in activities)
    return {
        one.line_item_id: NamedActivity(
            one, _name_activity(one, titles[one.title] > 1), name_column(one.column_url)
        )
        for one in activities
    }


def _name_activity(one: ActivityScores, ambiguous: bool) -> str:
    if not one.title:
        number = name_column(one.column_url)
        return gettext("An activity that is gone (column %(number)s)", number=number)
    if ambiguous:
        return gettext("%(title)s (no. %(number)s)", title=one.title, number=one.link_id)
    return one.title


def name_column(url: str) -> str:
    """The part of its address that tells it from others: .../lineitems/17/lineitem is 17."""
    parts = [part for part in urlsplit(url).path.split("/") if part != "lineitem"]
    return parts[-1][:40]


def may_send_again(score: Score) -> bool:
    """Where nothing is wrong there is nothing to be gained by it."""
    settled = score.state in {ScoreState.CONFIRMED, ScoreState.WAITING}
    return not settled or bool(score.last_error)


def explain_score(score: Score) -> str:
    """Why the score stands as it does; empty where its state says everything."""
    code = score.last_error
    if not code:
        return ""
    if code in REASONS:
        return str(REASONS[code])
    kind, _, status = code.rpartition("_")
    if kind == "busy":
        return gettext(
            "The platform is out of order (status %(status)s). The score is sent again by itself.",
            status=status,
        )
    if kind == "refused":
        return gettext("The platform refused it (status %(status)s).", status=status)
    return explain_problem(code)
