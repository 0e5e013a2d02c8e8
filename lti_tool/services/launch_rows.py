"""The rows that a launch tells of: made where missing, kept up to date."""

from __future__ import annotations

import structlog
from sqlalchemy import Connection, or_, select

from lti_tool.lti.custom import HISTORY, PLACEMENT, PRACTICE
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
from lti_tool.services.people import blocked_error
from lti_tool.services.row_parts import add_part, renew

LONGEST_ID = 64

log = structlog.get_logger(__name__)


def keep_context(connection: Connection, known: KnownRows, launch: Launch) -> KnownContext:
    """The course; its language is guessed once, from the language of the first launch."""
    found = known.context or _add_context(connection, known.deployment, launch)
    return renew(
        connection,
        Context,
        found,
        label=launch.context.label or found.label,
        title=launch.context.title or found.title,
        memberships_url=launch.services.memberships or found.memberships_url,
        lineitems_url=launch.services.line_items or found.lineitems_url,
        history=_read_custom(launch, HISTORY) or found.history,
    )


def _add_context(
    connection: Connection, deployment: KnownDeployment, launch: Launch
) -> KnownContext:
    values = {
        "registration_id": deployment.registration_id,
        "language": "zh" if launch.locale.lower().startswith("zh") else "en",
    }
    key = {"deployment_id": deployment.id, "lti_id": launch.context.lti_id}
    return add_part(connection, Context, KnownContext, key, values)


def keep_person(connection: Connection, known: KnownRows, launch: Launch) -> KnownPerson:
    """Raises `PersonBlockedError`. A platform that sends no names takes none away."""
    found = known.person
    if found is None:
        key = {"registration_id": known.deployment.registration_id, "subject": launch.subject}
        found = add_part(connection, Person, KnownPerson, key)
    if found.blocked:
        raise blocked_error(found.id, found.block_reason)
    name, email = launch.name or found.name, launch.email or found.email
    return renew(connection, Person, found, name=name, email=email)


def keep_membership(
    connection: Connection,
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
        found = add_part(connection, Membership, KnownMembership, key)
    instructs = Role.INSTRUCTOR in (role, found.roster_role)
    return renew(
        connection,
        Membership,
        found,
        launch_role=role,
        role=Role.INSTRUCTOR if instructs else Role.LEARNER,
        ever_instructor=found.ever_instructor or instructs,
        active=True,
    )


def keep_link(
    connection: Connection, known: KnownRows, context: KnownContext, launch: Launch
) -> KnownLink | None:
    """The activity, with its gradebook column and its practice as far as the launch names them."""
    if launch.link is None:
        return None
    found = known.link
    if found is None:
        key = {"context_id": context.id, "lti_id": launch.link.lti_id}
        found = add_part(connection, ResourceLink, KnownLink, key)
    named, placement = (_read_custom(launch, name)[:LONGEST_ID] for name in (PRACTICE, PLACEMENT))
    found = renew(
        connection,
        ResourceLink,
        found,
        title=launch.link.title or found.title,
        practice_id=_find_practice(connection, found, named, placement),
        named_practice=named or found.named_practice,
        placement=placement or found.placement,
    )
    item_id = _keep_line_item(connection, known, context, launch, found.practice_id)
    return renew(connection, ResourceLink, found, line_item_id=item_id or found.line_item_id)


def _read_custom(launch: Launch, name: str) -> str:
    """A variable that the platform does not know comes as it was written."""
    value = launch.custom.get(name, "").strip()
    return "" if value.startswith("$") else value


def _find_practice(
    connection: Connection, link: KnownLink, named: str, placement: str
) -> str | None:
    """The named practice of this very course, or the course's copy of it. What an instructor has
    settled since stays. None where one has to settle it: the activity is a duplicate, or still
    names a practice of the course that this one was copied from."""
    if not named or (link.practice_id and named == link.named_practice):
        return link.practice_id
    meant = or_(Practice.id == named, Practice.root_id == named)
    query = select(Practice.id).where(Practice.context_id == link.context_id, meant)
    practice_id = connection.scalar(query)
    if practice_id and not has_twin(connection, link.context_id, link.id, placement):
        return practice_id
    log.info("practice_unsettled", context=link.context_id, duplicate=practice_id is not None)
    return link.practice_id


def has_twin(connection: Connection, context_id: str, link_id: str, placement: str) -> bool:
    """Another activity of the course came by the same deep linking answer."""
    if not placement:
        return False
    twin = select(ResourceLink.id).where(
        ResourceLink.context_id == context_id,
        ResourceLink.placement == placement,
        ResourceLink.id != link_id,
    )
    return connection.scalar(twin.limit(1)) is not None


def _keep_line_item(
    connection: Connection,
    known: KnownRows,
    context: KnownContext,
    launch: Launch,
    practice_id: str | None,
) -> str | None:
    """Its id; None where the launch names no column."""
    url = launch.services.line_item
    if not url:
        return None
    found = known.line_item
    if found is None:
        key = {"context_id": context.id, "url": url}
        found = add_part(connection, LineItem, KnownLineItem, key)
    resource_id = found.resource_id or practice_id or ""
    return renew(connection, LineItem, found, resource_id=resource_id).id
