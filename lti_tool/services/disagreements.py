"""Disagreements: what a learner contests, as evidence for instructors and for nobody's score.

The only writer of `Disagreement` but for its test, which services.skill_tests leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.profile import fold_profile, read_mastery
from analytics.types import Mastery
from lti_tool.errors import NotFoundError
from lti_tool.models import Disagreement, DisagreementState, Membership, Person, SkillState
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.showings import lock_learner
from lti_tool.services.skills import find_skill

LONGEST_WORDS = 500
OPEN = (DisagreementState.STATED, DisagreementState.TESTING)


@dataclass(frozen=True, slots=True)
class Change:
    """The figure when it was contested, and at the end of the test; now, while there is none."""

    before: Mastery
    after: Mastery


@dataclass(frozen=True, slots=True)
class Voice:
    """A disagreement with who said it and what came of it, for instructors."""

    row: Disagreement
    person: Person
    change: Change


def state_disagreement(
    session: Session, context_id: str, person_id: str, skill_id: str, words: str
) -> Disagreement:
    """One at a time in each skill: said again, the newer words stand. Raises `NotFoundError`."""
    lock_learner(session, context_id, person_id)
    if find_skill(session, context_id, skill_id).state is not SkillState.KEPT:
        raise NotFoundError
    words = words.strip()[:LONGEST_WORDS]
    if row := find_open_disagreement(session, context_id, person_id, skill_id):
        row.words = words or row.words
        return row
    row = Disagreement(context_id=context_id, person_id=person_id, skill_id=skill_id, words=words)
    session.add(row)
    session.flush()
    return row


def find_open_disagreement(
    session: Session, context_id: str, person_id: str, skill_id: str
) -> Disagreement | None:
    rows = list_disagreements(session, context_id, person_id)
    return next((row for row in rows if row.skill_id == skill_id and row.state in OPEN), None)


def find_disagreement(
    session: Session, context_id: str, person_id: str, row_id: str
) -> Disagreement:
    """The person's own. Raises `NotFoundError`."""
    row = session.get(Disagreement, row_id)
    if row is None or row.context_id != context_id or row.person_id != person_id:
        raise NotFoundError
    return row


def list_disagreements(session: Session, context_id: str, person_id: str) -> list[Disagreement]:
    """Newest first; withdrawn ones, too."""
    query = select(Disagreement).where(
        Disagreement.context_id == context_id, Disagreement.person_id == person_id
    )
    return list(session.scalars(query.order_by(Disagreement.created_at.desc())))


def withdraw_disagreement(session: Session, row: Disagreement, now: datetime) -> None:
    """Instructors see it no longer, and its words are gone; the answers of a test were answers."""
    lock_learner(session, row.context_id, row.person_id)
    row.state, row.words = DisagreementState.WITHDRAWN, ""
    row.ended_at = row.ended_at or now


def list_voices(
    session: Session, context_id: str, now: datetime, person_id: str | None = None
) -> list[Voice]:
    """What learners of the course, or one of them, contest, newest first; never what was
    withdrawn."""
    query = (
        select(Disagreement, Person)
        .join(Person, Person.id == Disagreement.person_id)
        .join(
            Membership,
            (Membership.person_id == Person.id) & (Membership.context_id == context_id),
        )
        .where(
            Disagreement.context_id == context_id,
            Disagreement.state != DisagreementState.WITHDRAWN,
            Membership.ever_instructor.is_(False),
        )
        .order_by(Disagreement.created_at.desc(), Disagreement.id)
    )
    if person_id:
        query = query.where(Disagreement.person_id == person_id)
    return [
        Voice(row, person, read_change(session, row, now)) for row, person in session.execute(query)
    ]


def read_change(session: Session, row: Disagreement, now: datetime) -> Change:
    """Both figures by the same fold, so that nothing but evidence and time lies between them."""
    evidence = list_evidence(session, row.context_id, row.person_id)
    snapshot = read_snapshot(session, row.context_id)

    def mastery_at(moment: datetime) -> Mastery:
        known = [piece for piece in evidence if piece.time <= moment]
        profile = fold_profile(row.person_id, known, snapshot, now=moment)
        return read_mastery(profile, row.skill_id, moment)

    return Change(mastery_at(row.created_at), mastery_at(row.ended_at or now))
