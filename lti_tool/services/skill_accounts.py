"""What is known of one person, skill by skill, with the evidence behind each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.explain import explain_mastery
from analytics.profile import fold_profile, read_mastery
from analytics.types import Evidence, Mastery, Profile
from generators.exercise.content import Kind
from lti_tool.models import Attempt, Exercise, OutsideEvidence, Skill
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_snapshot
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
class Terms:
    """How the figure comes about, in points of a hundred; they add up to it.

    `start` is what is taken of a learner without evidence, `own` what answers and grades in the
    skill added, `others` what those in other skills hint at, `time` what went by since.
    """

    start: float
    own: float
    others: float
    time: float


@dataclass(frozen=True, slots=True)
class SkillAccount:
    """`pieces` newest first, of the skill itself, not of others that hint at it."""

    skill: Skill
    mastery: Mastery
    pieces: tuple[Piece, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class _Names:
    """Where evidence comes from, by its id."""

    answers: Mapping[str, Answer]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What all accounts of one person in one course are made of."""

    person_id: str
    evidence: Sequence[Evidence]
    profile: Profile
    names: _Names
    now: datetime


def read_accounts(
    session: Session, context_id: str, person_id: str, now: datetime
) -> list[SkillAccount]:
    """The kept skills of the course, in its order."""
    known = _read_known(session, context_id, person_id, now)
    return [_make_account(known, skill) for skill in list_kept_skills(session, context_id)]


def read_account(session: Session, skill: Skill, person_id: str, now: datetime) -> SkillAccount:
    return _make_account(_read_known(session, skill.context_id, person_id, now), skill)


def _read_known(session: Session, context_id: str, person_id: str, now: datetime) -> _Known:
    evidence = list_evidence(session, context_id, person_id)
    profile = fold_profile(person_id, evidence, read_snapshot(session, context_id), now=now)
    names = _read_names(session, context_id, person_id)
    return _Known(person_id, evidence, profile, names, now)


def _make_account(known: _Known, skill: Skill) -> SkillAccount:
    mastery = read_mastery(known.profile, skill.id, known.now)
    parts = explain_mastery(known.person_id, skill.id, known.evidence, known.profile.snapshot)
    moves = {part.evidence: 100 * part.move for part in parts}
    pieces = _list_pieces(mastery, known.evidence, moves, known.names)
    start = 100 * read_mastery(Profile("", snapshot=known.profile.snapshot), skill.id).mean
    terms = _sum_up(start, mastery, pieces, sum(moves.values()))
    return SkillAccount(skill, mastery, pieces, terms)


def _sum_up(start: float, mastery: Mastery, pieces: Sequence[Piece], moved: float) -> Terms:
    own = sum(piece.move for piece in pieces)
    return Terms(start, own, moved - own, 100 * mastery.mean - start - moved)


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
