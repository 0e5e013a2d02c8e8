from __future__ import annotations

import click

from deploy.cli.parts import open_current_database
from lti_tool.db import utcnow
from lti_tool.services.admins import invite_admin
from lti_tool.settings import Settings


@click.group()
def admin() -> None:
    """Let administrators in."""


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
