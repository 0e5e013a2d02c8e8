"""What is wished of a sheet, whoever plans it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from generators.exercise.content import Kind
from generators.planner.errors import PlannerInputError

BAND = (0.55, 0.9)  # of P(correct): neither a guess nor a foregone conclusion
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Wishes:
    """`length` in slots. No `skills` or `kinds` means any. `band` of P(correct) is what the rule
    aims at, and what is counted as in band; the learnt planner has its own from the sheets."""

    length: int = 6
    skills: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    band: tuple[float, float] = BAND

    def __post_init__(self) -> None:
        if not 1 <= self.length <= LONGEST:
            raise PlannerInputError(f"A sheet has 1 to {LONGEST} slots, not {self.length}.")
        low, high = self.band
        if not 0 <= low < high <= 1:
            raise PlannerInputError("The band of P(correct) must rise, from 0 to 1 at most.")

    def pick_skills(self, known: Collection[str]) -> list[str]:
        """The wished ones among the known, in their order. Raises PlannerInputError for none."""
        unknown = sorted(self.skills - set(known))
        if unknown:
            raise PlannerInputError(
                f"Nothing is known of the skill {unknown[0]!r}. Choose among the learner's skills."
            )
        found = [skill for skill in known if not self.skills or skill in self.skills]
        if not found:
            raise PlannerInputError("A sheet needs at least one skill. Add skills to the course.")
        return found
