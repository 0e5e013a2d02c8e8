"""The mastery map: each skill of the course, opened to the evidence behind its figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g
from sqlalchemy.orm import Session

from lti_tool.models import Practice
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.skill_accounts import Piece, SkillAccount, read_accounts
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


def read_mastery_page(session: Session, practice: Practice | None, now: datetime) -> MasteryPage:
    own = {skill.id for skill in list_practice_skills(session, practice)} if practice else set()
    practice_id = practice.id if practice else ""
    accounts = read_accounts(session, g.visit.context.id, g.visit.person.id, now)
    maps = [_map_skill(account, practice_id, account.skill.id in own) for account in accounts]
    return MasteryPage(tuple(maps), practice_id)


def _map_skill(account: SkillAccount, practice_id: str, testable: bool) -> SkillMap:
    line = SkillLine(account.skill, account.mastery, judge_level(account.mastery))
    rows = tuple(_make_row(piece, practice_id) for piece in account.pieces[:MOST_ROWS])
    return SkillMap(line, rows, max(0, len(account.pieces) - MOST_ROWS), testable)


def _make_row(piece: Piece, practice_id: str) -> EvidenceRow:
    """Answers of other practices have a name but no link: their pages belong to those visits."""
    answer, evidence = piece.answer, piece.evidence
    here = answer is not None and answer.practice_id == practice_id
    return EvidenceRow(
        what=name_piece(piece),
        time=evidence.time,
        outcome=_judge(evidence.score),
        score=evidence.score,
        hints=evidence.hints_used,
        move=piece.move,
        strong=piece.strong,
        showing_id=answer.showing_id if answer and here else "",
    )


def name_piece(piece: Piece) -> str:
    if piece.answer:
        return str(KINDS[piece.answer.kind])
    return piece.title or str(SOURCES[piece.evidence.source])


def _judge(score: float) -> Outcome:
    if score >= 1:
        return Outcome.RIGHT
    return Outcome.PARTLY if score > 0 else Outcome.NOT_YET
