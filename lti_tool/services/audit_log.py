"""The audit as an admin reads it: who did what to what, by names instead of ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    IS_CURRENT,
    Admin,
    AuditEntry,
    Context,
    Draft,
    Exercise,
    ExerciseVersion,
    Person,
    Practice,
    Registration,
    ResourceLink,
    Score,
    Skill,
    Source,
)
from lti_tool.services.pseudonyms import pseudonym_of

TITLE_CHARACTERS = 80
PAGE = 500


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Empty fields do not narrow. `until` is exclusive."""

    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """`actor`, `subject` and `course` are names, or what is known of a row that is gone."""

    entry: AuditEntry
    actor: str
    subject: str
    course: str


def list_actions(session: Session) -> list[str]:
    """Those that stand in the audit."""
    return sorted(session.scalars(select(AuditEntry.action).distinct()))


def list_entries(session: Session, wanted: AuditFilter, limit: int) -> list[NamedEntry]:
    """Newest first."""
    return name_entries(session, list(session.scalars(_query(wanted).limit(limit))))


def stream_entries(session: Session, wanted: AuditFilter) -> Iterator[NamedEntry]:
    """All of them, newest first, some hundred in memory."""
    found = session.scalars(_query(wanted), execution_options={"yield_per": PAGE})
    for part in found.partitions():
        yield from name_entries(session, part)


def name_entries(session: Session, entries: Iterable[AuditEntry]) -> list[NamedEntry]:
    entries = list(entries)
    names = _Names(session)
    for entry in entries:
        names.want(*_references(entry))
    names.read()
    return [
        NamedEntry(
            entry,
            names.of("actor", entry.actor),
            _subject(names, entry),
            names.of("context", str(entry.detail.get("course", ""))),
        )
        for entry in entries
    ]


def _query(wanted: AuditFilter) -> Select[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.created_at.desc(), AuditEntry.id)
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.since:
        query = query.where(AuditEntry.created_at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEntry.created_at < wanted.until)
    return query


def _references(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    yield "actor", entry.actor
    yield _split(entry)
    yield "context", str(entry.detail.get("course", ""))
    yield "person", str(entry.detail.get("person", ""))


def _split(entry: AuditEntry) -> tuple[str, str]:
    """(kind, id) of the subject; what an admin did to a registration names its bare id."""
    kind, colon, row_id = entry.subject.partition(":")
    if colon:
        return kind, row_id
    return entry.action.partition(".")[0], entry.subject


def _subject(names: _Names, entry: AuditEntry) -> str:
    name = names.of(*_split(entry))
    person = names.of("person", str(entry.detail.get("person", "")))
    return f"{name} · {person}" if person else name


class _Names:
    """Names of rows, read kind by kind."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.wanted: dict[str, set[str]] = defaultdict(set)
        self.found: dict[tuple[str, str], str] = {}

    def want(self, *references: tuple[str, str]) -> None:
        for kind, row_id in references:
            self.wanted[kind].add(row_id)

    def read(self) -> None:
        for kind, ids in self.wanted.items():
            for read in _READERS.get(kind, ()):
                self.found |= {(kind, one): name for one, name in read(self.session, ids)}

    def of(self, kind: str, row_id: str) -> str:
        return self.found.get((kind, row_id), row_id)


def _column(kind: Any, *columns: Any) -> Any:
    """Reads the first of the columns that is not empty."""

    def read(session: Session, ids: set[str]) -> Iterator[tuple[str, str]]:
        for row_id, *texts in session.execute(select(kind.id, *columns).where(kind.id.in_(ids))):
            yield row_id, next((text for text in texts if text), row_id)

    return read


def _people(session: Session, ids: set[str]) -> Iterator[tuple[str, str]]:
    for row_id, name in session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))):
        yield row_id, name or pseudonym_of(row_id)


def _scores(session: Session, ids: set[str]) -> Iterator[tuple[str, str]]:
    """Whose they are."""
    query = select(Score.id, Person.id, Person.name).join(Person, Person.id == Score.person_id)
    for row_id, person_id, name in session.execute(query.where(Score.id.in_(ids))):
        yield row_id, name or pseudonym_of(person_id)


def _columns(session: Session, ids: set[str]) -> Iterator[tuple[str, str]]:
    """The activities that write into them."""
    query = select(ResourceLink.line_item_id, ResourceLink.title)
    for row_id, title in session.execute(query.where(ResourceLink.line_item_id.in_(ids))):
        yield row_id or "", title


def _exercises(session: Session, ids: set[str]) -> Iterator[tuple[str, str]]:
    query = select(Exercise.id, ExerciseVersion.content).join(ExerciseVersion, IS_CURRENT)
    yield from _titles(session, query, Exercise.id.in_(ids))


def _drafts(session: Session, ids: set[str]) -> Iterator[tuple[str, str]]:
    yield from _titles(session, select(Draft.id, Draft.content), Draft.id.in_(ids))


def _titles(
    session: Session, query: Select[Any], which: ColumnElement[bool]
) -> Iterator[tuple[str, str]]:
    for row_id, content in session.execute(query.where(which)):
        found: dict[str, Any] = content or {}
        text = str(found.get("stem") or found.get("text") or row_id)
        yield row_id, text if len(text) <= TITLE_CHARACTERS else f"{text[:TITLE_CHARACTERS]}…"


_READERS: dict[str, tuple[Any, ...]] = {
    "actor": (_people, _column(Admin, Admin.name)),
    "admin": (_column(Admin, Admin.name),),
    "person": (_people,),
    "context": (_column(Context, Context.title, Context.label),),
    "draft": (_drafts,),
    "exercise": (_exercises,),
    "link": (_column(ResourceLink, ResourceLink.title),),
    "practice": (_column(Practice, Practice.title),),
    "registration": (_column(Registration, Registration.name, Registration.issuer),),
    "web_service": (_column(Registration, Registration.name, Registration.issuer),),
    "score": (_scores,),
    "line_item": (_columns,),
    "skill": (_column(Skill, Skill.name),),
    "source": (_column(Source, Source.filename),),
}
