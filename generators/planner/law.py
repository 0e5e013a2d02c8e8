"""How P(correct) follows from mastery and difficulty, read off the slots of given sheets.

Sheets that others bring name P(correct) of each slot but no grid; this gives the rest of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict

from generators.exercise.worksheet import PlannedSheet

UNKNOWN = 0.5  # the mastery of a skill of which nothing is known
DOUBT = 0.3  # and how uncertain that is
_RIDGE = 1.0
_EDGE = 0.02


class ChanceLaw(BaseModel):
    """logit P = base + mastery * logit(mastery) - difficulty * difficulty, clipped off 0 and 1.

    `error` is the root mean square of what P(correct) of the given slots differs from it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: float
    mastery: float
    difficulty: float
    error: float

    def chances(self, mastery: np.ndarray, difficulty: np.ndarray) -> np.ndarray:
        """Broadcasts."""
        return _squash(self.base + self.mastery * _logit(mastery) - self.difficulty * difficulty)


def fit_law(sheets: Sequence[PlannedSheet]) -> ChanceLaw:
    """Drawn towards the logistic law (0, 1, 1), so that few or contradictory slots do no harm."""
    rows = np.array(
        [
            (sheet.learner.mastery.get(slot.skill, UNKNOWN), slot.difficulty, slot.p_correct)
            for sheet in sheets
            for slot in sheet.sheet
        ]
    )
    known, difficulty, p = rows.T
    design = np.stack([np.ones_like(p), _logit(known), -difficulty], axis=1)
    prior = np.array([0.0, 1.0, 1.0])
    moved = np.linalg.solve(
        design.T @ design + _RIDGE * np.eye(3), design.T @ (_logit(p) - design @ prior)
    )
    base, slope, fall = (prior + moved).tolist()
    found = ChanceLaw(base=base, mastery=slope, difficulty=max(0.0, fall), error=0.0)
    error = float(np.sqrt(np.mean((found.chances(known, difficulty) - p) ** 2)))
    return found.model_copy(update={"error": error})


def _logit(p: np.ndarray) -> np.ndarray:
    kept = np.clip(p, _EDGE, 1 - _EDGE)
    found: np.ndarray = np.log(kept / (1 - kept))
    return found


def _squash(value: np.ndarray) -> np.ndarray:
    found: np.ndarray = 1 / (1 + np.exp(-value))
    return found
