"""Responses to measure on: simulated ones, and folders of logs or of OULAD."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from analytics.tracing.read import LogError, read_answers
from deploy.cli.errors import CommandError
from generators.bank.items import BankError
from generators.bank.responses import Responses, arrange_responses

GOOD = 75  # of 100 points in OULAD, near the median: its essays are hardly ever failed
OULAD = "studentAssessment.csv"


def read_responses(folder: Path) -> dict[str, Responses]:
    """By name: OULAD's assessments, or each CSV file of answers (`user,item,skills,timestamp,
    correct`) in the folder. Raises `CommandError`."""
    try:
        if (folder / OULAD).is_file():
            return {"OULAD": arrange_responses(_read_oulad(folder / OULAD))}
        files = sorted(folder.glob("*.csv"))
        if not files:
            raise CommandError(f"{folder} holds neither {OULAD} nor a .csv file of answers.")
        return {file.stem: arrange_responses(_read_log(file)) for file in files}
    except BankError as error:
        raise CommandError(str(error)) from error


def _read_oulad(file: Path) -> Iterator[tuple[str, str, float]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["score"] not in ("", "?"):
                good = float(float(row["score"]) >= GOOD)
                yield row["id_student"], row["id_assessment"], good


def _read_log(file: Path) -> Iterator[tuple[str, str, float]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = read_answers(lines, str(file))
    except LogError as error:
        raise CommandError(str(error)) from error
    return ((row.user, row.item, row.correct) for row in rows if row.item)


def simulate_responses(seed: int, learners: int = 400, items: int = 60) -> Responses:
    """A general ability and three kinds of items that hang together beyond it; a learner meets a
    third of the items, the able ones more. Nothing of this is known to any model."""
    random = np.random.default_rng(seed)
    general = random.normal(size=learners)
    own = random.normal(0, 0.9, (learners, 3))
    area = random.integers(0, 3, items)
    slope, difficulty = random.lognormal(0, 0.3, items), random.normal(0, 1, items)
    logit = slope * (general[:, None] + own[:, area] - difficulty)
    score = random.random((learners, items)) < 1 / (1 + np.exp(-logit))
    met = random.random((learners, items)) < 0.33 + 0.05 * np.tanh(general)[:, None]
    return arrange_responses(
        (f"l{row:04}", f"i{column:03}", float(score[row, column]))
        for row, column in zip(*np.nonzero(met), strict=True)
    )
