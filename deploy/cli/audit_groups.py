from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.group_errors import LEAST_LEARNERS, Forecast, compare_errors, forecast_answers
from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from lti_tool.models import Membership
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.evidence import list_evidence
from lti_tool.services.learner_rows import find_learner_at
from lti_tool.services.profiles import read_snapshot
from lti_tool.settings import Settings

COLUMNS = ("subject", "group")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--issuer", required=True, help="The platform whose ids FILE holds.")
@json_option
def audit_groups(file: Path, issuer: str, json_file: Path | None) -> None:
    """Compare the learner model's errors between the groups of FILE.

    FILE is a CSV file with the columns subject (the platform's id of a learner) and group (any
    name, for example of a gender or a campus). Nothing of it is stored. For each group: how far
    the chances that were told before each first answer lie from what came. Groups of fewer than
    ten learners are not told of.
    """
    wanted = read_groups(file)
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        people = {
            find_learner_at(session, issuer, subject).id: group for subject, group in wanted.items()
        }
        forecasts = [one for person in people for one in _forecast(session, person)]
        note_audit(session, COMMAND_LINE, "groups.audit", "groups", learners=len(people))
    found, small = compare_errors(forecasts, people)
    for one in found:
        click.echo(
            f"{one.group}: {one.learners} learners, {one.answers} answers, chance minus outcome "
            f"{one.gap:+.3f} (95 %: {one.low:+.3f} to {one.high:+.3f})"
        )
    if small or not found:
        click.echo(
            f"{small} learners are in groups of fewer than {LEAST_LEARNERS} who answered: not told."
        )
    write_json(json_file, {"groups": [asdict(one) for one in found], "untold": small})


def read_groups(file: Path) -> dict[str, str]:
    """Group by subject. Raises `CommandError` for a file that cannot be read as such."""
    groups: dict[str, str] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise CommandError(f"{file.name} has no column {', '.join(missing)}.")
            for row in rows:
                _add(groups, row, f"{file.name}, line {rows.line_num}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file.name} is no CSV file in UTF-8.") from error
    if not groups:
        raise CommandError(f"{file.name} names nobody.")
    return groups


def _add(groups: dict[str, str], row: Mapping[str, str | None], where: str) -> None:
    subject, group = ((row[name] or "").strip() for name in COLUMNS)
    if not subject or not group:
        raise CommandError(f"{where}: it needs a subject and a group.")
    if groups.setdefault(subject, group) != group:
        raise CommandError(f"{where}: {subject} is in two groups.")


def _forecast(session: Session, person_id: str) -> Iterator[Forecast]:
    """In every course of theirs, each under its own snapshot; as instructor nobody is judged."""
    courses = select(Membership.context_id).where(
        Membership.person_id == person_id, Membership.ever_instructor.is_(False)
    )
    for course in session.scalars(courses).all():
        evidence = list_evidence(session, course, person_id)
        yield from forecast_answers(person_id, evidence, read_snapshot(session, course))
