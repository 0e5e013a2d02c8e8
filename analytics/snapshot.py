"""One set of parameters that profiles are folded under: plain numbers, made by a refit.

Free of numpy: a page folds under it. `SHIPPED` is what holds where nothing was fitted yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analytics.blend import STRAIGHT, Blend, Line
from analytics.parameters import DEFAULTS, Parameters


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`difficulties` in logits by exercise and `skills` by skill, 0 is average; an exercise that
    is not there is as its skills are. `seen` and `skills_seen` say how many answers stand behind
    them. `line` corrects what pages show of a belief; `blend` predicts single exercises, None where
    there is none."""

    parameters: Parameters = DEFAULTS
    difficulties: Mapping[str, float] = field(default_factory=dict)
    skills: Mapping[str, float] = field(default_factory=dict)
    seen: Mapping[str, float] = field(default_factory=dict)
    skills_seen: Mapping[str, float] = field(default_factory=dict)
    line: Line = STRAIGHT
    blend: Blend | None = None

    def difficulty(self, exercise: str | None, skills: Sequence[str]) -> float:
        known = self.difficulties.get(exercise) if exercise else None
        if known is not None:
            return known
        parts = [self.skills.get(name, 0.0) for name in skills]
        return sum(parts) / len(parts) if parts else 0.0


SHIPPED = Snapshot()
