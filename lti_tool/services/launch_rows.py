"""The rows that a launch tells of: found in one query, made where missing, kept up to date.

Nearly every launch finds them all, so that one query costs most of what a launch costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import bindparam, exists, select
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
    Score,
    ScoreState,
)
from lti_tool.services.practices import open_resource_link
from lti_tool.services.rows import find_or_add, find_row, renew

PRACTICE_PARAMETER = "practice_id"  # deep linking puts it into the activity's custom parameters
KNOWN = (
    select(
        Deployment,
        Person,
        Context,
        Membership,
        ResourceLink,
        LineItem,
        exists().where(
            Score.line_item_id == ResourceLink.line_item_id, Score.state == ScoreState.PARKED
        ),
    )
    .outerjoin(
        Person,
        (Person.registration_id == Deployment.registration_id)
        & (Person.subject == bindparam("subject")),
    )
    .outerjoin(
        Context,
        (Context.deployment_id == Deployment.id) & (Context.lti_id == bindparam("context")),
    )
    .outerjoin(
        Membership,
        (Membership.context_id == Context.id) & (Membership.person_id == Person.id),
    )
    .outerjoin(
        ResourceLink,
        (ResourceLink.context_id == Context.id) & (ResourceLink.lti_id == bindparam("link")),
    )
    .outerjoin(
        LineItem,
        (LineItem.context_id == Context.id) & (LineItem.url == bindparam("line_item")),
    )
    .where(
        Deployment.registration_id == bindparam("registration"),
        Deployment.lti_id == bindparam("deployment"),
    )
)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class KnownRows:
    """What is there already. `parked`: the activity's column has scores that were refused."""

    deployment: Deployment
    person: Person | None = None
    context: Context | None = None
    membership: Membership | None = None
    link: ResourceLink | None = None
    line_item: LineItem | None = None
    parked: bool = False


def find_known_rows(session: Session, registration_id: str, launch: Launch) -> KnownRows:
    """Raises `DeploymentUnknownError`."""
    found = session.execute(
        KNOWN,
        {
            "registration": registration_id,
            "deployment": launch.deployment_id,
            "subject": launch.subject,
            "context": launch.context.lti_id,
            "link": launch.link.lti_id if launch.link else None,
            "line_item": launch.services.line_item,
        },
    ).one_or_none()
    if found:
        return KnownRows(*found)
    return KnownRows(_learn_deployment(session, registration_id, launch.deployment_id))


def _learn_deployment(session: Session, registration_id: str, lti_id: str) -> Deployment:
    """A platform that named no deployment when it registered tells its first one by its first
    launch, whose token it has signed; from then on others are refused."""
    query = select(Deployment.lti_id).where(Deployment.registration_id == registration_id)
    if known := session.scalars(query).all():
        raise DeploymentUnknownError("deployment_id", sorted(known), lti_id)
    log.info("deployment_learned", registration=registration_id, deployment=lti_id)
    return find_or_add(session, Deployment, {}, registration_id=registration_id, lti_id=lti_id)


def keep_context(session: Session, known: KnownRows, launch: Launch) -> Context:
    """The course; its language is guessed once, from the language of the first launch."""
    row = known.context or _add_context(session, known.deployment, launch)
    renew(
        row,
        label=launch.context.label or row.label,
        title=launch.context.title or row.title,
        memberships_url=launch.services.memberships or row.memberships_url,
        lineitems_url=launch.services.line_items or row.lineitems_url,
    )
    return row


def _add_context(session: Session, deployment: Deployment, launch: Launch) -> Context:
    values = {
        "registration_id": deployment.registration_id,
        "language": "zh" if launch.locale.lower().startswith("zh") else "en",
    }
    key = {"deployment_id": deployment.id, "lti_id": launch.context.lti_id}
    return find_or_add(session, Context, values, **key)


def keep_person(session: Session, known: KnownRows, launch: Launch) -> Person:
    """Raises `PersonBlockedError`. A platform that sends no names takes none away."""
    key = {"registration_id": known.deployment.registration_id, "subject": launch.subject}
    row = known.person or find_or_add(session, Person, {}, **key)
    if row.blocked:
        raise PersonBlockedError("person", "not blocked", row.id)
    renew(row, name=launch.name or row.name, email=launch.email or row.email)
    return row


def keep_membership(
    session: Session, known: KnownRows, context: Context, person: Person, role: Role, now: datetime
) -> Membership:
    """The role here is the highest of launch and roster: a non-editing teacher of Moodle is an
    instructor at launch and a learner in the roster."""
    key = {"context_id": context.id, "person_id": person.id}
    row = known.membership or find_or_add(session, Membership, {}, **key)
    instructs = Role.INSTRUCTOR in (role, row.roster_role)
    renew(
        row,
        launch_role=role,
        role=Role.INSTRUCTOR if instructs else Role.LEARNER,
        ever_instructor=row.ever_instructor or instructs,
        active=True,
        last_launch_at=now,
    )
    return row


def keep_link(
    session: Session, known: KnownRows, context: Context, launch: Launch
) -> ResourceLink | None:
    """The activity, with its gradebook column and its practice as far as the launch names them."""
    if launch.link is None:
        return None
    key = {"context_id": context.id, "lti_id": launch.link.lti_id}
    row = known.link or find_or_add(session, ResourceLink, {}, **key)
    renew(row, title=launch.link.title or row.title)
    wanted = launch.custom.get(PRACTICE_PARAMETER, "")
    if wanted and wanted != row.practice_id:
        _open_named_practice(session, row, wanted)
    if url := launch.services.line_item:
        item = known.line_item or find_or_add(session, LineItem, {}, context_id=context.id, url=url)
        renew(item, resource_id=item.resource_id or row.practice_id or "")
        renew(row, line_item_id=item.id)
    return row


def _open_named_practice(session: Session, link: ResourceLink, practice_id: str) -> None:
    """Of this very course: a copied activity still names the practice of the course that it was
    copied from, and an instructor has to settle what it opens."""
    if find_row(session, Practice, id=practice_id, context_id=link.context_id):
        open_resource_link(session, link, practice_id)
    else:
        log.info("practice_elsewhere", context=link.context_id)
