from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from lti_tool.db import utcnow
from lti_tool.services.audit import COMMAND_LINE
from lti_tool.services.registration_invites import PendingInvite, list_pending, revoke_invite
from lti_tool.settings import Settings


@click.group()
def invites() -> None:
    """Registration links that wait for their platform; `register-invite` makes one."""


@invites.command("list")
@json_option
def list_command(json_file: Path | None) -> None:
    """List the links that still work, with who made them and when they expire."""
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.read() as session:
        found = list_pending(session, settings.vault, utcnow())
    for invite in found:
        click.echo(_tell(invite, settings.base_url))
    if not found:
        click.echo("No registration link waits. Make one: coursewright register-invite")
    write_json(json_file, {"invites": [_figures(invite) for invite in found]})


@invites.command()
@click.argument("invite_id", metavar="ID")
def revoke(invite_id: str) -> None:
    """Withdraw the link ID (see `invites list`): it works no more."""
    with open_current_database(Settings.from_env()) as database, database.write() as session:
        revoke_invite(session, invite_id, utcnow(), COMMAND_LINE)
    click.echo("Withdrawn.")


def _tell(invite: PendingInvite, base_url: str) -> str:
    link = f"{base_url}/lti/register/{invite.token}" if invite.token else "link not readable"
    host = f", for {invite.allowed_host}" if invite.allowed_host else ""
    until = f"until {invite.expires_at:%Y-%m-%d %H:%M} UTC"
    return f"{invite.id}: {link} ({until}, made by {invite.maker or 'unknown'}{host})"


def _figures(invite: PendingInvite) -> dict[str, str]:
    """Without the token: the file may lie around."""
    values = asdict(invite)
    del values["token"]
    return {name: str(value) for name, value in values.items()}
