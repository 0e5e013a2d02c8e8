"""How well answers are predicted, beside Best-LR, PFA, BKT and plain Elo, on simulated courses.

With --data also on a folder of train.csv and test.csv, or on folders of them. All models get the
same rows; each course and seed is a line. A simulated course has other learners in its test.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from statistics import mean
from typing import Any

import click
import numpy as np

from analytics.simulation.worlds import WORLDS
from analytics.tracing.log import AnswerRow, Floats
from analytics.tracing.measures import measure_predictions
from analytics.tracing.model import fit_model, predict_log
from deploy.bench.machine import describe_machine
from deploy.bench.tracing.bkt import predict_bkt
from deploy.bench.tracing.elo import predict_elo
from deploy.bench.tracing.logs import Pair, list_pairs, read_pair, simulate_pair
from deploy.bench.tracing.regressions import predict_best, predict_pfa

OURS, ELO = "coursewright", "Elo"
GOAL = 0.02  # of AUC above Elo on a simulated course

Predict = Callable[[list[AnswerRow], list[AnswerRow]], Floats]


def predict_ours(train: list[AnswerRow], test: list[AnswerRow]) -> Floats:
    return predict_log(fit_model(train), test, train)


MODELS: Mapping[str, Predict] = {
    OURS: predict_ours,
    "Best-LR": predict_best,
    "PFA": predict_pfa,
    "BKT": predict_bkt,
    ELO: predict_elo,
}
OPTIONS = [
    click.Option(
        ["--data"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder of train.csv and test.csv, or of such folders.",
    ),
    click.Option(["--seeds"], default=3, show_default=True, help="Simulated courses per world."),
    click.Option(["--learners"], default=200, show_default=True, help="Trained on, simulated."),
    click.Option(["--world"], multiple=True, type=click.Choice(list(WORLDS)), help="Only these."),
]


def measure(
    data: Path | None = None,
    seeds: int = 3,
    learners: int = 200,
    world: Iterable[str] = (),
) -> dict[str, Any]:
    """Raises ToolError where the folder holds no logs or one cannot be read."""
    rows = [
        row
        for pair in _make_pairs(data, seeds, learners, tuple(world) or tuple(WORLDS))
        for row in measure_pair(pair)
    ]
    return {
        "machine": describe_machine(),
        "seeds": seeds,
        "learners": learners,
        "rows": rows,
        "gain_over_elo": _find_gains(rows),
    }


def measure_pair(pair: Pair) -> Iterator[dict[str, Any]]:
    numbers: dict[str, int] = {}
    users = np.array([numbers.setdefault(row.user, len(numbers)) for row in pair.test])
    correct = np.array([row.correct for row in pair.test])
    first = find_first(pair.test)
    for name, predict in MODELS.items():
        start = time.perf_counter()
        p = predict(pair.train, pair.test)
        seconds = time.perf_counter() - start
        begun = measure_predictions(p[first], correct[first], users[first])
        yield {
            "log": pair.name,
            "model": name,
            "seconds": seconds,
            **measure_predictions(p, correct, users).as_json(),
            "first": begun.as_json(),
        }


def find_first(rows: list[AnswerRow]) -> list[int]:
    """Which rows are their user's first."""
    firsts: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.user not in firsts or row.time < rows[firsts[row.user]].time:
            firsts[row.user] = at
    return list(firsts.values())


def describe(figures: Mapping[str, Any]) -> list[str]:
    lines = [f"{'log':22} {'model':13} {'AUC':>6} {'loss':>6} {'ECE':>6} {'first':>6} {'s':>6}"]
    for row in figures["rows"]:
        lines.append(
            f"{row['log']:22} {row['model']:13} {_show(row['auc'])} {_show(row['log_loss'])} "
            f"{_show(row['ece'])} {_show(row['first']['ece'])} {row['seconds']:6.1f}"
        )
    gains = list(figures["gain_over_elo"].values())
    if not gains:
        return lines
    met = "met" if min(gains) >= GOAL else "missed"
    lines.append(
        f"AUC above Elo: {mean(gains):.3f} on average, {min(gains):.3f} at least "
        f"(goal {GOAL:g} on each: {met}); 'first' is the ECE of first answers"
    )
    return lines


def _make_pairs(
    data: Path | None, seeds: int, learners: int, worlds: Iterable[str]
) -> Iterator[Pair]:
    for name in worlds:
        for seed in range(seeds):
            yield simulate_pair(f"{name}/{seed}", WORLDS[name](seed=seed), learners, learners)
    for folder in list_pairs(data) if data else ():
        yield read_pair(folder)


def _find_gains(rows: list[dict[str, Any]]) -> dict[str, float]:
    """By log, where both have an AUC."""
    auc = {(row["log"], row["model"]): row["auc"]["value"] for row in rows}
    return {
        log: ours - auc[log, ELO]
        for (log, model), ours in auc.items()
        if model == OURS and ours is not None and auc[log, ELO] is not None
    }


def _show(figure: Mapping[str, float | None]) -> str:
    value = figure["value"]
    return "     -" if value is None else f"{value:6.4f}"
