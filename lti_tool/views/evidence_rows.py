"""Evidence as the pages list it: what it was, where from, when, and how much it moved a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lti_tool.services.skill_accounts import Piece
from lti_tool.views.exercise_feedback import Outcome
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn_words import SOURCES, name_confidence

STRONGEST = 3


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """`move` in points of a hundred; `weight` in (0, 1] of a first answer; `showing_id` opens an
    answer that was given here."""

    what: str
    source: str
    time: datetime
    outcome: Outcome
    score: float
    weight: float
    hints: int
    confidence: str
    move: float
    strong: bool
    showing_id: str = ""


def make_rows(pieces: Iterable[Piece], practice_id: str) -> tuple[EvidenceRow, ...]:
    return tuple(_make_row(piece, practice_id) for piece in pieces)


def pick_strongest(rows: Iterable[EvidenceRow]) -> tuple[EvidenceRow, ...]:
    """Those that moved the estimate most, strongest first."""
    strong = sorted((row for row in rows if row.strong), key=lambda row: -abs(row.move))
    return tuple(strong[:STRONGEST])


def name_piece(piece: Piece) -> str:
    if piece.answer:
        return str(KINDS[piece.answer.kind])
    return piece.title or str(SOURCES[piece.evidence.source])


def _make_row(piece: Piece, practice_id: str) -> EvidenceRow:
    """Answers of other practices have a name but no link: their pages belong to those visits."""
    answer, evidence = piece.answer, piece.evidence
    here = answer is not None and answer.practice_id == practice_id
    return EvidenceRow(
        what=name_piece(piece),
        source=str(SOURCES[evidence.source]),
        time=evidence.time,
        outcome=_judge(evidence.score),
        score=evidence.score,
        weight=evidence.weight,
        hints=evidence.hints_used,
        confidence=name_confidence(evidence.confidence),
        move=piece.move,
        strong=piece.strong,
        showing_id=answer.showing_id if answer and here else "",
    )


def _judge(score: float) -> Outcome:
    if score >= 1:
        return Outcome.RIGHT
    return Outcome.PARTLY if score > 0 else Outcome.NOT_YET
