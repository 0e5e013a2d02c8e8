from __future__ import annotations

import click

from deploy.cli.parts import open_current_database
from lti_tool.db import utcnow
from lti_tool.services.audit import COMMAND_LINE
from lti_tool.services.registration_invites import invite_registration
from lti_tool.settings import Settings


@click.command("register-invite")
@click.option(
    "--host", default="", help="The platform's host, if its address is in a private network."
)
def register_invite(host: str) -> None:
    """Print a URL for one platform's dynamic registration.

    It works once and for a week. In Moodle an admin pastes it under Site administration, Plugins,
    External tool, Manage tools, and chooses "Add LTI Advantage". `coursewright invites` lists and
    withdraws links.
    """
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.write() as session:
        vault = settings.vault
        token = invite_registration(session, vault, utcnow(), COMMAND_LINE, host)
    click.echo(f"{settings.base_url}/lti/register/{token}")
