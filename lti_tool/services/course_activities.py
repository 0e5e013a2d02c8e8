"""The activities of a platform's course, and who handed in what and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.models import CourseActivity, Membership, Submission, SubmissionState
from lti_tool.moodle.contents import CourseModule
from lti_tool.moodle.submissions import HandedIn
from lti_tool.services.outside_evidence import find_people
from lti_tool.services.rows import delete_rows

STATES = {state.value for state in SubmissionState}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One learner and one assignment; `state` None: nothing was handed in. `due_at` is the same for
    all: the platform does not tell of extensions that single learners got."""

    person_id: str
    activity_id: str
    title: str
    due_at: datetime | None
    state: SubmissionState | None
    changed_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Handed in after it was due."""
        return (
            self.state is SubmissionState.SUBMITTED
            and self.due_at is not None
            and self.changed_at is not None
            and self.changed_at > self.due_at
        )

    def is_missing(self, now: datetime) -> bool:
        """Due, and not handed in."""
        handed_in = self.state is SubmissionState.SUBMITTED
        return self.due_at is not None and self.due_at < now and not handed_in


def keep_modules(session: Session, context_id: str, modules: Sequence[CourseModule]) -> None:
    """Make the rows agree with what the page holds now; what was handed in there goes with an
    activity that is gone."""
    query = select(CourseActivity).where(CourseActivity.context_id == context_id)
    rows = {row.external_id: row for row in session.scalars(query)}
    for position, module in enumerate({module.id: module for module in modules}.values()):
        row = rows.pop(module.id, None)
        if row is None:
            row = CourseActivity(context_id=context_id, external_id=module.id[:64])
            session.add(row)
        row.activity = f"{module.kind}:{module.instance}"[:64]
        row.title, row.section, row.position = module.title, module.section, position
        row.due_at, row.tracked = module.due_at, module.tracked
    gone = [row.id for row in rows.values()]
    session.execute(delete(Submission).where(Submission.course_activity_id.in_(gone)))
    delete_rows(session, CourseActivity, gone)
    session.flush()


def keep_submissions(
    session: Session, context_id: str, found: Mapping[str, Sequence[HandedIn]], now: datetime
) -> None:
    """Make the rows of these assignments (by the platform's number) agree with what was read.

    Whoever is not known here is left out. Of a learner whose enrolment ended or is suspended Moodle
    tells nothing: what they handed in stays.
    """
    subjects = {one.subject for many in found.values() for one in many}
    people = find_people(session, context_id, subjects)
    here = select(Membership.person_id).where(
        Membership.context_id == context_id, Membership.active
    )
    active = set(session.scalars(here))
    for number, many in found.items():
        query = select(CourseActivity).where(
            CourseActivity.context_id == context_id, CourseActivity.activity == f"assign:{number}"
        )
        for activity in session.scalars(query):
            _keep_assignment(session, activity.id, many, people, active, now)
    session.flush()


def _keep_assignment(
    session: Session,
    activity_id: str,
    found: Sequence[HandedIn],
    people: Mapping[str, str],
    active: Set[str],
    now: datetime,
) -> None:
    query = select(Submission).where(Submission.course_activity_id == activity_id)
    rows = {row.person_id: row for row in session.scalars(query)}
    for one in found:
        if one.subject not in people or one.state not in STATES:
            continue
        person_id = people[one.subject]
        row = rows.pop(person_id, None)
        if row is None:
            row = Submission(course_activity_id=activity_id, person_id=person_id)
            session.add(row)
        row.state = SubmissionState(one.state)
        row.changed_at = min(one.changed_at or now, now)
    delete_rows(session, Submission, [row.id for row in rows.values() if row.person_id in active])


def list_deliveries(session: Session, context_id: str, people: Sequence[str]) -> list[Delivery]:
    """Each of these people (ids) with each assignment, in the order of the course page."""
    query = (
        select(CourseActivity)
        .where(
            CourseActivity.context_id == context_id, CourseActivity.activity.startswith("assign:")
        )
        .order_by(CourseActivity.position)
    )
    activities = list(session.scalars(query))
    ids = [activity.id for activity in activities]
    rows = session.scalars(select(Submission).where(Submission.course_activity_id.in_(ids)))
    found = {(row.course_activity_id, row.person_id): row for row in rows}
    return [
        _describe(person_id, activity, found.get((activity.id, person_id)))
        for activity in activities
        for person_id in people
    ]


def _describe(person_id: str, activity: CourseActivity, row: Submission | None) -> Delivery:
    state, changed_at = (row.state, row.changed_at) if row else (None, None)
    return Delivery(person_id, activity.id, activity.title, activity.due_at, state, changed_at)
