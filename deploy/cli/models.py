from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from deploy.cli.output import json_option, write_json
from generators.models.catalogue import ModelEntry, load_catalogue
from generators.models.install import install_model
from generators.models.store import InstalledModel, check_model, list_models, remove_model
from lti_tool.settings import Settings


@click.group()
def models() -> None:
    """List, install, check or remove language models."""


@models.command("list")
@json_option
def list_command(json_file: Path | None) -> None:
    """List the models of the catalogue."""
    settings = Settings.from_env()
    found = list_models(load_catalogue(settings.models.catalogue), settings.cache)
    Console().print(_make_table(found, settings.drafter_model))
    rows = [model.model_dump(mode="json") for model in found]
    write_json(json_file, {"default": settings.drafter_model, "models": rows})


@models.command()
@click.argument("name")
def install(name: str) -> None:
    """Fetch the model NAME into the cache and check it. A whole one is left as it is."""
    settings, entry = Settings.from_env(), _find(name)
    settings.cache.mkdir(parents=True, exist_ok=True)
    with _make_bar() as bar:
        stages: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=total)
            bar.update(stages[stage], completed=done, total=total)

        folder = install_model(entry, settings.cache, tell)
    click.echo(f"{entry.name} is in {folder}.")


@models.command()
@click.argument("name")
def remove(name: str) -> None:
    """Delete the model NAME from the cache."""
    removed = remove_model(_find(name), Settings.from_env().cache)
    click.echo(f"{name} was removed." if removed else f"{name} was not installed.")


@models.command()
@click.argument("name")
def check(name: str) -> None:
    """Compare every file of the model NAME with what was installed."""
    check_model(_find(name), Settings.from_env().cache)
    click.echo(f"{name} is whole.")


def _find(name: str) -> ModelEntry:
    return load_catalogue(Settings.from_env().models.catalogue).find(name)


def _make_bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _make_table(found: tuple[InstalledModel, ...], default: str) -> Table:
    table = Table("name", "what for", "languages", "licence", "here")
    for model in found:
        entry = model.entry
        here = f"{model.bytes / 1e9:.2f} GB" if model.installed else "no"
        mark = " (default)" if entry.name == default else ""
        table.add_row(
            f"{entry.name}{mark}",
            ", ".join(purpose.value for purpose in entry.purposes),
            ", ".join(entry.languages),
            entry.licence,
            here,
        )
    return table
