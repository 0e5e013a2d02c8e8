"""The roster and the grades of a course, brought up to date from its platform."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analytics.types import Source
from lti_tool.lti.ags import Result
from lti_tool.lti.vault import Vault, VaultError
from lti_tool.models import (
    Context,
    LineItem,
    Membership,
    Person,
    Practice,
    Registration,
    ResourceLink,
    Score,
    ScoreState,
)
from lti_tool.moodle.grades import Grade
from lti_tool.services.completion_rounds import begin_round, count_wanted
from lti_tool.services.course_activities import keep_modules, keep_submissions
from lti_tool.services.course_groups import keep_enrolled
from lti_tool.services.course_reading import Plan, Reading
from lti_tool.services.offered_files import keep_offered
from lti_tool.services.outside_evidence import OutsideGrade, keep_grades
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.roster import apply_roster, count_people
from lti_tool.services.score_decisions import SAME_VALUE
from lti_tool.services.statements import adopt_statements
from lti_tool.services.sync_stages import STOPPED, WAITING, StoppedError, end_stages, tell_round
from lti_tool.services.tool_evidence import propose_for_tools

FRESH = timedelta(hours=1)
NOTHING_TO_READ = "nothing_to_read"
WEB_SERVICE_PURPOSE = "web_service"


def is_stale(context: Context, now: datetime) -> bool:
    """Whether a visit should ask for a new reading by itself."""
    if context.sync_note in (WAITING, STOPPED):
        return False
    return context.synced_at is None or context.synced_at < now - FRESH


def ask_for_sync(session: Session, context_id: str) -> None:
    """Marks the course as waiting; the caller rings SYNC_COURSE after the commit."""
    context = session.get_one(Context, context_id, with_for_update=True)
    context.sync_note = WAITING


def forget_reading(session: Session, context_id: str) -> None:
    """The next reading asks for everything, not for what changed: that leaves out what was deleted
    there without a trace."""
    context = session.get_one(Context, context_id, with_for_update=True)
    context.facts_since = context.attempts_since = None
    session.execute(
        update(Membership)
        .where(Membership.context_id == context_id)
        .values(completion_read_at=None)
    )


def contexts_to_sync(session: Session) -> list[str]:
    """Courses whose reading was asked for and has not ended: the sweeper's work."""
    query = select(Context.id).where(Context.sync_note == WAITING)
    return list(session.scalars(query))


def plan_sync(session: Session, vault: Vault, context_id: str) -> Plan:
    context = session.get_one(Context, context_id)
    registration = session.get_one(Registration, context.registration_id)
    people = count_people(session, context_id)
    items = session.scalars(select(LineItem).where(LineItem.context_id == context_id))
    own = select(ResourceLink.lti_id).where(ResourceLink.context_id == context_id)
    return Plan(
        registration_id=registration.id,
        course_id=context.lti_id,
        memberships_url=context.memberships_url,
        roster_changes_url=context.roster_changes_url,
        line_items_url=context.lineitems_url,
        line_items={item.id: item.url for item in items},
        activities=frozenset(session.scalars(own)),
        web_service_url=registration.web_service_url if registration.web_service_token else None,
        web_service_token=_open_token(vault, registration),
        facts_since=context.facts_since if people <= context.facts_people else None,
    )


def _open_token(vault: Vault, registration: Registration) -> str | None:
    if registration.web_service_token is None:
        return None
    try:
        return vault.open(registration.web_service_token, WEB_SERVICE_PURPOSE).decode()
    except VaultError:
        return None


def apply_reading(session: Session, context_id: str, reading: Reading, now: datetime) -> None:
    """What was read is kept, what could not be read stays as it was; the note says the reason.

    Raises `StoppedError`.
    """
    context = session.get_one(Context, context_id, with_for_update=True)
    if context.sync_note == STOPPED:
        raise StoppedError
    if reading.roster is not None:
        apply_roster(session, context_id, reading.roster)
        context.roster_changes_url = reading.roster.changes_url
    if reading.results is not None:
        _keep_overrides(session, context_id, reading.results, now)
    if reading.gradebook is not None:
        grades = [_take_grade(grade) for grade in reading.gradebook.grades]
        book = reading.gradebook
        keep_grades(session, context_id, Source.GRADEBOOK, grades, book.subjects, now)
    if reading.enrolled is not None:
        keep_enrolled(session, context_id, reading.enrolled, reading.groupings)
    if reading.contents is not None:
        keep_offered(session, context_id, reading.contents.files)
        keep_modules(session, context_id, reading.contents.modules)
        begin_round(session, context_id, now)
    if reading.submissions is not None:
        keep_submissions(session, context_id, reading.submissions.by_assignment, now)
        context.facts_since = reading.submissions.read_at
        people = count_people(session, context_id)
        if reading.submissions.whole or people < context.facts_people:  # somebody was erased
            context.facts_people = people
    adopt_statements(session, context.registration_id)
    propose_for_tools(session, context_id)
    context.synced_at = now
    end_stages(context, reading.problems)
    tell_round(session, context_id, count_wanted(session, context_id))


def _take_grade(grade: Grade) -> OutsideGrade:
    return OutsideGrade(
        external_id=f"grade-item:{grade.item_id}",
        subject=grade.subject,
        title=grade.title,
        share=grade.share,
        seen_at=grade.graded_at,
        activity=f"{grade.module}:{grade.instance}" if grade.module else "",
    )


def _keep_overrides(
    session: Session, context_id: str, results: dict[str, list[Result]], now: datetime
) -> None:
    """Results of our own columns that are not ours: what an instructor put there instead."""
    subjects = _list_subjects(session, context_id)
    ours = _read_scores(session, results)
    grades = [
        OutsideGrade(
            external_id=item_id,
            subject=result.subject,
            title=title,
            share=min(max(result.percent / 100, 0.0), 1.0),
            seen_at=result.timestamp,
            skill_ids=skill_ids,
        )
        for item_id, title, skill_ids in _describe_items(session, context_id, results)
        for result in results[item_id]
        if result.percent is not None
        and not _is_ours(ours.get((item_id, result.subject)), result.percent)
    ]
    keep_grades(session, context_id, Source.AGS_RESULT, grades, subjects, now)


def _is_ours(score: Score | None, percent: float) -> bool:
    """While a newer value waits, what the platform holds may be an older one of ours."""
    if score is None:
        return False
    return score.state is ScoreState.WAITING or abs(score.given - percent) < SAME_VALUE


def _list_subjects(session: Session, context_id: str) -> set[str]:
    query = (
        select(Person.subject)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.context_id == context_id)
    )
    return set(session.scalars(query))


def _read_scores(session: Session, items: Iterable[str]) -> dict[tuple[str, str], Score]:
    query = (
        select(Score, Person.subject)
        .join(Person, Person.id == Score.person_id)
        .where(Score.line_item_id.in_(list(items)))
    )
    return {(score.line_item_id, subject): score for score, subject in session.execute(query)}


def _describe_items(
    session: Session, context_id: str, items: Iterable[str]
) -> list[tuple[str, str, tuple[str, ...]]]:
    """(line item id, title, ids of the practice's skills); a column without practice speaks of
    no skill and is left out."""
    query = (
        select(ResourceLink, Practice)
        .join(Practice, Practice.id == ResourceLink.practice_id)
        .where(ResourceLink.context_id == context_id, ResourceLink.line_item_id.in_(list(items)))
    )
    found = {
        str(link.line_item_id): (
            str(link.line_item_id),
            practice.title,
            tuple(skill.id for skill in list_practice_skills(session, practice)),
        )
        for link, practice in session.execute(query)
    }
    return list(found.values())
