"""The form of a practice: out of a post into a `PracticeForm`, and the fields to fill it with.

Times are typed and shown in UTC: a frame does not tell the server its time zone.
"""

from __future__ import annotations

from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict

from lti_tool.errors import InvalidInputError
from lti_tool.models import Practice, ScorePolicy
from lti_tool.services.practices import PracticeForm, fingerprint

MINUTES = "%Y-%m-%dT%H:%M"


def read_form(form: MultiDict[str, str]) -> PracticeForm:
    """Raises `InvalidInputError`, which says which field."""
    return PracticeForm(
        title=form.get("title", ""),
        skill_ids=tuple(form.getlist("skill")),
        language=form.get("language", ""),
        policy=_read_policy(form.get("policy", "")),
        goal=read_number(form.get("goal", "")),
        tries=read_number(form.get("tries", "")),
        opens_at=read_moment(form.get("opens_at", "")),
        closes_at=read_moment(form.get("closes_at", "")),
        base=form.get("base", ""),
    )


def fill_form(practice: Practice) -> MultiDict[str, str]:
    fields = MultiDict(
        {
            "title": practice.title,
            "language": practice.language,
            "policy": practice.policy.value,
            "goal": str(practice.goal),
            "tries": str(practice.tries),
            "opens_at": show_moment(practice.opens_at),
            "closes_at": show_moment(practice.closes_at),
            "base": fingerprint(practice),
        }
    )
    fields.setlist("skill", practice.skill_ids)
    return fields


def empty_form(title: str, language: str) -> MultiDict[str, str]:
    return fill_form(
        Practice(
            title=title,
            language=language,
            policy=ScorePolicy.POINTS,
            goal=10,
            tries=2,
            skill_ids=[],
        )
    )


def read_number(text: str) -> int:
    text = text.strip()
    if not text.isdecimal() or len(text) > 6:  # full-width digits too
        raise InvalidInputError("Type whole numbers for the goal and the tries.")
    return int(text)


def read_moment(text: str) -> datetime | None:
    """As a browser's field for date and time posts it, with or without seconds; taken as UTC."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidInputError(
            "A time could not be read. Type it like 2026-09-01 08:00."
        ) from error


def show_moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime(MINUTES) if moment else ""


def _read_policy(text: str) -> ScorePolicy:
    if text not in set(ScorePolicy):
        raise InvalidInputError("Choose how the score comes about.")
    return ScorePolicy(text)
