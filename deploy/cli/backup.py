from __future__ import annotations

from pathlib import Path

import click

from deploy.backup.dump import write_backup
from deploy.cli.errors import CommandError
from deploy.cli.parts import open_current_database
from deploy.private_file import open_private
from lti_tool.services.audit import COMMAND_LINE, note_audit
from lti_tool.settings import Settings

KEEP_KEY = (
    "The secret key is not in it: keep COURSEWRIGHT_SECRET_KEY (or data/secret.key) elsewhere. "
    "Without it the signing keys and web-service tokens in the archive cannot be opened."
)
HOLDS_KEY = "The secret key is in it: whoever has this file can open everything. Lock it away."


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the secret key into the archive too.")
def backup(file: Path, with_keys: bool) -> None:
    """Write all rows and all course files to FILE, an archive.

    The installation may run meanwhile: the archive shows it as it was at one instant. It can be
    restored into SQLite and into PostgreSQL, whichever it was made of.
    """
    settings = Settings.from_env()
    if file.exists():
        raise CommandError(f"{file} is there already. Give another name, or remove it first.")
    with open_current_database(settings) as database:
        with database.write() as session:
            note_audit(session, COMMAND_LINE, "backup.make", file.name, with_keys=with_keys)
        with open_private(file) as target:
            made = write_backup(settings, database, target, with_keys=with_keys, tell=_tell)
    click.echo(f"Written to {file}: {made.row_count} rows, {len(made.files)} files.")
    if made.missing:
        click.echo(f"{len(made.missing)} course files were not on the disk: {made.missing[0]}, ...")
    click.echo(HOLDS_KEY if with_keys else KEEP_KEY)


def _tell(line: str) -> None:
    click.echo(line, err=True)
