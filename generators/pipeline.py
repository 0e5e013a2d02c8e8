"""From a blueprint to its best draft: drafters compete, checks decide, and what was refused is
kept with its verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generators.checks.case import NO_TOOLS, Tools
from generators.checks.run import count_flags, is_accepted, look_again, run_checks
from generators.drafters.base import Candidate, Drafter, Material
from generators.engines.base import EngineError
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content
from generators.exercise.similarity import essence_of, similarity
from generators.exercise.verdict import Verdict

ROUNDS = 3  # with other seeds, while nothing is accepted
PER_ROUND = 3  # candidates of each drafter
MOST_REFUSED = 4  # kept for a slot, beside those that the second look refused
MOST_LOOKS = 6  # at drafts of a slot: each costs seconds of a large model
# Right by construction first: the later ones are tried only where these give nothing.
ORDER = ("parametric", "extractive", "transformer")
_SEED_STEP = 7919


@dataclass(frozen=True, slots=True)
class Judged:
    candidate: Candidate
    verdicts: tuple[Verdict, ...]

    @property
    def accepted(self) -> bool:
        return is_accepted(self.verdicts)


@dataclass(frozen=True, slots=True)
class Result:
    """`best` is None where none came, and then `reason` says why: "no_drafter" (none knows the
    kind), "no_material" (the sources carry none), "all_refused", or "drafters_failed" with what
    they said in `detail`. `refused` are those that the second look refused, then the first few
    of the others, in the order in which they were written.
    """

    best: Judged | None
    refused: tuple[Judged, ...]
    reason: str = ""
    detail: str = ""


@dataclass
class _Contest:
    """One blueprint's candidates; `failures` are the drafters that could not work at all."""

    blueprint: Blueprint
    material: Material
    bank: Sequence[Content]
    tools: Tools = NO_TOOLS
    accepted: list[Judged] = field(default_factory=list)
    turned_down: list[Judged] = field(default_factory=list)
    refused: list[Judged] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def judge(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            verdicts = run_checks(
                candidate, self.blueprint, self.material, self.bank, self.tools.without_judge()
            )
            judged = Judged(candidate, verdicts)
            (self.accepted if judged.accepted else self.refused).append(judged)

    def ask(self, drafter: Drafter, seed: int) -> None:
        try:
            drafts = drafter.draft(self.blueprint, self.material, seed, PER_ROUND)
        except EngineError as error:
            self.failures.append(f"{drafter.name}: {error}")
        else:
            self.judge(drafts)

    def _likeness(self, judged: Judged) -> float:
        """To the nearest exercise of the bank, 0 to 1."""
        content = judged.candidate.content
        if content is None:
            return 1.0
        own = essence_of(content)
        return max((similarity(own, essence_of(other)) for other in self.bank), default=0.0)

    def settle(self) -> Judged | None:
        """The fewest flags, then the least like what the bank has, then the first: of those that
        stand a second look, which is taken at one after another until one does."""
        self.accepted.sort(
            key=lambda judged: (count_flags(judged.verdicts), self._likeness(judged))
        )
        while self.accepted and len(self.turned_down) < MOST_LOOKS:
            looked = self._look(self.accepted.pop(0))
            if looked.accepted:
                return looked
            self.turned_down.append(looked)
        return None

    def _look(self, judged: Judged) -> Judged:
        verdicts = look_again(
            judged.verdicts, judged.candidate, self.blueprint, self.material, self.tools
        )
        return Judged(judged.candidate, verdicts)

    def reason(self, drafters: Sequence[Drafter]) -> str:
        if self.turned_down or self.refused:
            return "all_refused"
        if self.failures:
            return "drafters_failed"
        return "no_material" if drafters else "no_drafter"


def _suiting(blueprint: Blueprint, drafters: Iterable[Drafter]) -> list[Drafter]:
    known = [drafter for drafter in drafters if blueprint.kind in drafter.kinds]
    return sorted(known, key=lambda drafter: ORDER.index(drafter.name))


def draft_blueprint(
    blueprint: Blueprint,
    material: Material,
    drafters: Iterable[Drafter],
    bank: Sequence[Content],
    seed: int,
    given: Iterable[Candidate] = (),
    tools: Tools = NO_TOOLS,
) -> Result:
    """The best draft for the blueprint, whatever drafter wrote it.

    `given` are candidates that were written before, all of a request's in one batch. `bank` is
    what the draft may not repeat. The same arguments give the same result.
    """
    suiting = _suiting(blueprint, drafters)
    contest = _Contest(blueprint, material, bank, tools)
    contest.judge(given)
    best = None
    for turn in range(ROUNDS):
        for drafter in suiting:
            contest.ask(drafter, seed + turn * _SEED_STEP)
        best = contest.settle()
        if best or len(contest.turned_down) == MOST_LOOKS:
            break
    return Result(
        best=best,
        refused=(*contest.turned_down, *contest.refused[:MOST_REFUSED]),
        reason="" if best else contest.reason(suiting),
        detail="; ".join(dict.fromkeys(contest.failures)),
    )
