from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from deploy.cli.errors import CommandError
from deploy.cli.parts import open_current_database
from deploy.private_file import write_private
from lti_tool.db import utcnow
from lti_tool.models import Person
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.learner_erasure import erase_learner
from lti_tool.services.learner_export import export_learner
from lti_tool.services.learner_rows import find_learner, find_learner_at
from lti_tool.services.people import block_person, unblock_person
from lti_tool.services.pseudonyms import pseudonym_of
from lti_tool.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])
REMAINS = (
    "What the platform holds stays there: grades in its gradebook, its own logs. While its roster "
    "still lists the person, the next reading of the course brings their name back: remove them "
    "from the course first. Backups made before still hold the rows."
)


def names_learner(command: F) -> F:
    """Adds ID, or `--issuer` with `--subject`, for `_find`."""
    for decorate in (
        click.option("--subject", default="", help="The platform's id of the person (sub)."),
        click.option("--issuer", default="", help="The platform's issuer, with --subject."),
        click.argument("person_id", metavar="[ID]", required=False, default=""),
    ):
        command = decorate(command)
    return command


@click.group()
def learner() -> None:
    """Export, erase, block and unblock a person.

    The person is named by ID, as the administration's page of people shows it, or by the
    platform's issuer and its own id of the person.
    """


@learner.command()
@names_learner
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Instead of stdout.")
def export(person_id: str, issuer: str, subject: str, out: Path | None) -> None:
    """Write everything that is kept about a person, as JSON.

    docs/PRIVACY.md describes the format.
    """
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        person = _find(session, person_id, issuer, subject)
        note_audit(session, COMMAND_LINE, "person.export", f"person:{person.id}")
        session.flush()
        text = json.dumps(export_learner(session, person, utcnow()), indent=2, ensure_ascii=False)
        if out is not None:
            write_private(out, text + "\n")
    click.echo(f"Written to {out}, readable only by you." if out else text)


@learner.command()
@names_learner
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(person_id: str, issuer: str, subject: str, yes: bool) -> None:
    """Erase a person from every table; it cannot be undone.

    Sums of right answers stay with the exercises, without whose they were.
    """
    with open_current_database(Settings.from_env()) as database:
        with database.read() as session:
            person = _find(session, person_id, issuer, subject)
        click.echo(f"{_describe(person)} will be erased. {REMAINS}")
        if not yes:
            click.confirm("Erase for good?", abort=True)
        with database.write() as session:
            counts = erase_learner(session, find_learner(session, person.id), COMMAND_LINE)
    rows = ", ".join(f"{name} {count}" for name, count in counts.items())
    click.echo(f"Erased. Rows removed or made anonymous: {rows}.")


@learner.command()
@names_learner
@click.option("--reason", default="", help="What the person is told.")
def block(person_id: str, issuer: str, subject: str, reason: str) -> None:
    """Refuse a person at the launch and at each request of an open visit.

    Scores that they earned before still go to the gradebook.
    """
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        person = _find(session, person_id, issuer, subject)
        block_person(session, person, reason, COMMAND_LINE)
    again = f"coursewright learner unblock {person.id}"
    click.echo(f"{_describe(person)} is blocked. Let them in again: {again}")


@learner.command()
@names_learner
def unblock(person_id: str, issuer: str, subject: str) -> None:
    """Let a blocked person in again."""
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        person = _find(session, person_id, issuer, subject)
        unblock_person(session, person, COMMAND_LINE)
    click.echo(f"{_describe(person)} may open the tool again.")


def _find(session: Session, person_id: str, issuer: str, subject: str) -> Person:
    """Raises `CommandError`, `LearnerUnknownError`, `LearnerAmbiguousError`."""
    if bool(person_id) == bool(issuer and subject) or bool(issuer) != bool(subject):
        raise CommandError("Name the person either by ID or by --issuer and --subject.")
    return (
        find_learner(session, person_id) if person_id else find_learner_at(session, issuer, subject)
    )


def _describe(person: Person) -> str:
    return f"{person.name or 'Participant ' + pseudonym_of(person.id)} ({person.id})"
