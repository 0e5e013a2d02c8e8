from __future__ import annotations

import click

from deploy.cli.parts import import_what_stays, require_current_database
from lti_tool.queue import QueueName
from lti_tool.settings import Settings


@click.command()
@click.option(
    "--queue",
    type=click.Choice([name.value for name in QueueName]),
    required=True,
    help="work: parsing, checks, sync and scores. model: whatever needs the language model. "
    "train: what a course trains of its own, planners of worksheets and maps of the bank.",
)
def worker(queue: str) -> None:
    """Run the jobs of one queue until stopped.

    Start at least one worker for each queue; only the one for `model` loads a language model. The
    one for `train` gives way to all other processes of its machine.
    """
    require_current_database(Settings.from_env())
    with import_what_stays():
        from jobs.worker import run_worker

    run_worker(QueueName(queue))
