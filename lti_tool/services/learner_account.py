"""One learner's account for instructors: each skill with the evidence behind its figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.explain import explain_mastery
from analytics.profile import read_mastery
from analytics.types import Evidence, Mastery
from lti_tool.errors import NotFoundError
from lti_tool.models import Exercise, Membership, OutsideEvidence, Person, Skill
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_difficulties, read_profile
from lti_tool.services.skills import list_kept_skills


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence of one skill with what it moved the estimate by, in points of a hundred.

    `kind` of the exercise, or the `title` of the activity that the platform graded.
    """

    evidence: Evidence
    move: float
    strong: bool
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class SkillAccount:
    """One learner's skill with its evidence, newest first."""

    skill: Skill
    mastery: Mastery
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LearnerAccount:
    """`untied` are grades that speak of no skill."""

    person: Person
    membership: Membership
    skills: tuple[SkillAccount, ...]
    untied: tuple[OutsideEvidence, ...]


def read_learner(
    session: Session, context_id: str, person_id: str, now: datetime
) -> LearnerAccount:
    """Raises `NotFoundError`, for instructors of the course too: they are in no analytics."""
    found = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.context_id == context_id,
            Membership.person_id == person_id,
            Membership.ever_instructor.is_(False),
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError
    evidence = list_evidence(session, context_id, person_id)
    profile = read_profile(session, context_id, person_id, now)
    difficulties = read_difficulties(session, context_id)
    grades = _list_grades(session, context_id, person_id)
    kinds = _list_kinds(session, context_id)
    accounts = []
    for skill in list_kept_skills(session, context_id):
        mastery = read_mastery(profile, skill.id, now)
        moves = {
            part.evidence: 100 * part.move
            for part in explain_mastery(person_id, skill.id, evidence, difficulties)
        }
        pieces = _list_pieces(skill.id, mastery, evidence, moves, grades, kinds)
        accounts.append(SkillAccount(skill, mastery, pieces))
    untied = tuple(grade for grade in grades.values() if not grade.skill_ids)
    return LearnerAccount(found.Person, found.Membership, tuple(accounts), untied)


def _list_grades(session: Session, context_id: str, person_id: str) -> dict[str, OutsideEvidence]:
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id, OutsideEvidence.person_id == person_id
    )
    return {row.id: row for row in session.scalars(query.order_by(OutsideEvidence.title))}


def _list_kinds(session: Session, context_id: str) -> dict[str, str]:
    query = select(Exercise.id, Exercise.kind).where(Exercise.context_id == context_id)
    return {row.id: row.kind for row in session.execute(query)}


def _list_pieces(
    skill_id: str,
    mastery: Mastery,
    evidence: list[Evidence],
    moves: Mapping[str, float],
    grades: Mapping[str, OutsideEvidence],
    kinds: Mapping[str, str],
) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            evidence=piece,
            move=moves.get(piece.id, 0.0),
            strong=piece.id in mastery.moved_by,
            kind=kinds.get(piece.exercise or "", ""),
            title=grades[piece.id].title if piece.id in grades else "",
        )
        for piece in reversed(evidence)
        if skill_id in piece.skills
    )
