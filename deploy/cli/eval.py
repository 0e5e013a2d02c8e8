from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.evaluation.generation import Evaluation, describe_step
from deploy.evaluation.texts import SUFFIXES, Folder, read_folder
from generators.engines.base import Engine
from generators.engines.opening import open_engine
from generators.models.catalogue import load_catalogue
from jobs.model_engine import engine_settings
from lti_tool.settings import Settings

NO_ENGINE = "none"


@click.group("eval")
def eval_group() -> None:
    """Measure what is written, for people to read."""


@eval_group.command()
@click.option(
    "--sources",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=f"A folder of texts ({', '.join(SUFFIXES)}).",
)
@click.option("--n", "count", default=40, show_default=True, type=click.IntRange(1, 5000))
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--engine",
    default=NO_ENGINE,
    show_default=True,
    help="A model of the catalogue that drafts beside the drafters that need none.",
)
@click.option("--only-engine", is_flag=True, help="The model alone, without those drafters.")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64))
@json_option
def generation(
    sources: Path,
    count: int,
    seed: int,
    engine: str,
    only_engine: bool,
    threads: int,
    json_file: Path | None,
) -> None:
    """Write exercises out of a folder of texts until N are accepted or the texts are exhausted.

    They are spread over files, languages and kinds as evenly as the texts allow. --json writes
    each with its verdicts, the refused ones too.
    """
    folder = read_folder(sources)
    _tell_unread(folder)
    if not folder.texts:
        raise CommandError(f"{sources} holds no text that can be read.")
    model = _open(engine, threads)
    if only_engine and model is None:
        raise CommandError("--only-engine needs --engine.")
    evaluation = Evaluation(folder, seed, model, only_engine)
    exercises = _run(evaluation, count)
    Console().print(_draw(exercises))
    figures = {
        "n": count,
        "seed": seed,
        "engine": engine,
        "machine": describe_machine(),
        "unread": folder.unread,
        "exercises": exercises,
    }
    write_json(json_file, figures)


def _tell_unread(folder: Folder) -> None:
    for name, reason in folder.unread.items():
        click.echo(f"{name} was not read: {reason}", err=True)


def _open(name: str, threads: int) -> Engine | None:
    if name == NO_ENGINE:
        return None
    settings = Settings.from_env()
    entry = load_catalogue(settings.models.catalogue).find(name)
    own = replace(engine_settings(settings.models), threads=threads)
    return open_engine(entry, settings.cache, own)


def _run(evaluation: Evaluation, count: int) -> list[dict[str, Any]]:
    exercises: list[dict[str, Any]] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("accepted", total=count)
        for step in evaluation.run(count):
            exercises += describe_step(step, evaluation.folder)
            progress.advance(task, step.result.best is not None)
    return exercises


def _draw(exercises: Iterable[Mapping[str, Any]]) -> Table:
    """Accepted and refused by drafter, kind and language."""
    counts: Counter[tuple[str, str, str, bool]] = Counter(
        (one["drafter"], one["kind"], one["language"], one["accepted"]) for one in exercises
    )
    table = Table("Drafter", "Kind", "Language", "Accepted", "Refused", "Share accepted")
    for drafter, kind, language in sorted({key[:3] for key in counts}):
        accepted, refused = (counts[drafter, kind, language, own] for own in (True, False))
        share = f"{accepted / (accepted + refused):.0%}"
        table.add_row(drafter, kind, language, str(accepted), str(refused), share)
    total = sum(count for key, count in counts.items() if key[3])
    table.caption = f"{total} accepted"
    return table
