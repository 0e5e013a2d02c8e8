"""Refused drafts go back to the model with the reasons, a bounded number of times."""

from __future__ import annotations

from collections.abc import Sequence

from generators.checks.case import NO_TOOLS, Tools
from generators.checks.run import is_accepted, run_checks
from generators.drafters.base import Candidate, Material
from generators.drafters.transformer import Ask, Refused, TransformerDrafter
from generators.exercise.verdict import Outcome, Verdict

ROUNDS = 2
MOST_SENT = 2  # of one ask in one round, those with the fewest faults


def repair_drafts(
    drafter: TransformerDrafter,
    asks: Sequence[Ask],
    materials: Sequence[Material],
    written: Sequence[Sequence[Candidate]],
    *,
    rounds: int = ROUNDS,
    tools: Tools = NO_TOOLS,
) -> list[list[Candidate]]:
    """`written` by `drafter` for `asks`, with what it wrote anew where nothing was accepted.

    The drafter's own seconds bound all of it. Raises `EngineError`.
    """
    found = [list(own) for own in written]
    fresh = [list(own) for own in written]
    for _ in range(rounds):
        refused = [
            one
            for place, (ask, material) in enumerate(zip(asks, materials, strict=True))
            for one in _refused(place, ask, material, fresh[place], tools)
        ]
        if not refused:
            break
        fresh = [[] for _ in asks]
        for place, candidate in drafter.repair_all(refused):
            fresh[place].append(candidate)
            found[place].append(candidate)
    return found


def _refused(
    place: int, ask: Ask, material: Material, candidates: Sequence[Candidate], tools: Tools
) -> list[Refused]:
    """None where one is accepted. What the course holds already is judged later, with its bank."""
    judged = [(own, run_checks(own, ask.blueprint, material, (), tools)) for own in candidates]
    if any(is_accepted(verdicts) for _, verdicts in judged):
        return []
    judged.sort(key=lambda one: _count_fails(one[1]))
    return [Refused(place, own, verdicts) for own, verdicts in judged[:MOST_SENT]]


def _count_fails(verdicts: Sequence[Verdict]) -> int:
    return sum(verdict.outcome is Outcome.FAIL for verdict in verdicts)
