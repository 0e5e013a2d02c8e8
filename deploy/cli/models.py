from __future__ import annotations

from collections.abc import Mapping
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
from sqlalchemy.exc import SQLAlchemyError

from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from generators.models.catalogue import (
    Catalogue,
    EndpointSource,
    HubSource,
    ModelEntry,
    PackagesSource,
    PathSource,
    Purpose,
    Source,
    WheelSource,
    load_catalogue,
)
from generators.models.install import install_model
from generators.models.store import InstalledModel, check_model, list_models, remove_model
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.model_choice import (
    NO_MODEL,
    ModelUse,
    choose_model,
    default_models,
    read_models,
)
from lti_tool.settings import Settings

DEFAULT = "default"


@click.group()
def models() -> None:
    """List, install, check or remove language models."""


@models.command("list")
@json_option
def list_command(json_file: Path | None) -> None:
    """List the models of the catalogue, where each comes from and what it is used for."""
    settings = Settings.from_env()
    found = list_models(load_catalogue(settings.models.catalogue), settings.cache)
    uses = _read_uses(settings)
    Console().print(_make_table(found, uses))
    for use, name in uses.items():
        click.echo(f"{use.value}: {name}")
    rows = [model.model_dump(mode="json") for model in found]
    chosen = {use.value: name for use, name in uses.items()}
    write_json(json_file, {"default": settings.drafter_model, "uses": chosen, "models": rows})


@models.command()
@click.argument("purpose", type=click.Choice([use.value for use in ModelUse]))
@click.argument("name")
def use(purpose: str, name: str) -> None:
    """Have the model NAME do what PURPOSE says, for the whole installation.

    NAME "none": no model does it; "default": the one that the environment says.
    """
    settings = Settings.from_env()
    if name not in (NO_MODEL, DEFAULT):
        _require_purpose(_find(name), purpose)
    with open_current_database(settings) as database, database.write() as session:
        choose_model(session, ModelUse(purpose), "" if name == DEFAULT else name)
        note_audit(session, COMMAND_LINE, "model.choose", f"{purpose}: {name}")
        chosen = read_models(session, default_models(settings))[ModelUse(purpose)]
    when = "when they are started again" if purpose == ModelUse.EMBED else "at the next request"
    click.echo(f"{purpose}: {chosen}. Workers take it up {when}.")


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
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Delete the model NAME from the cache, unless it is in use."""
    entry, settings = _find(name), Settings.from_env()
    [model] = list_models(Catalogue(models=(entry,)), settings.cache)
    if model.installed:
        _require_unused(entry.name, _read_uses(settings))
        if not yes:
            click.confirm(f"Delete {model.bytes / 1e9:.2f} GB of {entry.name}?", abort=True)
    removed = remove_model(entry, settings.cache)
    click.echo(f"{name} was removed." if removed else f"{name} was not installed.")


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
def check(names: tuple[str, ...]) -> None:
    """Hash every file of the models named, or of all that are installed, and compare it with
    what was installed.
    """
    settings = Settings.from_env()
    found = list_models(load_catalogue(settings.models.catalogue), settings.cache)
    own = [model.entry.name for model in found if model.installed and model.path]
    for name in names or own:
        check_model(_find(name), settings.cache)
        click.echo(f"{name} is whole.")
    if not names and not own:
        click.echo("No model is installed.")


def _require_unused(name: str, uses: Mapping[ModelUse, str]) -> None:
    used = [use.value for use, own in uses.items() if own == name]
    if used:
        raise CommandError(
            f"{name} is used for {', '.join(used)}. Choose another one first: coursewright"
            f" models use {used[0]} NAME"
        )


def _require_purpose(entry: ModelEntry, purpose: str) -> None:
    """A folder of the admin's names no purposes; what only proves the path may draft."""
    known = {own.value for own in entry.purposes}
    if Purpose.SMOKE in entry.purposes:
        known |= {Purpose.DRAFT.value, Purpose.RE_SOLVE.value}
    if known and purpose not in known:
        raise CommandError(f"{entry.name} is for {', '.join(sorted(known))}, not for {purpose}.")


def _read_uses(settings: Settings) -> dict[ModelUse, str]:
    """Of the environment alone on a machine without the database, such as a worker's image."""
    defaults = default_models(settings)
    try:
        with open_current_database(settings) as database, database.read() as session:
            return read_models(session, defaults)
    except (CommandError, SQLAlchemyError) as error:
        reason = error.message if isinstance(error, CommandError) else str(error).splitlines()[0]
        click.echo(f"What admins chose is not known here: {reason}", err=True)
        return {use: name or defaults[ModelUse.DRAFT] for use, name in defaults.items()}


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


def _make_table(found: tuple[InstalledModel, ...], uses: Mapping[ModelUse, str]) -> Table:
    table = Table("name", "what for", "languages", "licence", "from", "here", "does")
    for model in found:
        entry = model.entry
        table.add_row(
            entry.name,
            ", ".join(purpose.value for purpose in entry.purposes),
            ", ".join(entry.languages),
            entry.licence,
            describe_source(entry.source),
            f"{model.bytes / 1e9:.2f} GB" if model.installed else "no",
            ", ".join(use.value for use, name in uses.items() if name == entry.name),
        )
    return table


def describe_source(source: Source) -> str:
    """In a few words; `--json` has all of it."""
    match source:
        case PackagesSource():
            more = len(source.packages) - 1
            parts = f" and {more} more" if more else ""
            return f"{source.packages[0].requirement}{parts}, SHA-256 {source.sha256[:12]}"
        case WheelSource():
            return f"{source.requirement}, SHA-256 {source.wheel_sha256[:12]}"
        case HubSource():
            return f"{source.id}@{source.revision[:12]}"
        case PathSource():
            return str(source.path)
        case EndpointSource():
            return f"{source.model} at {source.base_url}"
