"""What the platform tells of a course, read over HTTP while no transaction is open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import requests

from lti_tool.lti import ags, nrps
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import HttpError, StatusError
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.contents import CourseFile, list_files
from lti_tool.moodle.grades import Grade, Gradebook, read_gradebook
from lti_tool.moodle.people import Enrolled, read_enrolled

Found = TypeVar("Found")
_ITEM_ID = re.compile(r"/lineitems/(\d+)(?:/|$|\?)")


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to ask for. `line_items` are URLs by our ids, `activities` the platform's
    ids of our own activities."""

    registration_id: str
    course_id: str
    memberships_url: str | None
    roster_changes_url: str | None
    line_items_url: str | None
    line_items: dict[str, str]
    activities: frozenset[str]
    web_service_url: str | None = None
    web_service_token: str | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        return not (self.memberships_url or self.line_items or self.web_service_url)


@dataclass(frozen=True, slots=True)
class Reading:
    """None for what was not asked for or could not be read; then `problems` has its code.

    `gradebook` holds none of our own columns: what a learner did here is counted from here.
    """

    roster: nrps.Roster | None
    results: dict[str, list[ags.Result]] | None
    gradebook: Gradebook | None
    files: list[CourseFile] | None
    enrolled: list[Enrolled] | None
    problems: tuple[str, ...]


def read_course(connect: Callable[[], Connector], http: requests.Session, plan: Plan) -> Reading:
    """Each part by itself: one that fails does not keep the others from being read."""
    problems: list[str] = []

    def attempt(wanted: object, read: Callable[[], Found]) -> Found | None:
        if not wanted:
            return None
        try:
            return read()
        except (HttpError, MoodleError) as error:
            problems.append(error.code)
            return None

    roster = attempt(
        plan.memberships_url,
        lambda: nrps.read_roster(connect(), plan.memberships_url or "", plan.roster_changes_url),
    )
    results = attempt(plan.line_items, lambda: _read_results(connect(), plan.line_items))
    gradebook = attempt(plan.web_service_url, lambda: _read_gradebook(connect, http, plan))
    files = attempt(
        plan.web_service_url, lambda: list_files(open_web_service(http, plan), plan.course_id)
    )
    enrolled = attempt(
        plan.web_service_url, lambda: read_enrolled(open_web_service(http, plan), plan.course_id)
    )
    if roster is not None and roster.whole and not roster.members:
        problems.append("roster_empty")
    return Reading(roster, results, gradebook, files, enrolled, tuple(dict.fromkeys(problems)))


def open_web_service(http: requests.Session, plan: Plan) -> MoodleClient:
    """Raises `MoodleError` where the stored token cannot be read."""
    if plan.web_service_token is None:
        raise MoodleError(code="ws_token_unreadable")
    return MoodleClient(http, plan.web_service_url or "", plan.web_service_token)


def _read_results(connector: Connector, line_items: dict[str, str]) -> dict[str, list[ags.Result]]:
    return {key: _read_line_item(connector, url) for key, url in line_items.items()}


def _read_line_item(connector: Connector, url: str) -> list[ags.Result]:
    try:
        return ags.read_results(connector, url)
    except StatusError as error:
        if error.status == 404:  # the activity was deleted there
            return []
        raise


def _read_gradebook(
    connect: Callable[[], Connector], http: requests.Session, plan: Plan
) -> Gradebook:
    book = read_gradebook(open_web_service(http, plan), plan.course_id)
    items = _find_own_items(connect, plan)
    foreign = tuple(grade for grade in book.grades if not _is_own(grade, plan, items))
    return Gradebook(book.subjects, foreign)


def _find_own_items(connect: Callable[[], Connector], plan: Plan) -> set[str]:
    """The gradebook's ids of our columns, those of activities that nobody opened yet included:
    a copied course brings their grades along."""
    urls = list(plan.line_items.values())
    if plan.line_items_url:
        urls += [entry.url for entry in ags.list_line_items(connect(), plan.line_items_url)]
    return {match[1] for url in urls if (match := _ITEM_ID.search(url))}


def _is_own(grade: Grade, plan: Plan, items: set[str]) -> bool:
    ours = grade.module == "lti" and grade.instance in plan.activities
    return ours or grade.item_id in items
