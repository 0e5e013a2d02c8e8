"""Keep what another tool sent: all of one request or, with the reasons, none of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.models import Context, EvidenceKey, Person, Statement
from lti_tool.services.tool_evidence import Touched, derive_evidence
from lti_tool.statements.received import Received, Standard, StatementConflictError, StatementError
from lti_tool.statements.xapi import VOIDED

AT_ONCE = 400  # ids in one query
IDS_TOLD = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """`repeated` were kept before; `waiting` are about people not known yet."""

    ids: tuple[str, ...]
    new: int
    repeated: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where one statement belongs: a person of ours, or the platform's id of one to come."""

    context_id: str
    person_id: str | None
    subject: str


class StatementUnknownError(NotFoundError):
    code = "statement_unknown"
    message = "No statement with this id was sent by this key, or it was voided."


def keep_statements(
    session: Session, key: EvidenceKey, received: Sequence[Received], now: datetime
) -> Kept:
    """Raises `StatementError`, `StatementConflictError`; nothing is kept then."""
    session.refresh(key, with_for_update={"key_share": True})  # one request of a key after another
    key.used_at = now
    known = _find_known(session, key, received)
    conflicts = [
        one.statement_id
        for one in received
        if known.get(one.statement_id, one.digest) != one.digest
    ]
    if conflicts:
        raise StatementConflictError(ids=", ".join(conflicts[:IDS_TOLD]))
    new = [one for one in received if one.statement_id not in known]
    places = _Places(session, key, new).find_all()
    rows = [_make_row(key, one, place) for one, place in zip(new, places, strict=True)]
    _check_voidings(session, key, new)
    session.add_all(rows)
    session.flush()
    derive_all(session, [*_void(session, key, new), *rows])
    waiting = sum(row.person_id is None and bool(row.subject) for row in rows)
    ids = tuple(one.statement_id for one in received)
    return Kept(ids, len(new), len(received) - len(new), waiting)


def waits_for(person: Person) -> ColumnElement[bool]:
    """Statements that came before the platform named the person, and were not adopted yet."""
    return (Statement.registration_id == person.registration_id) & (
        Statement.subject == person.subject
    )


def adopt_statements(session: Session, registration_id: str) -> int:
    """Those that waited for somebody who is known by now; how many they were."""
    query = (
        select(Statement, Person.id)
        .join(
            Person,
            (Person.registration_id == Statement.registration_id)
            & (Person.subject == Statement.subject),
        )
        .where(Statement.registration_id == registration_id, Statement.person_id.is_(None))
    )
    adopted = list[Statement]()
    for row, person_id in session.execute(query).all():
        row.person_id, row.subject = person_id, ""
        adopted.append(row)
    session.flush()
    derive_all(session, adopted)
    return len(adopted)


def find_statement(
    session: Session, key: EvidenceKey, statement_id: str, *, voided: bool = False
) -> Statement:
    """An xAPI statement within the key's reach. Raises `StatementUnknownError`."""
    query = select(Statement).where(
        Statement.registration_id == key.registration_id,
        Statement.standard == Standard.XAPI.value,
        Statement.statement_id == statement_id,
        Statement.voided.is_(voided),
    )
    row = session.scalar(query)
    if row is None or key.context_id not in (None, row.context_id):
        raise StatementUnknownError
    return row


def derive_all(session: Session, rows: Iterable[Statement]) -> None:
    """The evidence of all people and objects that these rows are about."""
    touched: dict[str, set[Touched]] = {}
    for row in rows:
        if row.person_id is not None and row.verb != VOIDED:
            touched.setdefault(row.context_id, set()).add((row.person_id, row.object_id))
    for context_id in sorted(touched):
        session.get_one(Context, context_id, with_for_update=True)
        derive_evidence(session, context_id, touched[context_id])


def _find_known(session: Session, key: EvidenceKey, received: Sequence[Received]) -> dict[str, str]:
    """Digests by id, whichever key of the registration sent them."""
    found: dict[str, str] = {}
    for ids in _parts([one.statement_id for one in received]):
        query = select(Statement.statement_id, Statement.digest).where(
            Statement.registration_id == key.registration_id,
            Statement.standard == received[0].standard.value,
            Statement.statement_id.in_(ids),
        )
        found |= {row.statement_id: row.digest for row in session.execute(query)}
    return found


def _make_row(key: EvidenceKey, one: Received, place: Place) -> Statement:
    return Statement(
        registration_id=key.registration_id,
        context_id=place.context_id,
        key_id=key.id,
        person_id=place.person_id,
        subject=place.subject,
        standard=one.standard.value,
        statement_id=one.statement_id,
        digest=one.digest,
        body=one.body,
        verb=one.verb,
        object_id=one.object_id,
        title=one.title,
        attempt=one.attempt,
        happened_at=one.happened_at,
        share=one.share,
        weight=one.weight,
    )


