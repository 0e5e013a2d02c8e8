"""Which rows are about a person: found by the schema, so that no new table can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, cast, or_, select
from sqlalchemy.orm import Session

from lti_tool.db import Base
from lti_tool.errors import NotFoundError
from lti_tool.models import AuditEntry, Person, Registration
from lti_tool.services.row_parts import table_of

PEOPLE = table_of(Person)
PAGE = 500  # rows fetched at a time


class LearnerUnknownError(NotFoundError):
    code = "learner_unknown"
    message = (
        "Nobody is known under %(who)s. Nothing is kept about a person who never opened the tool "
        "and is in no course's roster, or who was erased."
    )


class LearnerAmbiguousError(NotFoundError):
    code = "learner_ambiguous"
    message = (
        "%(who)s is known in more than one registration. Name the person by one of these ids: "
        "%(ids)s"
    )


def find_learner(session: Session, person_id: str) -> Person:
    """By our own id. Raises `LearnerUnknownError`."""
    person = session.get(Person, person_id)
    if person is None:
        raise LearnerUnknownError(who=person_id[:64])
    return person


def find_learner_at(session: Session, issuer: str, subject: str) -> Person:
    """By the platform's id of the person.

    Raises `LearnerUnknownError`, `LearnerAmbiguousError` where two clients of one issuer know
    the same id.
    """
    query = (
        select(Person)
        .join(Registration, Registration.id == Person.registration_id)
        .where(Registration.issuer == issuer, Person.subject == subject)
        .order_by(Person.id)
    )
    found = list(session.scalars(query))
    who = f"{subject[:64]} at {issuer[:128]}"
    if not found:
        raise LearnerUnknownError(who=who)
    if len(found) > 1:
        raise LearnerAmbiguousError(who=who, ids=", ".join(person.id for person in found))
    return found[0]


def naming_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names a person, in the order in which rows may be removed."""
    for table in reversed(Base.metadata.sorted_tables):
        for column in table.columns:
            if any(key.column.table is PEOPLE for key in column.foreign_keys):
                yield table, column


def rows_of(session: Session, table: Table, column: Column[Any], person_id: str) -> Iterator[Any]:
    """As mappings, oldest first."""
    query = select(table).where(column == person_id).order_by(table.c.created_at, table.c.id)
    yield from session.execute(query, execution_options={"yield_per": PAGE}).mappings()


def audit_of(person_id: str) -> ColumnElement[bool]:
    """Entries of what the person did and of what was done to them."""
    return or_(
        AuditEntry.actor == person_id,
        AuditEntry.subject.contains(person_id, autoescape=True),
        cast(AuditEntry.detail, Text).contains(person_id, autoescape=True),
    )
