"""Instructors among themselves about a draft: who looks at it, and what they say. The only writer
of `DraftComment`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Draft, DraftComment, DraftState, Membership, Person, Role
from lti_tool.services.drafts import find_draft

MOST_CHARACTERS = 2000


def list_colleagues(session: Session, context_id: str) -> list[Person]:
    """Who is an instructor of the course now, by name."""
    query = select(Person).where(Person.id.in_(_ids_of_colleagues(context_id)))
    return list(session.scalars(query.order_by(Person.name, Person.id)))


def count_left(session: Session, context_id: str) -> dict[Person, int]:
    """Who is no instructor of the course any more and still has drafts assigned, by name; how many
    of these wait for a review."""
    waits = func.count(Draft.id).filter(Draft.state == DraftState.IN_REVIEW)
    query = (
        select(Person, waits)
        .join(Draft, Draft.assigned_to == Person.id)
        .where(_has_left(context_id))
        .group_by(Person.id)
        .order_by(Person.name, Person.id)
    )
    return dict(session.execute(query).tuples().all())


def take_over(session: Session, context_id: str, person_id: str) -> int:
    """What those who left were to review is this colleague's now; how many drafts that is."""
    waits = (Draft.state == DraftState.IN_REVIEW) & _has_left(context_id)
    found = session.execute(
        update(Draft)
        .where(waits)
        .values(assigned_to=person_id)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(found, "rowcount", 0))


def _has_left(context_id: str) -> ColumnElement[bool]:
    """Of a draft that is assigned: to somebody who is no colleague any more."""
    left = Draft.assigned_to.not_in(_ids_of_colleagues(context_id))
    return (Draft.context_id == context_id) & left


def _ids_of_colleagues(context_id: str) -> Select[str]:
    return select(Membership.person_id).where(
        Membership.context_id == context_id,
        Membership.active,
        Membership.role == Role.INSTRUCTOR,
    )


def assign_draft(session: Session, context_id: str, draft_id: str, person_id: str) -> Draft:
    """To an instructor of the course, or with "" to nobody.

    Raises `NotFoundError` and `InvalidInputError`.
    """
    draft = find_draft(session, context_id, draft_id, lock=True)
    known = {person.id for person in list_colleagues(session, context_id)}
    if person_id and person_id not in known:
        raise InvalidInputError("Choose an instructor of this course.")
    draft.assigned_to = person_id or None
    return draft


def add_comment(
    session: Session, context_id: str, draft_id: str, person_id: str, text: str
) -> DraftComment:
    """Raises `NotFoundError`, and `InvalidInputError` for an empty or an endless one."""
    draft = find_draft(session, context_id, draft_id)
    text = text.strip()
    if not 0 < len(text) <= MOST_CHARACTERS:
        raise InvalidInputError("Write a comment of at most 2,000 characters.")
    comment = DraftComment(draft_id=draft.id, person_id=person_id, text=text)
    session.add(comment)
    session.flush()
    return comment


def remove_comment(
    session: Session, context_id: str, draft_id: str, person_id: str, comment_id: str
) -> None:
    """One's own. Raises `NotFoundError`."""
    find_draft(session, context_id, draft_id)
    comment = session.get(DraftComment, comment_id)
    if comment is None or comment.draft_id != draft_id or comment.person_id != person_id:
        raise NotFoundError
    session.delete(comment)


def list_comments(session: Session, draft_id: str) -> list[tuple[DraftComment, Person | None]]:
    """The oldest first, with who wrote it, unless they were erased since."""
    query = (
        select(DraftComment, Person)
        .outerjoin(Person, Person.id == DraftComment.person_id)
        .where(DraftComment.draft_id == draft_id)
        .order_by(DraftComment.created_at, DraftComment.id)
    )
    return [(comment, person) for comment, person in session.execute(query).tuples()]


def count_comments(session: Session, draft_ids: Collection[str]) -> Counter[str]:
    query = (
        select(DraftComment.draft_id, func.count())
        .where(DraftComment.draft_id.in_(draft_ids))
        .group_by(DraftComment.draft_id)
    )
    return Counter(dict(session.execute(query).tuples().all()))
