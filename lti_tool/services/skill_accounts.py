"""What is known of one person, skill by skill, with the evidence behind each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.explain import explain_mastery
from analytics.profile import fold_profile, read_mastery
from analytics.types import Evidence, Mastery
from generators.exercise.content import Kind
from lti_tool.models import Attempt, Exercise, OutsideEvidence, Skill
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_difficulties
from lti_tool.services.skills import list_kept_skills


@dataclass(frozen=True, slots=True)
class Answer:
    """An attempt made here, and the kind of its exercise."""

    kind: Kind
    practice_id: str
    showing_id: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence of one skill with what it moved the estimate by, in points of a hundred.

    It has an `answer`, or the `title` of the activity that the platform graded.
    """

    evidence: Evidence
    move: float
    strong: bool
    answer: Answer | None
    title: str


@dataclass(frozen=True, slots=True)
class SkillAccount:
    """`pieces` newest first, of the skill itself, not of others that hint at it."""

    skill: Skill
    mastery: Mastery
    pieces: tuple[Piece, ...]


def read_accounts(
    session: Session, context_id: str, person_id: str, now: datetime
) -> list[SkillAccount]:
    """The kept skills of the course, in its order."""
    evidence = list_evidence(session, context_id, person_id)
    difficulties = read_difficulties(session, context_id)
    profile = fold_profile(person_id, evidence, difficulties, now=now)
    names = _read_names(session, context_id, person_id)
    accounts = []
    for skill in list_kept_skills(session, context_id):
        mastery = read_mastery(profile, skill.id, now)
        moves = {
            part.evidence: 100 * part.move
            for part in explain_mastery(person_id, skill.id, evidence, difficulties)
        }
        pieces = _list_pieces(mastery, evidence, moves, names)
        accounts.append(SkillAccount(skill, mastery, pieces))
    return accounts


@dataclass(frozen=True, slots=True)
class _Names:
    """Where evidence comes from, by its id."""

    answers: Mapping[str, Answer]
    titles: Mapping[str, str]


def _read_names(session: Session, context_id: str, person_id: str) -> _Names:
    attempts = (
        select(Attempt, Exercise.kind)
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .where(Attempt.context_id == context_id, Attempt.person_id == person_id)
    )
    answers = {
        attempt.id: Answer(Kind(kind), attempt.practice_id, attempt.showing_id)
        for attempt, kind in session.execute(attempts)
    }
    grades = list_grades(session, context_id, person_id)
    return _Names(answers, {grade.id: grade.title for grade in grades})


def list_grades(session: Session, context_id: str, person_id: str) -> list[OutsideEvidence]:
    """What the platform told of the person, by title."""
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id, OutsideEvidence.person_id == person_id
    )
    return list(session.scalars(query.order_by(OutsideEvidence.title)))


def _list_pieces(
    mastery: Mastery, evidence: Sequence[Evidence], moves: Mapping[str, float], names: _Names
) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            evidence=piece,
            move=moves.get(piece.id, 0.0),
            strong=piece.id in mastery.moved_by,
            answer=names.answers.get(piece.id),
            title=names.titles.get(piece.id, ""),
        )
        for piece in reversed(evidence)
        if mastery.skill in piece.skills
    )
