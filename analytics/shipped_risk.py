"""The risk model that ships with the tool, for courses without a past of their own.

Fitted by `coursewright bench risk --keep` on OULAD (CC BY 4.0), on days 30, 60, 90 and 120 of one
presentation, tested on a later one. How far it holds elsewhere is not known: its figures are
never shown as probabilities of this course's learners.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.risk import FEATURES, RiskModel

FILE = Path(__file__).with_name("shipped_risk.json")


@dataclass(frozen=True, slots=True)
class ShippedRisk:
    """Fitted on `learners`; `auc` on the later presentation, day 60."""

    risk: RiskModel
    learners: int
    auc: float


@cache
def load_model() -> ShippedRisk:
    return read_model(FILE.read_text(encoding="utf-8"))


def read_model(text: str) -> ShippedRisk:
    """Raises ValueError for a file that lacks an input or a figure."""
    found = json.loads(text)
    try:
        weights = {name: float(found["weights"][name]) for name in FEATURES}
        means = {name: float(found["means"][name]) for name in FEATURES}
        risk = RiskModel(float(found["intercept"]), weights, means)
        return ShippedRisk(risk, int(found["learners"]), float(found["auc"]["60"]))
    except KeyError as error:
        raise ValueError(f"the risk model has no {error}: write it anew by bench risk") from error
