"""The mastery map: each skill of the course, opened to the evidence behind its figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.explain import explain_mastery
from analytics.profile import read_mastery
from analytics.types import Evidence, Source
from generators.exercise.content import Kind
from lti_tool.models import Attempt, Exercise, OutsideEvidence, Practice
from lti_tool.services.evidence import list_evidence
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.profiles import read_difficulties, read_profile
from lti_tool.services.skills import list_kept_skills
from lti_tool.views.exercise_feedback import Outcome
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn_page import SkillLine
from lti_tool.views.learn_words import SOURCES, judge_level

MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """`move` in points of a hundred; `showing_id` opens an answer that was given here."""

    what: str
    time: datetime
    outcome: Outcome
    score: float
    hints: int
    move: float
    strong: bool
    showing_id: str = ""


@dataclass(frozen=True, slots=True)
class SkillMap:
    line: SkillLine
    rows: tuple[EvidenceRow, ...]
    more: int
    testable: bool


@dataclass(frozen=True, slots=True)
class MasteryPage:
    skills: tuple[SkillMap, ...]
    practice_id: str


@dataclass(frozen=True, slots=True)
class _Names:
    """What evidence is called, by its id."""

    what: Mapping[str, str]
    showing: Mapping[str, str]


def read_mastery_page(session: Session, practice: Practice | None, now: datetime) -> MasteryPage:
    context_id, person_id = g.visit.context.id, g.visit.person.id
    evidence = list_evidence(session, context_id, person_id)
    difficulties = read_difficulties(session, context_id)
    profile = read_profile(session, context_id, person_id, now)
    practice_id = practice.id if practice else ""
    names = _read_names(session, context_id, person_id, practice_id)
    own = {skill.id for skill in list_practice_skills(session, practice)} if practice else set()
    maps = []
    for skill in list_kept_skills(session, context_id):
        mastery = read_mastery(profile, skill.id, now)
        line = SkillLine(skill, mastery, judge_level(mastery))
        moves = {
            found.evidence: found.move
            for found in explain_mastery(person_id, skill.id, evidence, difficulties)
        }
        rows = _list_rows(line, evidence, moves, names)
        kept, more = rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS)
        maps.append(SkillMap(line, kept, more, skill.id in own))
    return MasteryPage(tuple(maps), practice_id)


def _list_rows(
    line: SkillLine, evidence: list[Evidence], moves: Mapping[str, float], names: _Names
) -> tuple[EvidenceRow, ...]:
    """Newest first; of the skill itself, not of others that hint at it."""
    return tuple(
        EvidenceRow(
            what=names.what[piece.id],
            time=piece.time,
            outcome=_judge(piece.score),
            score=piece.score,
            hints=piece.hints_used,
            move=100 * moves.get(piece.id, 0.0),
            strong=piece.id in line.mastery.moved_by,
            showing_id=names.showing.get(piece.id, ""),
        )
        for piece in reversed(evidence)
        if line.skill.id in piece.skills
    )


def _judge(score: float) -> Outcome:
    if score >= 1:
        return Outcome.RIGHT
    return Outcome.PARTLY if score > 0 else Outcome.NOT_YET


def _read_names(session: Session, context_id: str, person_id: str, practice_id: str) -> _Names:
    """Answers of other practices have a name but no link: their pages belong to those visits."""
    what: dict[str, str] = {}
    showing: dict[str, str] = {}
    attempts = (
        select(Attempt.id, Attempt.showing_id, Attempt.practice_id, Exercise.kind)
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .where(Attempt.context_id == context_id, Attempt.person_id == person_id)
    )
    for row in session.execute(attempts):
        what[row.id] = str(KINDS[Kind(row.kind)])
        if row.practice_id == practice_id:
            showing[row.id] = row.showing_id
    outside = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id, OutsideEvidence.person_id == person_id
    )
    for grade in session.scalars(outside):
        what[grade.id] = grade.title or str(SOURCES[Source(grade.source)])
    return _Names(what, showing)
