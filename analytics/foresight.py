"""What a learner model would have said before each answer, from nothing but what came earlier."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analytics.elo import predict_answer, squash, start_state, update_state
from analytics.profile import sort_evidence
from analytics.snapshot import Snapshot
from analytics.types import Evidence, Source

ANSWERS = (Source.HERE, Source.QUIZ_ATTEMPT)
FIRST_TRY = 0.9  # the least weight of an answer without help of an earlier one


@dataclass(frozen=True, slots=True)
class Case:
    """A chance that was given before the outcome was known, both in [0, 1]."""

    learner: str
    p: float
    outcome: float


def foresee_answers(
    learner: str, evidence: Iterable[Evidence], snapshot: Snapshot
) -> Iterator[Case]:
    """Of each first try at an exercise, in order of time; its outcome is its score. Raises
    ValueError for evidence that cannot be used."""
    state = start_state(snapshot.parameters)
    for piece in sort_evidence(learner, evidence):
        hard = snapshot.difficulty(piece.exercise, piece.skills)
        if piece.source in ANSWERS and piece.weight * len(piece.skills) >= FIRST_TRY:
            p = predict_answer(state, piece.skills, hard, piece.time, snapshot.parameters)
            told = squash(snapshot.line.straighten(math.log(p / (1 - p))))
            yield Case(learner, told, piece.score)
        state = update_state(state, piece, hard, snapshot.parameters)
