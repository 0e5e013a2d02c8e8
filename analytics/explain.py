"""Why a mastery is what it is: what each piece of evidence added to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from analytics.elo import start_state, update_state
from analytics.profile import measure_move, sort_evidence
from analytics.snapshot import SHIPPED, Snapshot
from analytics.types import Evidence


@dataclass(frozen=True, slots=True)
class Contribution:
    """`move` is the change of P(correct) on an average exercise of the skill, in [-1, 1]."""

    evidence: str
    time: datetime
    move: float


def explain_mastery(
    learner: str,
    skill: str,
    evidence: Iterable[Evidence],
    snapshot: Snapshot = SHIPPED,
) -> list[Contribution]:
    """In order of time: the answers in the skill, and those in others by what they share.

    The moves add up to the mean less that of a learner without evidence, but for what time
    alone took from certainty. Raises ValueError as `fold_profile` does.
    """
    state = start_state(snapshot.parameters)
    found = []
    for piece in sort_evidence(learner, evidence):
        difficulty = snapshot.difficulty(piece.exercise, piece.skills)
        after = update_state(state, piece, difficulty, snapshot.parameters)
        move = measure_move(state, after, skill, piece.time, snapshot)
        found.append(Contribution(piece.id, piece.time, move))
        state = after
    return found
