from __future__ import annotations

from pathlib import Path

import click

from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from lti_tool.db import utcnow
from lti_tool.services.audit import COMMAND_LINE
from lti_tool.services.retention import RULES, choose_days, list_rules, run_retention
from lti_tool.settings import Settings


@click.group()
def retention() -> None:
    """How long what is kept.

    The sweeper removes once a day what was kept long enough; docs/PRIVACY.md says what each rule
    is about.
    """


@retention.command()
def show() -> None:
    """Print each rule with its days."""
    with open_current_database(Settings.from_env()) as database, database.read() as session:
        for kept in list_rules(session):
            days = f"{kept.days} days" if kept.days else "for good"
            click.echo(f"{kept.name}: {days}")


@retention.command("set")
@click.argument("rule", type=click.Choice(list(RULES)))
@click.argument("days")
def set_command(rule: str, days: str) -> None:
    """Keep what RULE is about for DAYS days; 0 keeps it for good."""
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        choose_days(session, {rule: days}, COMMAND_LINE)
    click.echo("Saved. It takes effect at the next run.")


@retention.command()
@click.option("--dry-run", is_flag=True, help="Count only, remove nothing.")
@json_option
def run(dry_run: bool, json_file: Path | None) -> None:
    """Remove what was kept long enough, now."""
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        found = run_retention(session, utcnow(), COMMAND_LINE)
        if dry_run:
            session.rollback()
    for rule, counts in found.items():
        rows = ", ".join(f"{table} {count}" for table, count in counts.items())
        click.echo(f"{rule}: {rows or 'nothing'}")
    if dry_run:
        click.echo("Nothing was removed: this was a dry run.")
    write_json(json_file, {"dry_run": dry_run, "removed": found})
