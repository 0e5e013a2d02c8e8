"""What is known already of what a launch tells of: five rows and more, by one query.

Nearly every launch finds them all, so that one query costs most of what a launch costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, bindparam, exists, select

from lti_tool.lti.errors import DeploymentUnknownError
from lti_tool.lti.launch import Launch
from lti_tool.models import (
    Context,
    Deployment,
    LineItem,
    Membership,
    Person,
    ResourceLink,
    Role,
    Score,
    ScoreState,
)
from lti_tool.services.row_parts import add_part, columns_of, take_part

log = structlog.get_logger(__name__)

Part = TypeVar("Part", bound=Any)


@dataclass(frozen=True, slots=True)
class KnownDeployment:
    id: str
    registration_id: str


@dataclass(frozen=True, slots=True)
class KnownPerson:
    id: str
    name: str
    email: str
    blocked: bool
    block_reason: str


@dataclass(frozen=True, slots=True)
class KnownContext:
    id: str
    registration_id: str
    deployment_id: str
    label: str
    title: str
    memberships_url: str | None
    lineitems_url: str | None
    synced_at: datetime | None
    history: str


@dataclass(frozen=True, slots=True)
class KnownMembership:
    id: str
    role: Role
    launch_role: Role | None
    roster_role: Role | None
    ever_instructor: bool
    active: bool


@dataclass(frozen=True, slots=True)
class KnownLink:
    id: str
    context_id: str
    title: str
    practice_id: str | None
    line_item_id: str | None
    named_practice: str
    placement: str


@dataclass(frozen=True, slots=True)
class KnownLineItem:
    id: str
    resource_id: str


@dataclass(frozen=True, slots=True)
class KnownRows:
    """`parked`: the activity's column has scores that were refused."""

    deployment: KnownDeployment
    person: KnownPerson | None = None
    context: KnownContext | None = None
    membership: KnownMembership | None = None
    link: KnownLink | None = None
    line_item: KnownLineItem | None = None
    parked: bool = False


KNOWN = (
    select(
        *columns_of(Deployment, KnownDeployment),
        *columns_of(Person, KnownPerson),
        *columns_of(Context, KnownContext),
        *columns_of(Membership, KnownMembership),
        *columns_of(ResourceLink, KnownLink),
        *columns_of(LineItem, KnownLineItem),
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


def find_known_rows(connection: Connection, registration_id: str, launch: Launch) -> KnownRows:
    """Raises `DeploymentUnknownError`."""
    found = connection.execute(
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
    if found is None:
        return KnownRows(_learn_deployment(connection, registration_id, launch.deployment_id))
    values = iter(found)
    return KnownRows(
        take_part(KnownDeployment, values),
        _take_joined(KnownPerson, values),
        _take_joined(KnownContext, values),
        _take_joined(KnownMembership, values),
        _take_joined(KnownLink, values),
        _take_joined(KnownLineItem, values),
        parked=next(values),
    )


def _take_joined(shape: type[Part], values: Iterator[Any]) -> Part | None:
    """None where the outer join found no such row."""
    part = take_part(shape, values)
    return part if part.id is not None else None


def _learn_deployment(connection: Connection, registration_id: str, lti_id: str) -> KnownDeployment:
    """A platform that named no deployment when it registered tells its first one by its first
    launch, whose token it has signed; from then on others are refused."""
    query = select(Deployment.lti_id).where(Deployment.registration_id == registration_id)
    if known := connection.scalars(query).all():
        raise DeploymentUnknownError("deployment_id", sorted(known), lti_id)
    log.info("deployment_learned", registration=registration_id, deployment=lti_id)
    key = {"registration_id": registration_id, "lti_id": lti_id}
    return add_part(connection, Deployment, KnownDeployment, key)
