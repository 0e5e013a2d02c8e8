from __future__ import annotations

import csv
from pathlib import Path

import click
import numpy as np

from analytics.tracing.log import AnswerRow
from analytics.tracing.read import LogError, read_answers
from deploy.cli.errors import CommandError

LOG = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def records() -> None:
    """Answers of learners who never were, to share and to test load with."""


@records.command()
@click.option(
    "--from",
    "log",
    required=True,
    type=LOG,
    help="A CSV file of answers: user, item, skills, timestamp, correct.",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=0, show_default=True)
def make(log: Path, out: Path, seed: int) -> None:
    """Write records that are like LOG and near to nobody in it.

    They are learnt from half of the learners and held against the other half; nothing is written
    where they would tell of people.
    """
    from generators.bank.items import BankError
    from generators.bank.records import make_records, measure_privacy, split_learners
    from generators.bank.responses import arrange_responses

    rows = [row for row in read_rows(log) if row.item]
    try:
        data = arrange_responses((row.user, row.item, row.correct) for row in rows)
        known, unknown = split_learners(data, seed)
        made = make_records(known, seed)
    except BankError as error:
        raise CommandError(str(error)) from error
    privacy = measure_privacy(made, known, unknown)
    if privacy.reason:
        raise CommandError(f"Nothing was written. {privacy.reason}")
    skills = {row.item: "~".join(row.skills) for row in rows}
    answers = 0
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["user", "item", "skills", "timestamp", "correct"])
        for learner, column in zip(*np.nonzero(made.mask), strict=True):
            item = made.items[column]
            correct = int(made.scores[learner, column])
            writer.writerow([made.learners[learner], item, skills[item], answers, correct])
            answers += 1
    click.echo(
        f"{len(made.learners)} synthetic learners with {answers} answers are in {out}. "
        f"{privacy.nearer:.0%} are nearer to a real learner learnt from than to another one; "
        "the order of answers carries no meaning."
    )


def read_rows(log: Path) -> list[AnswerRow]:
    """Raises `CommandError` with the line that cannot be read."""
    try:
        with log.open(encoding="utf-8-sig", newline="") as file:
            return read_answers(file, str(log))
    except LogError as error:
        raise CommandError(str(error)) from error
