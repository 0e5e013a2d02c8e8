"""What a learner model would have said before each answer, from nothing but what came earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analytics.elo import predict_answer, start_state, update_state
from analytics.profile import sort_evidence
from analytics.snapshot import Snapshot
from analytics.types import Evidence, Source

ANSWERS = (Source.HERE, Source.QUIZ_ATTEMPT)


@dataclass(frozen=True, slots=True)
class Case:
    """A chance that was given before the outcome was known, both in [0, 1]."""

    learner: str
    p: float
    outcome: float


def foresee_answers(
    learner: str, evidence: Iterable[Evidence], snapshot: Snapshot
) -> Iterator[Case]:
    """Of each answer to an exercise, in order of time; its outcome is its score."""
    state = start_state(snapshot.parameters)
    for piece in sort_evidence(learner, evidence):
        hard = snapshot.difficulty(piece.exercise, piece.skills)
        if piece.source in ANSWERS:
            p = predict_answer(state, piece.skills, hard, piece.time, snapshot.parameters)
            yield Case(learner, p, piece.score)
        state = update_state(state, piece, hard, snapshot.parameters)
