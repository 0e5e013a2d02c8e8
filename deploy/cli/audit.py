from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from analytics.foresight import Case
from analytics.group_audit import LEAST_PEOPLE, GroupReport, audit_groups
from analytics.tracing.figures import Figure
from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.group_audits import (
    Labels,
    label_people,
    list_predictions,
    match_people,
    read_labels,
    read_table,
)
from lti_tool.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NOTE = (
    f"Groups of fewer than {LEAST_PEOPLE} people are not shown. gap: mean chance minus observed "
    "rate; intervals of 95 %, learners drawn anew. The learner model's constants may have been "
    "fitted on these answers; what it knew of each learner came before the answer."
)


@click.group()
def audit() -> None:
    """Compare the errors of the learner model between groups of people."""


@audit.command()
@click.option("--csv", "labels_file", type=FILE, required=True, help="user,GROUP[,GROUP...]")
@click.option("--registration", default="", help="The id of the platform whose people it names.")
@click.option("--course", default="", help="Only this course, by its id.")
@click.option(
    "--predictions",
    type=FILE,
    help="Audit these instead, as of risk: user,p,outcome, one line a prediction.",
)
@json_option
def groups(
    labels_file: Path,
    registration: str,
    course: str,
    predictions: Path | None,
    json_file: Path | None,
) -> None:
    """Calibration gap, AUC and ECE by group: of mastery, or of predictions in a file.

    Users are named by the platform's id, ours, or the pseudonym that pages show. The table is read
    and forgotten.
    """
    labels = read_labels(labels_file.read_bytes())
    if bool(registration) == bool(predictions):
        raise CommandError("Give --registration ID, or --predictions FILE.")
    if predictions:
        cases, by_user = _read_cases(predictions), {user: user for user in labels.users}
    else:
        cases, by_user = _list_cases(registration, course, labels)
    reports = {
        name: audit_groups(cases, label_people(by_user, found))
        for name, found in labels.attributes.items()
    }
    console = Console()
    for name, report in reports.items():
        console.print(_draw_table(name, report))
    console.print(NOTE)
    write_json(
        json_file, {"note": NOTE, "attributes": {k: v.as_json() for k, v in reports.items()}}
    )


def _list_cases(
    registration: str, course: str, labels: Labels
) -> tuple[list[Case], dict[str, str]]:
    with open_current_database(Settings.from_env()) as database:
        with database.read() as session:
            cases = list(list_predictions(session, registration, course))
            by_user = match_people(session, registration, labels.users)
        with database.write() as session:
            note_audit(session, COMMAND_LINE, "groups.audit", f"registration:{registration}")
    return cases, by_user


def _read_cases(path: Path) -> list[Case]:
    """Raises `CommandError`, `LabelsError`."""
    cases = list[Case]()
    for line, row in enumerate(read_table(path.read_bytes(), "user", "p", "outcome"), 2):
        try:
            case = Case(row["user"].strip(), float(row["p"]), float(row["outcome"]))
        except ValueError as error:
            raise CommandError(f"{path}, line {line}: p and outcome are numbers.") from error
        if not (0 <= case.p <= 1 and 0 <= case.outcome <= 1):
            raise CommandError(f"{path}, line {line}: p and outcome lie between 0 and 1.")
        cases.append(case)
    return cases


def _draw_table(name: str, report: GroupReport) -> Table:
    hidden = f", {report.hidden} too small to show" if report.hidden else ""
    table = Table(title=f"{name}{hidden}", title_justify="left", caption=_tell_widest(report))
    for title in ("group", "people", "answers", "gap", "AUC", "ECE"):
        table.add_column(title, justify="left" if title == "group" else "right")
    for one in report.groups:
        figures = (one.gap, one.auc, one.ece)
        table.add_row(one.label, str(one.learners), str(one.cases), *map(_tell, figures))
    return table


def _tell_widest(report: GroupReport) -> str:
    widest = report.widest
    return f"Widest: {widest.first} minus {widest.second}: {_tell(widest.gap)}" if widest else ""


def _tell(figure: Figure) -> str:
    parts: Sequence[float | None] = (figure.value, figure.low, figure.high)
    value, low, high = ("–" if part is None else f"{part:.3f}" for part in parts)
    return value if figure.low is None else f"{value} [{low}, {high}]"
