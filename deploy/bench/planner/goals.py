"""The goals of the planner, and whether they are met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AT_LEAST = {"coverage": 0.90, "recall": 0.90, "valid": 0.85, "novelty": 0.90}
AUC, BAND = 0.60, 0.03


def check_goals(
    samplers: Mapping[str, Mapping[str, Mapping[str, float]]],
) -> dict[str, dict[str, Any]]:
    """By means over the seeds."""
    ours, real = samplers["planner"], samplers["real"]
    auc = ours["auc"]["mean"]
    found = {"auc": {"value": auc, "goal": f"at most {AUC}", "met": auc <= AUC}}
    for name, least in AT_LEAST.items():
        value = ours[name]["mean"]
        found[name] = {"value": value, "goal": f"at least {least}", "met": value >= least}
    off = abs(ours["in_band"]["mean"] - real["in_band"]["mean"])
    found["in_band_off"] = {"value": off, "goal": f"at most {BAND}", "met": off <= BAND}
    return found
