from __future__ import annotations

from pathlib import Path

import click

from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from lti_tool.db import utcnow
from lti_tool.services.admins import KnownAdmin, invite_admin, list_admins, shut_out_admin
from lti_tool.services.audit import COMMAND_LINE
from lti_tool.settings import Settings


@click.group()
def admin() -> None:
    """Let administrators in, list them and shut them out."""


@admin.command()
@click.argument("name")
def invite(name: str) -> None:
    """Print a link by which NAME signs in as an administrator.

    It works once and for 24 hours. An unknown NAME becomes a new administrator.
    """
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.write() as session:
        token = invite_admin(session, name, utcnow())
    click.echo(f"{settings.base_url}/admin/enter/{token}")


@admin.command("list")
@json_option
def list_command(json_file: Path | None) -> None:
    """List the administrators: who is signed in, and for whom a link waits."""
    with open_current_database(Settings.from_env()) as database, database.read() as session:
        found = list_admins(session, utcnow())
    for one in found:
        click.echo(f"{one.name}: {_tell(one)}")
    if not found:
        click.echo("There is no administrator yet: coursewright admin invite NAME")
    write_json(json_file, {"admins": [_figures(one) for one in found]})


@admin.command("shut-out")
@click.argument("name")
def shut_out(name: str) -> None:
    """End all sessions of NAME at once and void links that wait.

    A new link lets them in again.
    """
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        shut_out_admin(session, name, COMMAND_LINE)
    click.echo(f"{name} is shut out. Let them in again: coursewright admin invite {name}")


def _tell(one: KnownAdmin) -> str:
    until = f"signed in until {one.signed_in:%Y-%m-%d %H:%M} UTC" if one.signed_in else ""
    states = [until, "a sign-in link waits" if one.invited else ""]
    return ", ".join(filter(None, states)) or "not signed in"


def _figures(one: KnownAdmin) -> dict[str, object]:
    until = one.signed_in.isoformat(timespec="seconds") if one.signed_in else None
    return {"name": one.name, "signed_in_until": until, "invited": one.invited}
