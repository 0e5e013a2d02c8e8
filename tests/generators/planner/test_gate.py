"""The gate serves the rule wherever the planner was not shown to be better."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from generators.planner.gate import GateFigures, GateReason, Served, decide_gate

GOOD = GateFigures(200, 0.58, 0.7, 0.01, 0.0)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (None, GateReason.NO_MODEL),
        (replace(GOOD, unseen_sheets=20), GateReason.TOO_FEW_SHEETS),
        (replace(GOOD, planner_auc=0.7), GateReason.NOT_BETTER_ON_UNSEEN),
        (replace(GOOD, planner_auc=math.nan), GateReason.NOT_BETTER_ON_UNSEEN),
        (replace(GOOD, planner_auc=0.2), GateReason.NOT_BETTER_ON_UNSEEN),
        (replace(GOOD, exam_gain=None), GateReason.NOT_PLAYED),
        (replace(GOOD, lowest_gain=-0.05), GateReason.WORSE_IN_WORLDS),
        (replace(GOOD, exam_gain=math.nan), GateReason.WORSE_IN_WORLDS),
    ],
    ids=["none", "few", "equal", "nan", "below-half", "unplayed", "lowest", "nan-gain"],
)
def test_every_doubt_serves_the_rule(figures: GateFigures | None, reason: GateReason) -> None:
    assert decide_gate(figures) == (Served.RULE, reason)


def test_what_is_better_and_does_not_lose_is_served() -> None:
    assert decide_gate(GOOD) == (Served.PLANNER, GateReason.BETTER)
    assert decide_gate(replace(GOOD, exam_gain=-0.005)) == (Served.PLANNER, GateReason.BETTER)


def test_figures_come_from_a_card() -> None:
    card = {"unseen_sheets": 90.0, "planner_auc": 0.6, "rule_auc": 0.7}
    assert GateFigures.from_card(card) == GateFigures(90, 0.6, 0.7)
    assert decide_gate(GateFigures.from_card({})) == (Served.RULE, GateReason.TOO_FEW_SHEETS)
