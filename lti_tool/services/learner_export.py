"""Everything that is kept about one person, as JSON: docs/PRIVACY.md describes the format."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    AuditEntry,
    Context,
    ExerciseVersion,
    LaunchSession,
    Membership,
    Person,
    Practice,
    Registration,
    Skill,
    Statement,
)
from lti_tool.services.learner_rows import PEOPLE, audit_of, naming_columns, rows_of
from lti_tool.services.pseudonyms import pseudonym_of
from lti_tool.services.row_parts import table_of
from lti_tool.services.skill_accounts import read_accounts
from lti_tool.services.statements import waits_for

FORMAT = "coursewright-learner"
VERSION = 1
# They open a visit, and say nothing about the person.
SECRETS = {table_of(LaunchSession): {"secret_hash", "enter_hash"}}


def export_learner(session: Session, person: Person, now: datetime) -> dict[str, Any]:
    """Rows as they are stored, what they speak of, and what is computed from them at `now`."""
    rows = _read_rows(session, person)
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "pseudonym": pseudonym_of(person.id),
        "platform": _platform(session, person),
        "person": _read_plainly(session, PEOPLE, PEOPLE.c.id == person.id)[0],
        "rows": rows,
        "audit": _read_plainly(session, table_of(AuditEntry), audit_of(person.id)),
        "speaks_of": _name_things(session, rows),
        "estimates": _estimates(session, person.id, now),
    }


def plain_row(table: Table, row: Any) -> dict[str, Any]:
    secrets = SECRETS.get(table, set())
    names = [column.name for column in table.columns if column.name not in secrets]
    return {name: plain_value(row[name]) for name in names}


def plain_value(value: Any) -> Any:
    """Times in ISO 8601, bytes in Base64, states by their value; else as it is."""
    if isinstance(value, datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _read_rows(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """By table; a row that names the person twice stands there once."""
    person_id = person.id
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for table, column in naming_columns():
        rows = found.setdefault(table.name, {})
        for row in rows_of(session, table, column, person_id):
            rows.setdefault(row["id"], plain_row(table, row))
    sent = found[Statement.__tablename__]
    for row in _read_plainly(session, table_of(Statement), waits_for(person)):
        sent.setdefault(row["id"], row)
    return {name: list(rows.values()) for name, rows in sorted(found.items()) if rows}


def _platform(session: Session, person: Person) -> dict[str, str]:
    registration = session.get_one(Registration, person.registration_id)
    return {"name": registration.name, "issuer": registration.issuer}


def _read_plainly(
    session: Session, table: Table, which: ColumnElement[bool]
) -> list[dict[str, Any]]:
    query = select(table).where(which).order_by(table.c.created_at, table.c.id)
    return [plain_row(table, row) for row in session.execute(query).mappings()]


def _name_things(session: Session, rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What the ids in the rows stand for: courses, practices, skills, exercises as they were."""
    named = {name: {row[name] for found in rows.values() for row in found if row.get(name)}
             for name in ("context_id", "practice_id", "skill_id")}  # fmt: skip
    answered = {(row["exercise_id"], row["version"]) for row in rows.get("showing", [])}
    return {
        "courses": _words(session, Context, "title", named["context_id"]),
        "practices": _words(session, Practice, "title", named["practice_id"]),
        "skills": _words(session, Skill, "name", named["skill_id"]),
        "exercises": [_exercise(session, *which) for which in sorted(answered)],
    }


def _words(session: Session, kind: Any, column: str, ids: set[str]) -> dict[str, str]:
    found = (session.get(kind, one) for one in sorted(ids))
    return {row.id: getattr(row, column) for row in found if row is not None}


def _exercise(session: Session, exercise_id: str, number: int) -> dict[str, Any]:
    query = select(ExerciseVersion).filter_by(exercise_id=exercise_id, number=number)
    version = session.scalars(query).one()
    return {"id": exercise_id, "version": number, "content": version.content,
            "family": version.family}  # fmt: skip


def _estimates(session: Session, person_id: str, now: datetime) -> list[dict[str, Any]]:
    """How each skill stands; computed from the rows and stored nowhere."""
    courses = session.scalars(select(Membership.context_id).filter_by(person_id=person_id))
    return [
        {
            "course": course,
            "skill": account.skill.id,
            "name": account.skill.name,
            "mastery": account.mastery.mean,
            "low": account.mastery.low,
            "high": account.mastery.high,
            "answers": account.mastery.answers,
        }
        for course in sorted(courses)
        for account in read_accounts(session, course, person_id, now)
    ]
