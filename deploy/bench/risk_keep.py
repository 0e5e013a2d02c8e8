"""Fit the risk model that ships with the tool, and say how it does on a later presentation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from analytics.risk import RiskModel
from analytics.risk_fit import fit_risk
from analytics.tracing.measures import measure_ece
from deploy.bench.oulad import Tables, list_cases

FITTED_DAYS = (30, 60, 90, 120)


def keep_model(tables: Tables, modules: Sequence[str], train: str, test: str, file: Path) -> None:
    """Without the offsets of single modules, which no other course has."""
    cases = [case for day in FITTED_DAYS for case in list_cases(tables, modules, train, day)]
    fitted = fit_risk(
        [case.pace for case in cases], [""] * len(cases), [case.failed for case in cases]
    )
    risk = RiskModel(fitted.intercept + fitted.courses[""], fitted.weights, fitted.means)
    learners = len(list_cases(tables, modules, train, FITTED_DAYS[0]))
    auc, ece = {}, {}
    for day in FITTED_DAYS:
        later = list_cases(tables, modules, test, day)
        failed = np.array([case.failed for case in later], dtype=float)
        predicted = np.array([risk.predict(case.pace) for case in later])
        auc[day] = round(float(roc_auc_score(failed, predicted)), 3)
        ece[day] = round(measure_ece(predicted, failed), 3)
    found = {
        "origin": f"OULAD (CC BY 4.0), {', '.join(modules)}, {train}, tested on {test}",
        "days": FITTED_DAYS,
        "learners": learners,
        "auc": auc,
        "ece": ece,
        "intercept": round(risk.intercept, 6),
        "weights": {name: round(value, 6) for name, value in risk.weights.items()},
        "means": {name: round(value, 6) for name, value in risk.means.items()},
    }
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
