"""Learners of the simulated worlds served by a planner and by the rule: who scores in the exam.

The worlds are those in which the policy of recommendations is judged; neither planner nor rule is
told anything but what the learner model believes, which skills are wanted next among it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from analytics.simulation.course import Plan
from analytics.simulation.policies import GATE, RECENT, Policy, ProductPolicy, Situation
from analytics.simulation.runner import Outcome, compare_outcomes, run_learners
from analytics.simulation.worlds import WORLDS
from analytics.types import Choice
from analytics.wants import Standing, rank_all
from generators.exercise.worksheet import LearnerState, PlannedSheet, Slot
from generators.planner.rule import plan_by_rule
from generators.planner.wishes import Wishes

SKILLS = 20  # of a simulated course, at most
LENGTH = 6
APART = timedelta(hours=1)  # a later answer belongs to another sitting, which gets a fresh sheet
_DEVIATIONS = 2 * 1.2816  # an 80 % interval, in standard deviations

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a sheet is planned on. `wanted` names all skills, the most wanted first."""

    learner: LearnerState
    requires: Mapping[str, Sequence[str]]
    wanted: Sequence[str]
    seed: int


PlanSheet = Callable[[Occasion], PlannedSheet]


class PlansSheets(Protocol):
    """What of `generators.planner.planner.Planner` is needed here, which brings torch."""

    @property
    def card(self) -> Any: ...

    def plan(
        self,
        learner: LearnerState,
        wishes: Wishes | None = None,
        *,
        seed: int = 0,
        wanted: Sequence[str] = (),
    ) -> list[PlannedSheet]: ...


@dataclass(slots=True)
class SheetPolicy:
    """Answers a planned sheet slot by slot, each with the exercise of its skill that is nearest in
    difficulty, fresh ones first; then the next sheet is planned. `names` are the planner's for the
    course's skills, in order."""

    plan: PlanSheet
    names: Sequence[str]
    learner: str = ""
    waiting: deque[Slot] = field(default_factory=deque)

    def choose(self, at: Situation) -> str:
        sitting = at.history and at.now - at.history[-1].time < APART
        if not sitting or at.profile.learner != self.learner:
            self.learner = at.profile.learner
            self.waiting.clear()
        if not self.waiting:
            self.waiting.extend(self._plan(at).sheet)
        slot = self.waiting.popleft()
        skill = at.nodes[self.names.index(slot.skill)].id
        return find_exercise(at.choices, skill, slot.difficulty)

    def _plan(self, at: Situation) -> PlannedSheet:
        said = dict(zip((node.id for node in at.nodes), self.names, strict=True))
        requires = {
            said[node.id]: tuple(said[other] for other in node.requires) for node in at.nodes
        }
        wanted = [said[skill] for skill in list_wanted(at)]
        return self.plan(Occasion(tell_state(at, self.names), requires, wanted, len(at.history)))


def list_wanted(at: Situation) -> list[str]:
    """As in a course: by the wants that recommendations follow."""
    mastery = {node.id: at.mastery(node) for node in at.nodes}
    standing = Standing(at.nodes, mastery, at.history[-RECENT:], GATE, at.now)
    return [want.skill for want in rank_all(standing)]


def tell_state(at: Situation, names: Sequence[str]) -> LearnerState:
    beliefs = {name: at.mastery(node) for name, node in zip(names, at.nodes, strict=True)}
    return LearnerState(
        mastery={name: one.mean for name, one in beliefs.items()},
        uncertainty={name: (one.high - one.low) / _DEVIATIONS for name, one in beliefs.items()},
    )


def find_exercise(choices: Sequence[Choice], skill: str, difficulty: float) -> str:
    fitting = [choice for choice in choices if skill in choice.skills]
    fresh = [choice for choice in fitting if not choice.answered]
    return min(fresh or fitting, key=lambda one: abs(one.difficulty - difficulty)).exercise


def play_planner(
    planner: PlansSheets,
    *,
    worlds: Sequence[str] = ("steady", "forgetful"),
    learners: int = 20,
    seeds: int = 1,
    tell: Tell = lambda _done, _total: None,
) -> dict[str, Any]:
    """`exam_gain` and `lowest_gain` (of the lowest quartile): shares of the rule's exam score,
    means over the worlds; `worlds` has each, and what recommendations one by one would give.

    A course has as many skills as the planner knows, 20 at most.
    """
    names = planner.card.skills[:SKILLS]
    course = Plan(skills=len(names))
    wishes = Wishes(LENGTH)

    def by_planner(at: Occasion) -> PlannedSheet:
        """It has the prerequisites that it was trained with."""
        return planner.plan(at.learner, wishes, seed=at.seed, wanted=at.wanted)[0]

    def by_rule(at: Occasion) -> PlannedSheet:
        (sheet,) = plan_by_rule(
            at.learner, wishes, seed=at.seed, requires=at.requires, wanted=at.wanted
        )
        return sheet

    policies: dict[str, Callable[[], Policy]] = {
        "rule": lambda: SheetPolicy(by_rule, names),
        "planner": lambda: SheetPolicy(by_planner, names),
        "one_by_one": ProductPolicy,
    }
    found, done = {}, 0
    for world in worlds:
        outcomes: dict[str, list[list[Outcome]]] = {name: [] for name in policies}
        for seed in range(1, seeds + 1):
            for name, make in policies.items():
                run = run_learners(WORLDS[world](seed), make(), learners, course)
                outcomes[name].append(list(run))
                done += 1
                tell(done, len(worlds) * seeds * len(policies))
        found[world] = {
            name: asdict(compare_outcomes(own, outcomes["rule"])) for name, own in outcomes.items()
        }
    return {
        "learners": learners,
        "seeds": seeds,
        "exam_gain": _mean(found, "gain"),
        "lowest_gain": _mean(found, "lowest_gain"),
        "worlds": found,
    }


def _mean(found: Mapping[str, Mapping[str, Mapping[str, float]]], figure: str) -> float:
    return sum(policies["planner"][figure] for policies in found.values()) / len(found)
