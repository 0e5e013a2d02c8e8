"""Measure the risk figure on OULAD: trained on one presentation, tested on a later one.

Only modules of both are used. Who somebody is (gender, age, ...) is no input: it serves to show,
per group, the mean prediction minus the observed rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from analytics.risk_fit import FOLDS, fit_risk
from analytics.tracing.measures import expect_ece, measure_ece
from deploy.bench.machine import describe_machine
from deploy.bench.oulad import GROUPS, Case, list_cases, read_tables
from deploy.bench.risk_gaps import expect_widest, find_gaps, find_widest
from deploy.bench.risk_keep import keep_model
from deploy.cli.errors import CommandError

DAYS = (30, 60)
GOALS = {30: 0.75, 60: 0.80}
GOAL_ECE, GOAL_GAP = 0.03, 0.05
Numbers = NDArray[np.float64]

OPTIONS = (
    click.Option(
        ["--data", "folder"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        required=True,
        help="A folder with OULAD's CSV files.",
    ),
    click.Option(["--train"], default="2013B", show_default=True, help="The earlier presentation."),
    click.Option(["--test"], default="2013J", show_default=True, help="The later presentation."),
    click.Option(
        ["--keep"],
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the model that ships with the tool (analytics/shipped_risk.json) here.",
    ),
)


def measure(folder: Path, train: str, test: str, keep: Path | None = None) -> dict[str, Any]:
    """Raises `CommandError` where the data cannot be read, or has no module in both."""
    if train >= test:
        raise CommandError(f"{test} is not later than {train}: a forecast is tested on the future.")
    tables = read_tables(folder)
    held = tables.presentations()
    modules = sorted({m for m, when in held if when == train and (m, test) in held})
    if not modules:
        known = ", ".join(sorted({when for _, when in held})) or "none"
        raise CommandError(f"No module has both {train} and {test}. Presentations here: {known}.")
    if keep:
        keep_model(tables, modules, train, test, keep)
    days = {
        str(day): _measure_day(
            list_cases(tables, modules, train, day), list_cases(tables, modules, test, day)
        )
        for day in DAYS
    }
    return {
        "bench": "risk",
        "machine": describe_machine(),
        "train": train,
        "test": test,
        "modules": modules,
        "goals": {"auc": GOALS, "ece": GOAL_ECE, "gap": GOAL_GAP},
        "days": days,
    }


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    lines = [
        f"{', '.join(figures['modules'])}: {figures['train']} -> {figures['test']}",
        f"{'day':>4} {'learners':>9} {'rate':>6} {'AUC':>6} {'goal':>5} {'ECE':>6} {'gap':>6}",
    ]
    for day, one in figures["days"].items():
        lines.append(
            f"{day:>4} {one['learners']:9} {one['rate']:6.3f} {one['auc']:6.3f} "
            f"{GOALS[int(day)]:5.2f} {one['ece']:6.3f} {one['widest_gap']:6.3f}"
        )
    for day, one in figures["days"].items():
        chance = one["by_chance"]
        lines.append(
            f"day {day}, were each chance exactly right: ECE {chance['ece'][0]:.3f} (95 % below "
            f"{chance['ece'][1]:.3f}), gap {chance['widest_gap'][0]:.3f} "
            f"({chance['widest_gap'][1]:.3f})"
        )
    for day, one in figures["days"].items():
        own = one["left_out"]
        lines.append(
            f"day {day}, within {figures['train']}, learners left out: AUC {own['auc']:.3f}, "
            f"ECE {own['ece']:.3f}, gap {own['widest_gap']:.3f}"
        )
    for day, one in figures["days"].items():
        lines.append(f"day {day}, mean prediction minus observed rate:")
        lines += [
            f"  {name:18} {value:32} {gap['learners']:6} {gap['gap']:+.3f}"
            for name, found in one["groups"].items()
            for value, gap in found.items()
        ]
    return lines


def _measure_day(train: Sequence[Case], test: Sequence[Case]) -> dict[str, Any]:
    try:
        model = fit_risk(
            [case.pace for case in train],
            [case.module for case in train],
            [case.failed for case in train],
        )
    except ValueError as error:
        raise CommandError(f"Nothing to train on: {error}.") from error
    failed = np.array([case.failed for case in test], dtype=float)
    if len(set(failed)) < 2:
        raise CommandError("All learners of the test presentation have the same result.")
    predicted = np.array([model.predict(case.pace, case.module) for case in test])
    groups = {name: find_gaps(name, test, predicted - failed) for name in GROUPS}
    return {
        "trained_on": len(train),
        "learners": len(test),
        "rate": float(failed.mean()),
        "auc": float(roc_auc_score(failed, predicted)),
        "ece": measure_ece(predicted, failed),
        "widest_gap": find_widest(groups),
        "by_chance": {"ece": expect_ece(predicted), "widest_gap": expect_widest(test, predicted)},
        "left_out": _measure_left_out(train),
        "groups": groups,
    }


def _measure_left_out(cases: Sequence[Case]) -> dict[str, float]:
    """The same within the training presentation, each learner predicted by the others: what no
    year between explains."""
    predicted = np.empty(len(cases))
    for fold in range(FOLDS):
        known = [case for place, case in enumerate(cases) if place % FOLDS != fold]
        model = fit_risk(
            [case.pace for case in known],
            [case.module for case in known],
            [case.failed for case in known],
        )
        for place in range(fold, len(cases), FOLDS):
            predicted[place] = model.predict(cases[place].pace, cases[place].module)
    failed = np.array([case.failed for case in cases], dtype=float)
    groups = {name: find_gaps(name, cases, predicted - failed) for name in GROUPS}
    return {
        "auc": float(roc_auc_score(failed, predicted)),
        "ece": measure_ece(predicted, failed),
        "widest_gap": find_widest(groups),
    }
