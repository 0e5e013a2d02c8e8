from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.bench.checks.models import NONE as NO_ENGINE
from deploy.bench.checks.models import open_judge
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.evaluation.figures import measure_set, weigh_look
from deploy.evaluation.generation import Evaluation, describe_step
from deploy.evaluation.texts import SUFFIXES, Folder, read_folder
from generators.checks.case import NO_TOOLS, Tools
from generators.checks.judge import EngineJudge
from generators.engines.base import Engine
from generators.engines.opening import open_engine
from generators.models.catalogue import load_catalogue
from generators.models.embedding import DEFAULT_EMBEDDER, Embedder, find_embedder
from jobs.model_engine import engine_settings
from lti_tool.settings import Settings


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
@click.option(
    "--check-engine",
    default=NO_ENGINE,
    show_default=True,
    help="A model of the catalogue that looks at each draft that the rules accept.",
)
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64))
@json_option
def generation(
    sources: Path,
    count: int,
    seed: int,
    engine: str,
    only_engine: bool,
    check_engine: str,
    threads: int,
    json_file: Path | None,
) -> None:
    """Write exercises out of a folder of texts until N are accepted or the texts are exhausted.

    They are spread over files, languages and kinds as evenly as the texts allow. Told are the
    share accepted of each drafter and kind, how varied the set is (self-BLEU: 1 is all alike;
    spread: 0 is all alike) and what was covered. --json writes each exercise with its verdicts,
    the refused ones too. How to read them: docs/READING.md.
    """
    folder = read_folder(sources)
    _tell_unread(folder)
    if not folder.texts:
        raise CommandError(f"{sources} holds no text that can be read.")
    model = _open(engine, threads)
    if only_engine and model is None:
        raise CommandError("--only-engine needs --engine.")
    judge = open_judge(check_engine, threads, model)
    tools = Tools(judge=judge) if judge else NO_TOOLS
    evaluation = Evaluation(folder, seed, model, only_engine, tools)
    exercises, asked = _run(evaluation, count)
    measured = measure_set(exercises, asked, _find_embedder())
    for table in _draw(measured):
        Console().print(table)
    figures = {
        "n": count,
        "seed": seed,
        "engine": engine,
        "check_engine": check_engine,
        "machine": describe_machine(),
        "unread": folder.unread,
        **measured,
        **({"second_look": _tell_look(exercises, judge)} if judge else {}),
        "exercises": exercises,
    }
    write_json(json_file, figures)


def _tell_look(exercises: Sequence[Mapping[str, Any]], judge: EngineJudge) -> dict[str, Any]:
    figures = {**weigh_look(exercises), "model": judge.name, "tokens": judge.tokens}
    share = figures["share_refused"]
    told = "none" if share is None else f"{share:.0%}"
    click.echo(
        f"Second look by {judge.name}: {figures['looked']} drafts, {told} refused"
        f" {figures['reasons'] or ''}; not run: {figures['not_run'] or 'none'};"
        f" {figures['seconds']:.0f} s, {judge.tokens} tokens"
    )
    return figures


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


def _find_embedder() -> Embedder | None:
    settings = Settings.from_env()
    entry = load_catalogue(settings.models.catalogue).find(DEFAULT_EMBEDDER)
    return find_embedder(entry, settings.cache)


def _run(evaluation: Evaluation, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The exercises, and the blueprints that were asked for."""
    exercises: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("accepted", total=count)
        for step in evaluation.run(count):
            for one in describe_step(step, evaluation.folder):
                exercises.append({"id": f"{len(exercises) + 1:04d}", **one})
            asked.append(step.blueprint.model_dump(mode="json"))
            progress.advance(task, step.result.best is not None)
    return exercises, asked


def _draw(figures: Mapping[str, Any]) -> Iterator[Table]:
    """Accepted and refused by drafter, kind and language; then how varied the set is."""
    table = Table("Drafter", "Kind", "Language", "Accepted", "Refused", "Share accepted")
    rates = figures["acceptance"]
    for one in rates:
        counts = (str(one["accepted"]), str(one["refused"]), f"{one['share']:.0%}")
        table.add_row(one["drafter"], one["kind"], one["language"], *counts)
    table.caption = f"{sum(one['accepted'] for one in rates)} accepted"
    yield table
    yield _draw_variety(figures)


def _draw_variety(figures: Mapping[str, Any]) -> Table:
    cover = figures["coverage"]
    names = ("self_bleu", "self_bleu_stems", "spread", "spread_in_meaning")
    heads = ("Self-BLEU", "of stems", "Spread", "in meaning", "Openings", "Asked twice")
    table = Table("Language", *heads)
    for language, own in figures["variety"].items():
        shares = ("-" if own[name] is None else f"{own[name]:.2f}" for name in names)
        twice = str(own["facts_asked_twice"])
        table.add_row(language, *shares, f"{own['openings']} of {own['exercises']}", twice)
    table.caption = (
        f"{cover['skills_covered']} of {cover['skills_asked']} skills and "
        f"{cover['skill_levels_covered']} of {cover['skill_levels_asked']} pairs of skill and "
        "level have an exercise"
    )
    return table
