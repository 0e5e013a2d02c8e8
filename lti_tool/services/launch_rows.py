"""The rows that a launch tells of: found or made, and brought up to date."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.errors import DeploymentUnknownError, PersonBlockedError
from lti_tool.lti.launch import Launch
from lti_tool.models import (
    Context,
    Deployment,
    LineItem,
    Membership,
    Person,
    Practice,
    ResourceLink,
    Role,
)
from lti_tool.services.practices import open_resource_link
from lti_tool.services.rows import find_or_add, find_row

PRACTICE_PARAMETER = "practice_id"  # deep linking puts it into the activity's custom parameters

log = structlog.get_logger(__name__)


def admit_deployment(session: Session, registration_id: str, lti_id: str) -> Deployment:
    """The known deployment. A platform that named none when it registered tells its first one
    by its first launch, whose token it has signed; from then on others are refused.

    Raises `DeploymentUnknownError`.
    """
    found = find_row(session, Deployment, registration_id=registration_id, lti_id=lti_id)
    if found:
        return found
    query = select(Deployment.lti_id).where(Deployment.registration_id == registration_id)
    if known := session.scalars(query).all():
        raise DeploymentUnknownError("deployment_id", sorted(known), lti_id)
    log.info("deployment_learned", registration=registration_id, deployment=lti_id)
    return find_or_add(session, Deployment, {}, registration_id=registration_id, lti_id=lti_id)


def keep_context(session: Session, deployment: Deployment, launch: Launch) -> Context:
    """The course; its language is guessed once, from the language of the first launch."""
    claim = launch.context
    values = {
        "registration_id": deployment.registration_id,
        "language": "zh" if launch.locale.lower().startswith("zh") else "en",
    }
    row = find_or_add(session, Context, values, deployment_id=deployment.id, lti_id=claim.lti_id)
    row.label = claim.label or row.label
    row.title = claim.title or row.title
    row.memberships_url = launch.services.memberships or row.memberships_url
    row.lineitems_url = launch.services.line_items or row.lineitems_url
    return row


def keep_person(session: Session, registration_id: str, launch: Launch) -> Person:
    """Raises `PersonBlockedError`. A platform that sends no names takes none away."""
    key = {"registration_id": registration_id, "subject": launch.subject}
    row = find_or_add(session, Person, {}, **key)
    if row.blocked:
        raise PersonBlockedError("person", "not blocked", row.id)
    row.name = launch.name or row.name
    row.email = launch.email or row.email
    return row


def keep_membership(
    session: Session, context: Context, person: Person, role: Role, now: datetime
) -> Membership:
    """The role here is the highest of launch and roster: a non-editing teacher of Moodle is an
    instructor at launch and a learner in the roster."""
    row = find_or_add(session, Membership, {}, context_id=context.id, person_id=person.id)
    instructs = Role.INSTRUCTOR in (role, row.roster_role)
    row.launch_role = role
    row.role = Role.INSTRUCTOR if instructs else Role.LEARNER
    row.ever_instructor = row.ever_instructor or instructs
    row.active, row.last_launch_at = True, now
    return row


def keep_link(session: Session, context: Context, launch: Launch) -> ResourceLink | None:
    """The activity, with its gradebook column and its practice as far as the launch names them."""
    if launch.link is None:
        return None
    row = find_or_add(session, ResourceLink, {}, context_id=context.id, lti_id=launch.link.lti_id)
    row.title = launch.link.title or row.title
    practice = _named_practice(session, context, launch)
    if practice and practice.id != row.practice_id:
        open_resource_link(session, row, practice.id)
    if url := launch.services.line_item:
        row.line_item_id = _keep_line_item(session, context, url, row.practice_id).id
    return row


def _keep_line_item(
    session: Session, context: Context, url: str, practice_id: str | None
) -> LineItem:
    row = find_or_add(session, LineItem, {}, context_id=context.id, url=url)
    row.resource_id = row.resource_id or practice_id or ""
    return row


def _named_practice(session: Session, context: Context, launch: Launch) -> Practice | None:
    """Of this very course: a copied activity still names the practice of the course that it was
    copied from, and an instructor has to settle what it opens."""
    wanted = launch.custom.get(PRACTICE_PARAMETER, "")
    if not wanted:
        return None
    found = find_row(session, Practice, id=wanted, context_id=context.id)
    if found is None:
        log.info("practice_elsewhere", context=context.id)
    return found
