from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json
from deploy.cli.parts import open_current_database
from lti_tool.db import utcnow
from lti_tool.models import Registration, ToolKey
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.services.key_rotation import Outcome, Rotation, drop_retired_keys, rotate_key
from lti_tool.services.registrations import list_registrations
from lti_tool.services.resealing import reseal_all
from lti_tool.settings import Settings

COLUMNS = ("registration", "name", "kid", "state", "made")


@click.group()
def keys() -> None:
    """The keys with which the tool signs."""


@keys.command("list")
@json_option
def list_command(json_file: Path | None) -> None:
    """List the keys: which signs now (active), is published already (next) or still (retired)."""
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


@keys.command()
@click.option("--registration", "registration_id", help="Only this one (its id: keys list).")
@click.option("--now", "early", is_flag=True, help="Do not wait a day for platforms to notice.")
@click.option(
    "--leaked", is_flag=True, help="At once, and withdraw the keys that have signed until now."
)
@json_option
def rotate(registration_id: str | None, early: bool, leaked: bool, json_file: Path | None) -> None:
    """Let the next key of each registration sign from now on.

    The key that has signed stays published for a week, and a new next key is published. A next
    key that is younger than a day is left to wait, since platforms may not have seen it. Nothing
    has to be restarted.
    """
    settings, now = Settings.from_env(), utcnow()
    vault = settings.vault
    with open_current_database(settings) as database:
        with database.read() as session:
            ids = [registration_id] if registration_id else _list_ids(session)
        done = []
        for one in ids:
            with database.write() as session:
                drop_retired_keys(session, now)
                done.append(rotate_key(session, vault, one, now, early=early, leaked=leaked))
    for rotation in done:
        click.echo(_tell(rotation))
    if not done:
        click.echo("There is no registration yet: each gets keys of its own.")
    write_json(json_file, {"rotations": [_figures(rotation) for rotation in done]})


@keys.command()
@json_option
def reseal(json_file: Path | None) -> None:
    """Seal keys and tokens anew, from COURSEWRIGHT_OLD_SECRET_KEY to COURSEWRIGHT_SECRET_KEY.

    All of them or none. It may be run again; nothing has to be stopped.
    """
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.write() as session:
        done = reseal_all(session, settings.vault)
        if done.resealed:
            note_audit(session, COMMAND_LINE, "keys.reseal", "secret-key", count=done.resealed)
    if done.unreadable:
        raise CommandError(
            f"{len(done.unreadable)} sealed values open under neither secret (the first one: "
            f"{done.unreadable[0]}), so nothing was changed. Set COURSEWRIGHT_OLD_SECRET_KEY to "
            "the secret under which they were sealed."
        )
    click.echo(f"Sealed anew: {done.resealed}. Under the present secret already: {done.already}.")
    if settings.old_secret_key:
        click.echo("Once every process has been started with the new secret, run this once more,")
        click.echo("then take COURSEWRIGHT_OLD_SECRET_KEY away.")
    write_json(json_file, {"resealed": done.resealed, "already": done.already})


def _list_ids(session: Session) -> list[str]:
    return [row.id for row in list_registrations(session)]


def _tell(rotation: Rotation) -> str:
    name = f"{rotation.name} ({rotation.registration_id})"
    due = f"{rotation.due:%Y-%m-%d %H:%M} UTC"
    if rotation.outcome is Outcome.EARLY:
        return (
            f"{name}: not rotated. The next key {rotation.next} may not have reached the platform "
            f"yet; run this again after {due}, or with --now."
        )
    return f"{name}: {rotation.active} signs now. Next: {rotation.next}, from {due} on."


def _figures(rotation: Rotation) -> dict[str, str]:
    return {**asdict(rotation), "due": rotation.due.isoformat(timespec="seconds")}


def _describe(key: ToolKey, name: str | None) -> dict[str, str]:
    """A key may be older than its registration: a platform fetches it while it registers."""
    made = key.created_at.isoformat(timespec="seconds")
    values = (key.registration_id, name or "(not yet registered)", key.kid, key.state.value, made)
    return dict(zip(COLUMNS, values, strict=True))
