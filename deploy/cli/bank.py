from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from deploy.cli.course_models import find_bank_revision, read_answers_of
from deploy.cli.courses import COURSE, find_course
from deploy.cli.errors import CommandError
from deploy.cli.export import export_model, export_options
from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from deploy.cli.records import LOG, read_rows
from jobs.parts import open_parts
from jobs.train_bank import train_bank
from lti_tool.db import Database
from lti_tool.models import BankModel, Context, TrainingState
from lti_tool.services.bank_models import find_bank_model, list_bank_models
from lti_tool.services.trainings import ask_for_training
from lti_tool.settings import Settings


@click.group()
def bank() -> None:
    """The model of a course's exercises: the map, drafts too near, drafts off the course."""


@bank.command()
@COURSE
@json_option
def train(course: str, json_file: Path | None) -> None:
    """Train it now, in this process, and print its figures.

    Broken off, the same command goes on from its last checkpoint.
    """
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.write() as session:
        context_id = find_course(session, course).id
        ask_for_training(session, BankModel, context_id)
    parts = open_parts(settings)
    try:
        train_bank(parts, context_id)
        _require_trained(parts.database, context_id)
        write_json(json_file, {"courses": _list(parts.database, context_id)})
    finally:
        parts.database.close()


@bank.command(name="list")
@json_option
def list_models(json_file: Path | None) -> None:
    """Print each course that has one, how its training stands, and its figures."""
    with open_current_database(Settings.from_env()) as database:
        write_json(json_file, {"courses": _list(database)})


@bank.command()
@COURSE
@export_options
@json_option
def export(course: str, out: Path, seed: int, json_file: Path | None) -> None:
    """Write the item VAE, encoder and decoder, as ONNX, each checked against torch.

    Exercises stay out of it. The folder's card.json says how to call them; docs/MODELS.md tells
    more.
    """
    from generators.bank.item_model import read_item_model
    from generators.bank.model_file import ModelFileError
    from generators.portable.item import describe_items

    try:
        model = read_item_model(find_bank_revision(course))
    except ModelFileError as error:
        raise CommandError(str(error)) from error
    export_model(describe_items(model), out, seed, json_file)


@bank.command()
@click.option("--course", help="A course, by id or title, whose answers it is fitted on.")
@click.option(
    "--from", "log", type=LOG, help="Or a CSV file: user, item, skills, timestamp, correct."
)
@export_options
@json_option
def export_responses(
    course: str | None, log: Path | None, out: Path, seed: int, json_file: Path | None
) -> None:
    """Fit a response VAE and write its encoder as ONNX, checked against torch.

    It names exercises and says how hard they are; it holds no learner.
    """
    from generators.bank.items import BankError
    from generators.bank.response_training import fit_responses
    from generators.bank.responses import arrange_responses
    from generators.portable.response import describe_responses

    if (course is None) == (log is None):
        raise CommandError("Name either a course with --course, or a file with --from.")
    try:
        if log:
            rows = (row for row in read_rows(log) if row.item)
            responses = arrange_responses((row.user, row.item, row.correct) for row in rows)
        else:
            responses = arrange_responses(read_answers_of(course or ""))
        vae = fit_responses(responses, seed)
    except BankError as error:
        raise CommandError(str(error)) from error
    export_model(describe_responses(vae, responses, seed), out, seed, json_file)


def _require_trained(database: Database, context_id: str) -> None:
    with database.read() as session:
        row = find_bank_model(session, context_id)
    if row is None or row.state is not TrainingState.TRAINED:
        why = row.detail or row.stage if row else ""
        raise CommandError(f"No new model came. {why or 'Another worker may be training it.'}")


def _list(database: Database, only: str = "") -> list[dict[str, Any]]:
    """Printed on the way."""
    with database.read() as session:
        found = list_bank_models(session)
    return [_tell(context, row) for context, row in found if not only or context.id == only]


def _tell(context: Context, row: BankModel) -> dict[str, Any]:
    click.echo(f"{context.id} {context.title}: {row.state.value} {row.revision}".rstrip())
    for name, figure in row.figures.items():
        click.echo(f"  {name:12} {figure:.3f}")
    return {
        "context": context.id,
        "state": row.state.value,
        "revision": row.revision,
        "data": row.data,
        "figures": row.figures,
        "near_pairs": len(row.pairs),
    }
