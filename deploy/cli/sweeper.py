from __future__ import annotations

import click

from deploy.cli.parts import import_what_stays, require_current_database
from lti_tool.settings import Settings


@click.command()
def sweeper() -> None:
    """Find work that the queue lost.

    Until stopped it rings again, now and then, for rows that still wait.
    """
    require_current_database(Settings.from_env())
    with import_what_stays():
        from jobs.sweeper import run_sweeper

    run_sweeper()
