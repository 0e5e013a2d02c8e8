"""The one gate: whether a course is served the learnt planner or the rule, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FEWEST = 60  # sheets kept aside; on fewer, a difference in AUC says nothing
MARGIN = 0.01  # share of the exam score that counts as no loss


class Served(StrEnum):
    PLANNER = "planner"
    RULE = "rule"


class GateReason(StrEnum):
    NO_MODEL = "no_model"
    TOO_FEW_SHEETS = "too_few_sheets"
    NOT_BETTER_ON_UNSEEN = "not_better_on_unseen"
    NOT_PLAYED = "not_played"
    WORSE_IN_WORLDS = "worse_in_worlds"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class GateFigures:
    """AUCs of the two-sample test on sheets kept aside (0.5 is best); gains are shares of the
    rule's exam score in the simulated worlds, None where they were not played."""

    unseen_sheets: int
    planner_auc: float
    rule_auc: float
    exam_gain: float | None = None
    lowest_gain: float | None = None

    @classmethod
    def from_card(cls, figures: Mapping[str, float]) -> GateFigures:
        """Of a card's figures; an AUC that could not be measured is no number."""
        return cls(
            int(figures.get("unseen_sheets", 0)),
            figures.get("planner_auc", math.nan),
            figures.get("rule_auc", math.nan),
            figures.get("exam_gain"),
            figures.get("lowest_gain"),
        )


def decide_gate(figures: GateFigures | None) -> tuple[Served, GateReason]:
    """The planner is served only where it was shown to be better; every doubt serves the rule."""
    if figures is None:
        return Served.RULE, GateReason.NO_MODEL
    if figures.unseen_sheets < FEWEST:
        return Served.RULE, GateReason.TOO_FEW_SHEETS
    if not abs(figures.planner_auc - 0.5) < abs(figures.rule_auc - 0.5):
        return Served.RULE, GateReason.NOT_BETTER_ON_UNSEEN
    if figures.exam_gain is None or figures.lowest_gain is None:
        return Served.RULE, GateReason.NOT_PLAYED
    if not min(figures.exam_gain, figures.lowest_gain) >= -MARGIN:
        return Served.RULE, GateReason.WORSE_IN_WORLDS
    return Served.PLANNER, GateReason.BETTER
