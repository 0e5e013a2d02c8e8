from __future__ import annotations

import os
from pathlib import Path

import click

from deploy.backup.restore import restore_backup
from deploy.backup.secret import fingerprint
from deploy.cli.parts import open_database
from lti_tool.settings import Settings


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Lose what this installation holds.")
@click.option("--any-key", is_flag=True, help="Also under another secret key.")
def restore(file: Path, force: bool, any_key: bool) -> None:
    """Bring back what `coursewright backup` wrote to FILE: everything or nothing.

    Into the database and the data folder of the settings, which have to be empty. Stop the web
    application, the workers and the sweeper before. An archive of an older release is migrated.
    """
    settings = Settings.from_env()
    with open_database(settings) as database, file.open("rb") as source:
        made = restore_backup(settings, database, source, force=force, any_key=any_key)
    click.echo(
        f"Restored what was backed up on {made.made_at}: {made.row_count} rows, "
        f"{len(made.files)} files."
    )
    if made.missing:
        click.echo(f"{len(made.missing)} course files were missing when it was made.")
    if os.environ.get("COURSEWRIGHT_SECRET_KEY") and made.secret != fingerprint(
        settings.secret_key
    ):
        click.echo(
            "COURSEWRIGHT_SECRET_KEY is not the key that the archive was made under: set it to the "
            "old one, or make new signing keys and store the web-service tokens again."
        )
