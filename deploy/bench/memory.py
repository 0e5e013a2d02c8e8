"""Measure how well recall of repeated exercises is predicted, from a history of reviews.

FSRS-6 with default weights, the same recalibrated online, and a constant, side by side. Every
prediction is made before its answer is learnt from.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import log_loss, roc_auc_score

from analytics.memory import AGAIN, APART, Recollection
from analytics.tracing.measures import measure_ece
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError

COLUMNS = ("card_id", "review_rating", "review_time")
WARM_UP = 5  # the first one in so many predictions is not scored, but fits the constant
Review = tuple[datetime, str, int]
Numbers = NDArray[np.float64]

OPTIONS = (
    click.Option(
        ["--data", "folder"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        required=True,
        help=f"A folder with one history as CSV: {', '.join(COLUMNS)} (rating 1 to 4, ISO time).",
    ),
)


def measure(folder: Path) -> dict[str, Any]:
    """Raises `CommandError` for a folder without a history, or with rows that cannot be read."""
    file = find_history(folder)
    reviews = read_history(file)
    plain, corrected, remembered = predict_reviews(reviews)
    first = len(remembered) // WARM_UP
    scored = remembered[first:]
    if first < 1 or len(set(scored)) < 2:
        raise CommandError(
            f"{file.name} has {len(remembered)} reviews a day or more after the one before: too "
            "few, or all with the same result."
        )
    constant = np.full(len(scored), remembered[:first].mean().clip(0.01, 0.99))
    return {
        "bench": "memory",
        "machine": describe_machine(),
        "file": file.name,
        "reviews": len(reviews),
        "scored": len(scored),
        "constant": _score(constant, scored),
        "fsrs6": _score(plain[first:], scored),
        "fsrs6_recalibrated": _score(corrected[first:], scored),
    }


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    lines = [
        f"{figures['reviews']} reviews in {figures['file']}; scored: {figures['scored']}, each a "
        "day or more after the one before, without the first fifth",
        f"{'':20} {'log-loss':>9} {'AUC':>7} {'ECE':>7}",
    ]
    for name in ("constant", "fsrs6", "fsrs6_recalibrated"):
        one = figures[name]
        lines.append(f"{name:20} {one['log_loss']:9.4f} {one['auc']:7.4f} {one['ece']:7.4f}")
    return lines


def find_history(folder: Path) -> Path:
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            if set(COLUMNS) <= set(next(csv.reader(lines), ())):
                return file
    raise CommandError(f"{folder} has no CSV file with the columns {', '.join(COLUMNS)}.")


def read_history(file: Path) -> list[Review]:
    """In order of time."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        return sorted(_read_row(file, number, row) for number, row in enumerate(rows, start=2))


def _read_row(file: Path, number: int, row: Mapping[str, str]) -> Review:
    try:
        time, rating = datetime.fromisoformat(row["review_time"]), int(row["review_rating"])
    except (TypeError, ValueError) as error:
        raise CommandError(f"{file.name}, line {number}: {error}.") from error
    if time.tzinfo is None or not 1 <= rating <= 4:
        raise CommandError(
            f"{file.name}, line {number}: a time with its zone and a rating of 1 to 4 are needed."
        )
    return time, row["card_id"], rating


def predict_reviews(reviews: Sequence[Review]) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """P(remembered) by the defaults and recalibrated, and whether it was, in order of time."""
    known = Recollection()
    found = []
    for time, card, rating in reviews:
        memory = known.memories.get(card)
        if memory is not None and time - memory.seen >= APART:
            plain = memory.recall(time)
            found.append((plain, known.recalibration.correct(plain), rating > AGAIN))
        known = known.after(card, rating, time)
    columns = np.array(found, dtype=float).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2].astype(bool)


def _score(predicted: Numbers, remembered: NDArray[np.bool_]) -> dict[str, float]:
    return {
        "log_loss": float(log_loss(remembered, predicted)),
        "auc": float(roc_auc_score(remembered, predicted)),
        "ece": measure_ece(predicted, remembered.astype(float)),
    }
