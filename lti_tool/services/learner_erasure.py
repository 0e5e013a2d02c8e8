"""Erase a person: rows of theirs go, what they made for a course stays without their name.

Answers leave a sum per exercise (`ExerciseTally`), which tells of nobody. What the platform holds
(grades, its own logs) stays there, and a roster that still lists the person brings them back.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    Attempt,
    AuditEntry,
    Context,
    LaunchSession,
    LoginState,
    Person,
    Refusal,
)
from lti_tool.models.statement import GOES_WITH_PERSON
from lti_tool.services.answer_sums import keep_sums
from lti_tool.services.audit import note_audit
from lti_tool.services.learner_rows import audit_of, naming_columns
from lti_tool.services.statements import adopt_statements

ERASED = "erased"  # stands where an audit entry named the person


def erase_learner(session: Session, person: Person, actor: str) -> dict[str, int]:
    """How many rows were changed or removed, by table. `actor` is who does it, for the audit."""
    session.refresh(person, with_for_update=True)  # an answer on its way waits, and is refused
    person_id, registration_id = person.id, person.registration_id
    names = tuple(text for text in (person.name, person.email) if text)
    keep_sums(session, Attempt.person_id == person_id)
    adopt_statements(session, registration_id)
    counts = {"person": 1}
    for table, column in naming_columns():
        counts[table.name] = counts.get(table.name, 0) + _forget(session, table, column, person_id)
    _forget_in_visits(session, registration_id, person_id, names)
    counts["refusal"] = _forget_refusals(session, person_id)
    counts["login_state"] = _forget_logins(session, person)
    counts["audit_entry"] = _forget_in_audit(session, person_id)
    session.execute(delete(Person).where(Person.id == person_id))
    session.expunge(person)
    session.expire_all()  # rows were changed behind the ORM
    note_audit(session, ERASED if actor == person_id else actor, "person.erase", "person:erased")
    return {name: count for name, count in sorted(counts.items()) if count}


def _forget(session: Session, table: Table, column: Column[Any], person_id: str) -> int:
    """What may lack its author stays without one; the rest is about the person, and goes."""
    mine = column == person_id
    if column.nullable and GOES_WITH_PERSON not in column.info:
        found = session.execute(update(table).where(mine).values({column.name: None}))
    else:
        found = session.execute(delete(table).where(mine))
    return int(getattr(found, "rowcount", 0))


def _forget_in_visits(
    session: Session, registration_id: str, person_id: str, names: tuple[str, ...]
) -> None:
    """Visits of others name the learner whose work they opened, and hold sentences to be shown."""
    query = (
        select(LaunchSession)
        .join(Context, Context.id == LaunchSession.context_id)
        .where(Context.registration_id == registration_id)
    )
    for row in session.scalars(query, execution_options={"yield_per": 500}):
        if _speaks_of(row.settings, person_id, names):
            kept = {k: v for k, v in row.settings.items() if not _speaks_of(v, person_id, names)}
            row.settings = kept
    session.flush()


def _forget_refusals(session: Session, person_id: str) -> int:
    """Of somebody who was blocked: the failed check names them."""
    found = session.execute(delete(Refusal).where(Refusal.found == person_id))
    return int(getattr(found, "rowcount", 0))


def _forget_logins(session: Session, person: Person) -> int:
    """On their way for a few minutes: the platform's hint is the person's id there."""
    theirs = (LoginState.registration_id == person.registration_id) & (
        LoginState.login_hint == person.subject
    )
    found = session.execute(delete(LoginState).where(theirs))
    return int(getattr(found, "rowcount", 0))


def _forget_in_audit(session: Session, person_id: str) -> int:
    """What was done stays; by whom or to whom does not."""
    entries = list(session.scalars(select(AuditEntry).where(audit_of(person_id))))
    for entry in entries:
        entry.actor = ERASED if entry.actor == person_id else entry.actor
        entry.subject = entry.subject.replace(person_id, ERASED)
        entry.detail = {k: v for k, v in entry.detail.items() if not _speaks_of(v, person_id, ())}
    session.flush()
    return len(entries)


def _speaks_of(value: Any, person_id: str, names: tuple[str, ...]) -> bool:
    text = json.dumps(value, ensure_ascii=False)
    return person_id in text or any(json.dumps(n, ensure_ascii=False)[1:-1] in text for n in names)