def _check_voidings(session: Session, key: EvidenceKey, new: Sequence[Received]) -> None:
    """A voiding cannot be voided, nor what a key of another course sent."""
    targets = {one.voids: one.number for one in new if one.voids}
    for row in _find_sent(session, key, targets):
        number = targets[row.statement_id]
        if row.verb == VOIDED:
            raise StatementError([f"Statement {number}: a voiding cannot be voided."])
        if key.context_id not in (None, row.context_id):
            raise StatementError([f"Statement {number}: what it voids belongs to another course."])


def _void(session: Session, key: EvidenceKey, new: Sequence[Received]) -> list[Statement]:
    """What these voidings are about, and what came after its voiding."""
    targets = {one.voids for one in new if one.voids}
    arrived = [one.statement_id for one in new if not one.voids]
    for ids in _parts(arrived):
        early = select(Statement.object_id).where(
            Statement.registration_id == key.registration_id,
            Statement.verb == VOIDED,
            Statement.object_id.in_(ids),
        )
        targets |= set(session.scalars(early))
    rows = list(_find_sent(session, key, targets))
    for row in rows:
        row.voided = True
    session.flush()
    return rows


def _find_sent(session: Session, key: EvidenceKey, ids: Iterable[str]) -> Iterator[Statement]:
    for part in _parts(sorted(ids)):
        query = select(Statement).where(
            Statement.registration_id == key.registration_id,
            Statement.standard == Standard.XAPI.value,
            Statement.statement_id.in_(part),
        )
        yield from session.scalars(query)


class _Places:
    """Courses and people of one request, looked up together."""

    def __init__(self, session: Session, key: EvidenceKey, received: Sequence[Received]) -> None:
        self._key, self._received = key, received
        self._courses = _find_courses(session, key, {one.course for one in received if one.course})
        actors = [one.actor for one in received if one.actor]
        query = select(Person.id, Person.subject, Person.email).where(
            Person.registration_id == key.registration_id
        )
        self._subjects: dict[str, str] = {}
        for part in _parts(sorted({actor.subject for actor in actors if actor.subject})):
            rows = session.execute(query.where(Person.subject.in_(part)))
            self._subjects |= {row.subject: row.id for row in rows}
        self._ids = set[str]()
        for part in _parts(sorted({actor.pseudonym for actor in actors if actor.pseudonym})):
            self._ids |= {row.id for row in session.execute(query.where(Person.id.in_(part)))}
        self._emails: dict[str, list[str]] = {}
        emails = {actor.email.lower() for actor in actors if actor.email} if key.by_email else set()
        for part in _parts(sorted(emails)):
            for row in session.execute(query.where(func.lower(Person.email).in_(part))):
                self._emails.setdefault(row.email.lower(), []).append(row.id)

    def find_all(self) -> list[Place]:
        """Raises `StatementError`."""
        problems, places = list[str](), list[Place]()
        for one in self._received:
            try:
                person_id, subject = self._find_person(one)
                places.append(Place(self._find_course(one), person_id, subject))
            except ValueError as error:
                problems.append(f"Statement {one.number}: {error}.")
        if problems:
            raise StatementError(problems)
        return places

    def _find_course(self, one: Received) -> str:
        own = self._key.context_id
        found = self._courses.get(one.course, []) if one.course else ([own] if own else [])
        if not one.course and not own:
            raise ValueError(
                "it names no course, and this key is for a whole platform. Give the LTI context "
                "claim, or use a key of one course"
            )
        if len(found) != 1:
            what = "more than one course is" if found else "no course is"
            raise ValueError(f"{what} known under the platform's id {one.course[:64]!r}")
        if own not in (None, found[0]):
            raise ValueError("it is about another course than this key")
        return found[0]

    def _find_person(self, one: Received) -> tuple[str | None, str]:
        actor = one.actor
        if actor is None:
            return None, ""
        if actor.subject:
            person_id = self._subjects.get(actor.subject)
            return person_id, "" if person_id else actor.subject
        if actor.pseudonym:
            if actor.pseudonym not in self._ids:
                raise ValueError("actor: nobody has this pseudonym")
            return actor.pseudonym, ""
        if not self._key.by_email:
            raise ValueError(
                "actor: this key does not find people by their e-mail address. Send the platform's "
                "id of the person, or have an administrator make a key that does"
            )
        found = self._emails.get(actor.email.lower(), [])
        if len(found) != 1:
            raise ValueError(f"actor: {len(found) or 'no'} people have this e-mail address here")
        return found[0], ""


def _find_courses(session: Session, key: EvidenceKey, names: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in _parts(sorted(names)):
        query = select(Context.lti_id, Context.id).where(
            Context.registration_id == key.registration_id, Context.lti_id.in_(part)
        )
        for lti_id, context_id in session.execute(query):
            found.setdefault(lti_id, []).append(context_id)
    return found


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
