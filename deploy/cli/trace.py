from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
import numpy as np

from analytics.tracing.figures import Figure, Measures
from analytics.tracing.log import AnswerRow, Floats
from analytics.tracing.measures import measure_predictions
from analytics.tracing.model import fit_model, predict_log
from analytics.tracing.read import LogError, read_answers
from analytics.tracing.steps import Tell
from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.cli.stage_bars import show_stages

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--train", required=True, type=FILE, help="Answers that the model learns from.")
@click.option("--test", required=True, type=FILE, help="Answers to predict, one after another.")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the probabilities go, in the order of the test file.",
)
@click.option("--seed", default=0, show_default=True, help="Of folds, trees and intervals.")
@json_option
def trace(train: Path, test: Path, out: Path, seed: int, json_file: Path | None) -> None:
    """Predict each answer of a test log from what the same user answered before it.

    Both files have the columns user,item,skills,timestamp,correct (others are ignored); skills
    are joined by ~. The model's parameters come from --train alone; what a user answered earlier,
    in either file, is that user's state.
    """
    check_places(out, train, test)
    with show_steps() as tell:
        learnt, asked = read_file(train), read_file(test)
        model = fit_model(learnt, seed, tell)
        found = predict_log(model, asked, learnt, tell)
    write_probabilities(out, found)
    measures = measure_predictions(
        found, np.array([row.correct for row in asked]), number_users(asked), seed
    )
    for line in describe_measures(measures):
        click.echo(line)
    trees = "with boosted trees" if model.boosted else "without trees: too few learners for them"
    click.echo(f"Wrote {len(found)} probabilities to {out} (trained on {len(learnt)}; {trees}).")
    write_json(json_file, {"seed": seed, "trees": model.boosted is not None, **measures.as_json()})


def check_places(out: Path, *inputs: Path) -> None:
    """Before the work, not after it. Raises `CommandError`."""
    if not out.absolute().parent.is_dir():
        raise CommandError(f"{out.absolute().parent} is no folder. Create it, or change --out.")
    if any(out.exists() and out.samefile(path) for path in inputs):
        raise CommandError(f"--out names an input, {out}. Give it a name of its own.")


def read_file(path: Path) -> list[AnswerRow]:
    """Raises `CommandError` naming file, line and column."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_answers(file, str(path))
    except LogError as error:
        raise CommandError(str(error)) from error


def write_probabilities(path: Path, found: Floats) -> None:
    """All of them or none: under a name of its own first."""
    with NamedTemporaryFile(
        "w", dir=path.absolute().parent, prefix=f".{path.name}.", delete=False, encoding="ascii"
    ) as file:
        try:
            file.write("p\n")
            file.writelines(f"{p:.8f}\n" for p in found.tolist())
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_read_umask())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def number_users(rows: Sequence[AnswerRow]) -> np.ndarray:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(row.user, len(numbers)) for row in rows], dtype=np.int64)


def describe_measures(measures: Measures) -> list[str]:
    named = {
        "AUC": measures.auc,
        "accuracy": measures.accuracy,
        "log-loss": measures.log_loss,
        "ECE (15 bins)": measures.ece,
    }
    lines = [f"{measures.answers} answers of {measures.learners} learners; 95 % by learners:"]
    return lines + [f"  {name:14} {_describe_figure(figure)}" for name, figure in named.items()]


@contextmanager
def show_steps() -> Iterator[Tell]:
    with show_stages() as advance:
        yield lambda step, done, total: advance(step, done, total, "")


def _describe_figure(figure: Figure) -> str:
    if figure.value is None:
        return "not defined for these answers"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.4f}"
    return f"{figure.value:.4f} ({figure.low:.4f} to {figure.high:.4f})"


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
