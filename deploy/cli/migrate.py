from __future__ import annotations

import click

from deploy.cli.parts import open_database
from lti_tool.migrate import migrate_database
from lti_tool.revision import is_current
from lti_tool.settings import Settings


@click.command()
def migrate() -> None:
    """Bring the database to this release.

    Running it again does no harm.
    """
    with open_database(Settings.from_env()) as database:
        if is_current(database.engine):
            click.echo("The database is up to date.")
            return
        migrate_database(database.engine)
        click.echo("The database has been brought to this release.")
