from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from lti_tool.models import Registration, ToolKey
from lti_tool.settings import Settings

COLUMNS = ("registration", "name", "kid", "state", "made")


@click.group()
def keys() -> None:
    """The keys with which the tool signs."""


@keys.command("list")
@json_option
def list_command(json_file: Path | None) -> None:
    """List the keys: which signs now (active), which a platform may still hold (retired)."""
    query = (
        select(ToolKey, Registration.name)
        .outerjoin(Registration, Registration.id == ToolKey.registration_id)
        .order_by(Registration.name, ToolKey.created_at)
    )
    with open_current_database(Settings.from_env()) as database, database.read() as session:
        rows = [_describe(key, name) for key, name in session.execute(query)]
    for row in rows:
        click.echo(f"{row['name']} ({row['registration']}): {row['kid']}, {row['state']}")
    if not rows:
        click.echo("There are no keys yet: each registration gets its own.")
    write_json(json_file, {"keys": rows})


def _describe(key: ToolKey, name: str | None) -> dict[str, str]:
    """A key may be older than its registration: a platform fetches it while it registers."""
    made = key.created_at.isoformat(timespec="seconds")
    values = (key.registration_id, name or "(not yet registered)", key.kid, key.state.value, made)
    return dict(zip(COLUMNS, values, strict=True))
