from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from jobs.parts import open_parts
from jobs.refit_model import refit_registration
from lti_tool.db import Database, utcnow
from lti_tool.models import Context, Registration
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.learner_models import LearnerModel, find_model
from lti_tool.services.refits import allow_pooling, ask_for_refit, may_pool, read_refit
from lti_tool.settings import Settings

POOLED = {"allow": "model.pool_allow", "forbid": "model.pool_forbid"}


@click.group()
def refit() -> None:
    """Fit the learner model to the answers of each course.

    Workers do so each night in which something new came; nothing of one registration counts for
    another unless `pool` allows it.
    """


@refit.command()
@click.option("--registration", "wanted", help="The id of one; else all that are switched on.")
@json_option
def run(wanted: str | None, json_file: Path | None) -> None:
    """Fit now, in this process, and say how each course's model does."""
    settings = Settings.from_env()
    with open_current_database(settings) as database:
        ids = _list_registrations(database, wanted)
        for registration_id in ids:
            with database.write() as session:
                ask_for_refit(session, registration_id, utcnow())
    parts = open_parts(settings)
    try:
        for registration_id in ids:
            refit_registration(parts, registration_id)
        write_json(json_file, {"courses": _describe(parts.database, ids)})
    finally:
        parts.database.close()


@refit.command()
@json_option
def show(json_file: Path | None) -> None:
    """Print what each course's figures come from and how well they hold."""
    with open_current_database(Settings.from_env()) as database:
        write_json(json_file, {"courses": _describe(database, _list_registrations(database, None))})


@refit.command()
@click.argument("answer", type=click.Choice(list(POOLED)))
def pool(answer: str) -> None:
    """Whether models may learn from the answers of all registrations together."""
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        allow_pooling(session, answer == "allow")
        note_audit(session, COMMAND_LINE, POOLED[answer], "models")
    click.echo("Saved. It takes effect at the next fit of each registration.")


def _list_registrations(database: Database, wanted: str | None) -> list[str]:
    query = select(Registration.id).where(Registration.active).order_by(Registration.id)
    with database.read() as session:
        ids = list(session.scalars(query))
    if wanted and wanted not in ids:
        raise CommandError(f"There is no registration {wanted[:64]} that is switched on.")
    return [wanted] if wanted else ids


def _describe(database: Database, registrations: list[str]) -> list[dict[str, Any]]:
    """Printed on the way."""
    found = []
    with database.read() as session:
        click.echo(f"Pooling of registrations: {'allowed' if may_pool(session) else 'forbidden'}.")
        for registration_id in registrations:
            state = read_refit(session, registration_id)
            if state is not None and state.note:
                click.echo(f"{registration_id}: no new model ({state.note}).")
            query = select(Context).where(Context.registration_id == registration_id)
            for context in session.scalars(query.order_by(Context.title, Context.id)):
                found.append(_describe_course(context, find_model(session, context.id)))
    return found


def _describe_course(context: Context, model: LearnerModel) -> dict[str, Any]:
    report = model.report
    figures = {
        "context": context.id,
        "fitted_at": model.fitted_at.isoformat() if model.fitted_at else None,
        "answers": model.answers,
        "learners": model.learners,
        "verdict": report.verdict.value if report else None,
        "auc": report.belief.auc.value if report else None,
        "ece": report.belief.ece.value if report else None,
    }
    origin = f"{model.answers} answers of {model.learners} learners" if model.answers else "none"
    held = f"; {report.verdict.value}, ECE {figures['ece'] or 0:.3f}" if report else ""
    click.echo(f"{context.title or context.id}: fitted on {origin}{held}")
    return figures
