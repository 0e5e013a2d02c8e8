"""The rows that a launch tells of: made where missing, kept up to date."""

from __future__ import annotations

from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from lti_tool.lti.errors import PersonBlockedError
from lti_tool.lti.launch import Launch
from lti_tool.models import Context, LineItem, Membership, Person, Practice, ResourceLink, Role
from lti_tool.services.known_rows import (
    KnownContext,
    KnownDeployment,
    KnownLineItem,
    KnownLink,
    KnownMembership,
    KnownPerson,
    KnownRows,
)
from lti_tool.services.practices import open_resource_link
from lti_tool.services.row_parts import part_of, renew
from lti_tool.services.rows import find_or_add, find_row

PRACTICE_PARAMETER = "practice_id"  # deep linking puts it into the activity's custom parameters

log = structlog.get_logger(__name__)


def keep_context(session: Session, known: KnownRows, launch: Launch) -> KnownContext:
    """The course; its language is guessed once, from the language of the first launch."""
    found = known.context or _add_context(session, known.deployment, launch)
    return renew(
        session,
        Context,
        found,
        label=launch.context.label or found.label,
        title=launch.context.title or found.title,
        memberships_url=launch.services.memberships or found.memberships_url,
        lineitems_url=launch.services.line_items or found.lineitems_url,
    )


def _add_context(session: Session, deployment: KnownDeployment, launch: Launch) -> KnownContext:
    values = {
        "registration_id": deployment.registration_id,
        "language": "zh" if launch.locale.lower().startswith("zh") else "en",
    }
    key = {"deployment_id": deployment.id, "lti_id": launch.context.lti_id}
    return part_of(KnownContext, find_or_add(session, Context, values, **key))


def keep_person(session: Session, known: KnownRows, launch: Launch) -> KnownPerson:
    """Raises `PersonBlockedError`. A platform that sends no names takes none away."""
    found = known.person
    if found is None:
        key = {"registration_id": known.deployment.registration_id, "subject": launch.subject}
        found = part_of(KnownPerson, find_or_add(session, Person, {}, **key))
    if found.blocked:
        raise PersonBlockedError("person", "not blocked", found.id)
    name, email = launch.name or found.name, launch.email or found.email
    return renew(session, Person, found, name=name, email=email)


def keep_membership(
    session: Session,
    known: KnownRows,
    context: KnownContext,
    person: KnownPerson,
    role: Role,
) -> KnownMembership:
    """The role here is the highest of launch and roster: a non-editing teacher of Moodle is an
    instructor at launch and a learner in the roster."""
    found = known.membership
    if found is None:
        key = {"context_id": context.id, "person_id": person.id}
        found = part_of(KnownMembership, find_or_add(session, Membership, {}, **key))
    instructs = Role.INSTRUCTOR in (role, found.roster_role)
    return renew(
        session,
        Membership,
        found,
        launch_role=role,
        role=Role.INSTRUCTOR if instructs else Role.LEARNER,
        ever_instructor=found.ever_instructor or instructs,
        active=True,
    )


def keep_link(
    session: Session, known: KnownRows, context: KnownContext, launch: Launch
) -> KnownLink | None:
    """The activity, with its gradebook column and its practice as far as the launch names them."""
    if launch.link is None:
        return None
    found = known.link
    if found is None:
        key = {"context_id": context.id, "lti_id": launch.link.lti_id}
        found = part_of(KnownLink, find_or_add(session, ResourceLink, {}, **key))
    found = _open_named_practice(session, found, launch.custom.get(PRACTICE_PARAMETER, ""))
    item_id = _keep_line_item(session, known, found, launch) or found.line_item_id
    title = launch.link.title or found.title
    return renew(session, ResourceLink, found, title=title, line_item_id=item_id)


def _keep_line_item(
    session: Session, known: KnownRows, link: KnownLink, launch: Launch
) -> str | None:
    """Its id; None where the launch names no column."""
    url = launch.services.line_item
    if not url:
        return None
    found = known.line_item
    if found is None:
        key = {"context_id": link.context_id, "url": url}
        found = part_of(KnownLineItem, find_or_add(session, LineItem, {}, **key))
    return renew(
        session, LineItem, found, resource_id=found.resource_id or link.practice_id or ""
    ).id


def _open_named_practice(session: Session, link: KnownLink, practice_id: str) -> KnownLink:
    """Of this very course: a copied activity still names the practice of the course that it was
    copied from, and an instructor has to settle what it opens."""
    if not practice_id or practice_id == link.practice_id:
        return link
    if not find_row(session, Practice, id=practice_id, context_id=link.context_id):
        log.info("practice_elsewhere", context=link.context_id)
        return link
    open_resource_link(session, session.get_one(ResourceLink, link.id), practice_id)
    return replace(link, practice_id=practice_id)
