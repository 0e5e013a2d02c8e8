"""Who is in a class: the learners who belong to a course now, or those of one of its groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from generators.exercise.folding import fold_text
from lti_tool.models import GroupMember, Membership, Person
from lti_tool.services.course_groups import require_group
from lti_tool.services.pseudonyms import pseudonym_of

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
PAGE = 50
BY_NAME = (Person.name == "", Person.name, Person.subject)


@dataclass(frozen=True, slots=True)
class LearnerPage:
    """`people` are those of page `page`, which counts from 1, of `count`."""

    people: list[Person]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def list_learners(session: Session, context_id: str, group: str = "") -> list[Person]:
    """By name; never anyone who was ever instructor of the course. Raises `NotFoundError` for a
    group that the course does not have."""
    query = _narrow(session, _of_class(select(Person)), context_id, group)
    return list(session.scalars(query.order_by(*BY_NAME)))


def find_learners(
    session: Session, context_id: str, group: str = "", words: str = "", page: int = 1
) -> LearnerPage:
    """Those of one page, by name; of a page behind the last one the last. Raises `NotFoundError` as
    above."""
    query = _narrow(session, _of_class(select(Person.id, Person.name)), context_id, group)
    ids = [
        person_id
        for person_id, name in session.execute(query.order_by(*BY_NAME))
        if fits_words(person_id, name, words)
    ]
    page = min(page, max(1, -(-len(ids) // PAGE)))
    shown = ids[(page - 1) * PAGE : page * PAGE]
    people = session.scalars(select(Person).where(Person.id.in_(shown)).order_by(*BY_NAME))
    return LearnerPage(list(people), len(ids), page)


def find_learner(session: Session, context_id: str, person_id: str) -> Person | None:
    query = _narrow(session, _of_class(select(Person)), context_id, "")
    return session.scalar(query.where(Person.id == person_id))


def fits_words(person_id: str, name: str, words: str) -> bool:
    """By name, or by the pseudonym of one whose name the platform keeps."""
    folded = fold_text(name or pseudonym_of(person_id)) if words else ""
    return all(fold_text(word) in folded for word in words.split())


def count_learners(session: Session, context_id: str, group: str = "") -> int:
    """Raises `NotFoundError` as above."""
    query = select(func.count()).select_from(Membership)
    return session.scalar(_narrow(session, query, context_id, group)) or 0


def list_learner_ids(
    session: Session, context_id: str, group: str = "", after: str = "", most: int | None = None
) -> list[str]:
    """In the order of ids, from behind one on, at most so many: for what goes through a class a
    few at a time. Raises `NotFoundError` as above."""
    query = _narrow(session, select(Membership.person_id), context_id, group)
    query = query.where(Membership.person_id > after).order_by(Membership.person_id)
    return list(session.scalars(query.limit(most)))


def _of_class(query: Query) -> Query:
    return query.join(Membership, Membership.person_id == Person.id)


def _narrow(session: Session, query: Query, context_id: str, group: str) -> Query:
    query = query.where(
        Membership.context_id == context_id,
        Membership.active,
        Membership.ever_instructor.is_(False),
    )
    if not group:
        return query
    require_group(session, context_id, group)
    own = select(GroupMember.person_id).where(GroupMember.group_id == group)
    return query.where(Membership.person_id.in_(own))
