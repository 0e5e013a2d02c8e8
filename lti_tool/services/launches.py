"""What a verified launch leaves behind: its rows, and a session that the person enters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from lti_tool.lti.errors import InstructorsOnlyError
from lti_tool.lti.launch import Launch, Message
from lti_tool.models import Membership, Person, Registration, Role
from lti_tool.services.known_rows import (
    KnownContext,
    KnownLink,
    KnownMembership,
    find_known_rows,
)
from lti_tool.services.launch_rows import (
    keep_context,
    keep_link,
    keep_membership,
    keep_person,
)
from lti_tool.services.logins import Registered, Rung
from lti_tool.services.row_parts import open_orm, renew
from lti_tool.services.score_outbox import rearm_parked_scores
from lti_tool.services.sessions import open_session

SYNC_AGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Recorded:
    """`code` enters the visit once. `rearmed` scores wait to be sent; `course_to_sync` names the
    context whose roster and results have not been read for a while."""

    code: str
    rearmed: int
    course_to_sync: str | None


def record_launch(
    connection: Connection,
    registration: Registered,
    launch: Launch,
    now: datetime,
    rung: Rung | None = None,
    storage_target: str = "",
    came_as: str = "",
) -> Recorded:
    """`came_as`: the origin of the tool as this browser saw it.

    Raises `DeploymentUnknownError`, `PersonBlockedError`, `InstructorsOnlyError`.
    """
    known = find_known_rows(connection, registration.id, launch)
    person = keep_person(connection, known, launch)
    context = keep_context(connection, known, launch)
    role = Role.INSTRUCTOR if launch.is_instructor else Role.LEARNER
    membership = keep_membership(connection, known, context, person, role)
    _check_message(launch, membership)
    link = keep_link(connection, known, context, launch)
    renew(connection, Registration, registration, product=registration.product or launch.product)
    code = open_session(
        connection,
        person_id=person.id,
        context_id=context.id,
        deployment_id=context.deployment_id,
        resource_link_id=link.id if link else None,
        message=launch.message.value,
        settings=_settings(connection, launch, membership, context, link),
        locale=launch.locale,
        return_url=launch.return_url,
        rung=rung,
        storage_target=storage_target,
        came_as=came_as,
    )
    rearmed = _rearm_scores(connection, link, now) if known.parked else 0
    return Recorded(code, rearmed, _course_to_sync(launch, context, membership, now))


def _check_message(launch: Launch, membership: KnownMembership) -> None:
    """Whoever chooses content or looks at a learner's work instructs the course."""
    if launch.message is not Message.RESOURCE_LINK and membership.role is not Role.INSTRUCTOR:
        raise InstructorsOnlyError("role", Role.INSTRUCTOR.value, membership.role.value)


def _settings(
    connection: Connection,
    launch: Launch,
    membership: KnownMembership,
    context: KnownContext,
    link: KnownLink | None,
) -> dict[str, Any]:
    """What the visit's first page needs; `choose` asks for the practice of a new activity."""
    if launch.deep_linking:
        return {"deep_linking": asdict(launch.deep_linking)}
    if launch.message is Message.SUBMISSION_REVIEW:
        return {"reviewed": _find_reviewed(connection, context, launch.reviewed)}
    unset = link is not None and link.practice_id is None
    return {"choose": True} if unset and membership.role is Role.INSTRUCTOR else {}


def _find_reviewed(connection: Connection, context: KnownContext, subject: str) -> str | None:
    """The learner's person id; None where nobody of that id is known in this course."""
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.registration_id == context.registration_id, Person.subject == subject)
        .where(Membership.context_id == context.id)
    )
    return connection.scalar(query)


def _rearm_scores(connection: Connection, link: KnownLink | None, now: datetime) -> int:
    if link is None or link.line_item_id is None:
        return 0
    with open_orm(connection) as session:
        return rearm_parked_scores(session, link.line_item_id, now)


def _course_to_sync(
    launch: Launch, context: KnownContext, membership: KnownMembership, now: datetime
) -> str | None:
    """Not where content is chosen: Moodle names no roster there, and an empty reading would
    count for an hour."""
    if launch.message is Message.DEEP_LINKING or membership.role is not Role.INSTRUCTOR:
        return None
    old = context.synced_at is None or now - context.synced_at > SYNC_AGE
    return context.id if old else None
