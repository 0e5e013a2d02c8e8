"""Refused drafts go back to the model with the reasons, a bounded number of times."""

from __future__ import annotations

from collections.abc import Sequence

from generators.checks.case import NO_TOOLS, Tools
from generators.checks.run import is_accepted, look_again, run_checks
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
    tools: Sequence[Tools] = (),
    *,
    rounds: int = ROUNDS,
) -> list[list[Candidate]]:
    """`written` by `drafter` for `asks`, with what it wrote anew where nothing was accepted.
    `tools` are those of each ask; without any its drafts are checked by rule alone.

    The drafter's own seconds bound all of it. Raises `EngineError`.
    """
    tools = tools or [NO_TOOLS] * len(asks)
    found = [list(own) for own in written]
    fresh = [list(own) for own in written]
    for _ in range(rounds):
        refused = [
            one
            for place, (ask, material) in enumerate(zip(asks, materials, strict=True))
            for one in _refused(place, ask, material, fresh[place], tools[place])
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
    by_rule, judged = tools.without_judge(), []
    for own in candidates:
        verdicts = run_checks(own, ask.blueprint, material, (), by_rule)
        if is_accepted(verdicts):
            verdicts = look_again(verdicts, own, ask.blueprint, material, tools)
        if is_accepted(verdicts):
            return []
        judged.append((own, verdicts))
    judged.sort(key=lambda one: _count_fails(one[1]))
    return [Refused(place, own, verdicts) for own, verdicts in judged[:MOST_SENT]]


def _count_fails(verdicts: Sequence[Verdict]) -> int:
    return sum(verdict.outcome is Outcome.FAIL for verdict in verdicts)
