"""Who is enrolled in a course, in which groups, and when each was last there.

`core_enrol_get_enrolled_users` tells all of it, page by page; those whose enrolment is suspended
stand among the others unless the caller may ask for active ones only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.values import take_dicts, take_text, take_time

ENROLLED = "core_enrol_get_enrolled_users"
GROUPINGS = "core_group_get_course_groupings"
IN_GROUPINGS = "core_group_get_groupings"
FIELDS = "id,fullname,email,roles,groups,lastcourseaccess"
A_PAGE = 500
MOST = 100_000  # a course with more is told to be too large, not read for ever
TEACHING = {"manager", "coursecreator", "editingteacher", "teacher"}  # Moodle's own short names


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`last_access` by Moodle's clock; None for who was never there."""

    subject: str
    name: str
    email: str
    is_instructor: bool
    groups: tuple[Group, ...]
    last_access: datetime | None


def read_enrolled(
    client: MoodleClient, course_id: str, *, only_active: bool = False
) -> list[Enrolled]:
    """Each once. `only_active` takes the right `moodle/course:enrolreview`.

    Raises `MoodleError`; where nobody is told too: in separate groups Moodle gives an empty list
    to a role that may not see all groups, and says nothing.
    """
    found: dict[str, Enrolled] = {}
    for page in _read_pages(client, course_id, only_active):
        found |= {one.subject: one for one in map(_take_person, page) if one}
        if len(found) > MOST:
            raise MoodleError(code="ws_too_many")
    if not found:
        raise MoodleError(code="ws_empty")
    return list(found.values())


def _read_pages(
    client: MoodleClient, course_id: str, only_active: bool
) -> Iterator[list[dict[str, Any]]]:
    """Until a page brings nobody new: a platform that knows no pages gives the same one again."""
    start, seen = 0, set[Any]()
    while True:
        page = client.call(ENROLLED, courseid=course_id, **_options(start, only_active))
        if not isinstance(page, list):
            raise MoodleError(code="ws_broken_answer")
        people = [one for one in page if isinstance(one, dict)]
        ids = {str(one.get("id")) for one in people}
        if ids <= seen:
            return
        yield people
        if len(page) < A_PAGE:
            return
        seen |= ids
        start += A_PAGE


def _options(start: int, only_active: bool) -> dict[str, str | int]:
    wanted = [("userfields", FIELDS), ("limitfrom", str(start)), ("limitnumber", str(A_PAGE))]
    wanted += [("onlyactive", "1")] if only_active else []
    options: dict[str, str | int] = {}
    for place, (name, value) in enumerate(wanted):
        options[f"options[{place}][name]"] = name
        options[f"options[{place}][value]"] = value
    return options


def _take_person(entry: dict[str, Any]) -> Enrolled | None:
    if not str(entry.get("id") or "").isdecimal():
        return None
    roles = {one.get("shortname") for one in take_dicts(entry.get("roles"))}
    return Enrolled(
        subject=str(entry["id"]),
        name=take_text(entry.get("fullname")),
        email=str(entry.get("email") or ""),
        is_instructor=bool(roles & TEACHING),
        groups=tuple(
            Group(str(one["id"]), take_text(one.get("name")))
            for one in take_dicts(entry.get("groups"))
            if one.get("id")
        ),
        last_access=take_time(entry.get("lastcourseaccess")),
    )


def read_groupings(client: MoodleClient, course_id: str) -> dict[str, tuple[str, ...]]:
    """Names of groupings by the ids of their groups. Raises `MoodleError`: Moodle wants the right
    to manage groups for this, which most will not give."""
    listed = client.call(GROUPINGS, courseid=course_id)
    if not isinstance(listed, list):
        raise MoodleError(code="ws_broken_answer")
    ids = [one["id"] for one in take_dicts(listed) if one.get("id")]
    if not ids:
        return {}
    wanted = {f"groupingids[{place}]": one for place, one in enumerate(ids)}
    found: dict[str, tuple[str, ...]] = {}
    for grouping in take_dicts(client.call(IN_GROUPINGS, **wanted, returngroups=1)):
        for group in take_dicts(grouping.get("groups")):
            names = found.get(str(group.get("id")), ())
            found[str(group.get("id"))] = (*names, take_text(grouping.get("name")))
    return found
