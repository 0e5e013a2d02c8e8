"""The groups of a platform's course: who is in which, and when each was last there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.models import CourseGroup, GroupMember, Membership, Person
from lti_tool.moodle.people import Enrolled
from lti_tool.services.rows import delete_rows


@dataclass(frozen=True, slots=True)
class GroupSize:
    """`learners` counts those whom the class view shows."""

    id: str
    name: str
    groupings: tuple[str, ...]
    learners: int


def list_groups(session: Session, context_id: str) -> list[GroupSize]:
    """By name; empty where the course has none or they were never read."""
    query = (
        select(CourseGroup, func.count(Membership.id).label("learners"))
        .outerjoin(GroupMember, GroupMember.group_id == CourseGroup.id)
        .outerjoin(
            Membership,
            (Membership.person_id == GroupMember.person_id)
            & (Membership.context_id == context_id)
            & Membership.active
            & Membership.ever_instructor.is_(False),
        )
        .where(CourseGroup.context_id == context_id)
        .group_by(CourseGroup.id)
        .order_by(CourseGroup.name, CourseGroup.external_id)
    )
    return [
        GroupSize(row.CourseGroup.id, row.CourseGroup.name, tuple(row.CourseGroup.groupings),
                  row.learners)
        for row in session.execute(query)
    ]  # fmt: skip


def list_members(session: Session, context_id: str, group_id: str) -> frozenset[str]:
    """Ids of the people in it, whoever they are. Raises `NotFoundError` for a group of another
    course."""
    require_group(session, context_id, group_id)
    query = select(GroupMember.person_id).where(GroupMember.group_id == group_id)
    return frozenset(session.scalars(query))


def require_group(session: Session, context_id: str, group_id: str) -> CourseGroup:
    """Raises `NotFoundError` for a group of another course."""
    group = session.get(CourseGroup, group_id)
    if group is None or group.context_id != context_id:
        raise NotFoundError
    return group


def keep_enrolled(
    session: Session,
    context_id: str,
    enrolled: Sequence[Enrolled],
    groupings: Mapping[str, tuple[str, ...]] | None = None,
) -> None:
    """Make groups and last accesses agree with what the platform told; `groupings` are names by its
    ids of groups. Whoever is not known here is left out: a person enters by launch or roster
    only."""
    known = _find_members(session, context_id)
    groups = _keep_groups(session, context_id, enrolled, groupings or {})
    wanted = {
        (groups[group.id], known[one.subject].person_id)
        for one in enrolled
        if one.subject in known
        for group in one.groups
    }
    _keep_members(session, list(groups.values()), wanted)
    _keep_accesses(session, known, {one.subject: one.last_access for one in enrolled})


def _find_members(session: Session, context_id: str) -> dict[str, Membership]:
    query = (
        select(Person.subject, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.context_id == context_id)
    )
    return {row.subject: row.Membership for row in session.execute(query)}


def _keep_groups(
    session: Session,
    context_id: str,
    enrolled: Iterable[Enrolled],
    groupings: Mapping[str, tuple[str, ...]],
) -> dict[str, str]:
    """Our ids by the platform's. One without members is not told of, and goes."""
    names = {group.id: group.name for one in enrolled for group in one.groups}
    query = select(CourseGroup).where(CourseGroup.context_id == context_id)
    rows = {row.external_id: row for row in session.scalars(query)}
    for external_id, name in names.items():
        row = rows.get(external_id)
        if row is None:
            row = rows[external_id] = CourseGroup(context_id=context_id, external_id=external_id)
            session.add(row)
        row.name, row.groupings = name, list(groupings.get(external_id, ()))
    session.flush()
    gone = [row.id for external_id, row in rows.items() if external_id not in names]
    session.execute(delete(GroupMember).where(GroupMember.group_id.in_(gone)))
    delete_rows(session, CourseGroup, gone)
    return {external_id: rows[external_id].id for external_id in names}


def _keep_members(session: Session, groups: Sequence[str], wanted: set[tuple[str, str]]) -> None:
    query = select(GroupMember).where(GroupMember.group_id.in_(groups))
    rows = {(row.group_id, row.person_id): row.id for row in session.scalars(query)}
    gone = [row_id for pair, row_id in rows.items() if pair not in wanted]
    delete_rows(session, GroupMember, gone)
    new = [{"group_id": group, "person_id": person} for group, person in wanted - rows.keys()]
    if new:
        session.execute(insert(GroupMember), new)


def _keep_accesses(
    session: Session, known: Mapping[str, Membership], seen: Mapping[str, datetime | None]
) -> None:
    changed = [
        {"id": row.id, "last_access": seen[subject]}
        for subject, row in known.items()
        if subject in seen and row.last_access != seen[subject]
    ]
    if changed:
        session.execute(update(Membership), changed)
