"""What the platform tells of a course, read over HTTP while no transaction is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

import requests

from lti_tool.lti import ags, nrps
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import HttpError, StatusError
from lti_tool.moodle.changes import read_changes
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.contents import Contents, read_contents
from lti_tool.moodle.grades import Grade, Gradebook, read_gradebook
from lti_tool.moodle.people import Enrolled, read_enrolled, read_groupings
from lti_tool.moodle.submissions import HandedIn, read_submissions
from lti_tool.services.sync_stages import Part

Found = TypeVar("Found")
Tell = Callable[[Part], None]
_ITEM_ID = re.compile(r"/lineitems/(\d+)(?:/|$|\?)")
NOT_ALLOWED = ("ws_function_missing", "ws_rights_missing")


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to ask for. `line_items` are URLs by our ids, `activities` the platform's
    ids of our own activities. What assignments held before `facts_since` is known."""

    registration_id: str
    course_id: str
    memberships_url: str | None
    roster_changes_url: str | None
    line_items_url: str | None
    line_items: dict[str, str]
    activities: frozenset[str]
    web_service_url: str | None = None
    web_service_token: str | None = field(default=None, repr=False)
    facts_since: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.memberships_url or self.line_items or self.web_service_url)


@dataclass(frozen=True, slots=True)
class Submissions:
    """By the platform's number of the assignment, until `read_at`, by its clock; `whole`: of all,
    else of those that changed."""

    by_assignment: dict[str, list[HandedIn]]
    read_at: datetime
    whole: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """None for what was not asked for or could not be read; then `problems` has its code.

    `gradebook` holds none of our own columns: what a learner did here is counted from here.
    `groupings` are names by the platform's ids of groups.
    """

    roster: nrps.Roster | None = None
    results: dict[str, list[ags.Result]] | None = None
    gradebook: Gradebook | None = None
    contents: Contents | None = None
    enrolled: list[Enrolled] | None = None
    groupings: dict[str, tuple[str, ...]] | None = None
    submissions: Submissions | None = None
    problems: dict[Part, str] = field(default_factory=dict)


def read_course(
    connect: Callable[[], Connector], http: requests.Session, plan: Plan, tell: Tell
) -> Reading:
    """Each part by itself: one that fails does not keep the others from being read. `tell` is
    called before each, and may raise to end it all."""
    return _Reader(connect, http, plan, tell).read()


def open_web_service(http: requests.Session, plan: Plan) -> MoodleClient:
    """Raises `MoodleError` where the stored token cannot be read."""
    if plan.web_service_token is None:
        raise MoodleError(code="ws_token_unreadable")
    return MoodleClient(http, plan.web_service_url or "", plan.web_service_token)


@dataclass
class _Reader:
    connect: Callable[[], Connector]
    http: requests.Session
    plan: Plan
    tell: Tell
    problems: dict[Part, str] = field(default_factory=dict)

    @cached_property
    def client(self) -> MoodleClient:
        return open_web_service(self.http, self.plan)

    def read(self) -> Reading:
        plan, token = self.plan, self.plan.web_service_url
        roster = self._try(Part.ROSTER, plan.memberships_url, self._read_roster)
        results = self._try(Part.RESULTS, plan.line_items, self._read_results)
        gradebook = self._try(Part.GRADES, token, self._read_gradebook)
        contents = self._try(Part.CONTENTS, token, lambda: read_contents(self.client, self._course))
        enrolled = self._try(Part.PEOPLE, token, lambda: self._read_enrolled(roster is None))
        groupings = self._read_groupings() if enrolled else None
        submissions = (
            self._try(Part.SUBMISSIONS, token, lambda: self._read_submissions(contents))
            if contents
            else None
        )
        if roster is None and enrolled is not None:
            roster = make_roster(enrolled)
        return Reading(
            roster, results, gradebook, contents, enrolled, groupings, submissions, self.problems
        )

    @property
    def _course(self) -> str:
        return self.plan.course_id

    def _try(self, part: Part, wanted: object, read: Callable[[], Found]) -> Found | None:
        if not wanted:
            return None
        self.tell(part)
        try:
            return read()
        except (HttpError, MoodleError) as error:
            self.problems[part] = error.code
            return None

    def _read_roster(self) -> nrps.Roster:
        plan = self.plan
        roster = nrps.read_roster(
            self.connect(), plan.memberships_url or "", plan.roster_changes_url
        )
        if roster.whole and not roster.members:
            self.problems[Part.ROSTER] = "roster_empty"
        return roster

    def _read_results(self) -> dict[str, list[ags.Result]]:
        connector = self.connect()
        return {key: _read_line_item(connector, url) for key, url in self.plan.line_items.items()}

    def _read_gradebook(self) -> Gradebook:
        book = read_gradebook(self.client, self._course)
        items = _find_own_items(self.connect, self.plan)
        foreign = tuple(one for one in book.grades if not _is_own(one, self.plan, items))
        return Gradebook(book.subjects, foreign)

    def _read_enrolled(self, only_source: bool) -> list[Enrolled]:
        """Where the roster comes from nowhere else, it must be without suspended people."""
        return read_enrolled(self.client, self._course, only_active=only_source)

    def _read_groupings(self) -> dict[str, tuple[str, ...]] | None:
        """No problem where it is not allowed: the right is one that a reader need not have."""
        try:
            return read_groupings(self.client, self._course)
        except MoodleError as error:
            if error.code not in NOT_ALLOWED:
                self.problems[Part.PEOPLE] = error.code
            return None

    def _read_submissions(self, contents: Contents) -> Submissions:
        """Of those assignments that changed: a sync in which nobody handed anything in costs one
        call."""
        assignments = [module for module in contents.modules if module.kind == "assign"]
        read_at, since = self.client.clock.now(), self.plan.facts_since
        if assignments and since is not None:
            changes = read_changes(self.client, self._course, since)
            kinds = ("usersubmissions", "configuration")
            assignments = [one for one in assignments if changes.touched(one.id, *kinds)]
        found = {one.instance: read_submissions(self.client, one.instance) for one in assignments}
        return Submissions(found, read_at, whole=since is None)


def make_roster(enrolled: Sequence[Enrolled]) -> nrps.Roster:
    """From people whose enrolment is active."""
    return nrps.Roster(
        [
            nrps.Member(one.subject, one.name, one.email, one.is_instructor, active=True)
            for one in enrolled
        ]
    )


def _read_line_item(connector: Connector, url: str) -> list[ags.Result]:
    try:
        return ags.read_results(connector, url)
    except StatusError as error:
        if error.status == 404:  # the activity was deleted there
            return []
        raise


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
