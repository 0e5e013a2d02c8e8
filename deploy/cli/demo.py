from __future__ import annotations

from pathlib import Path

import click

from deploy.cli.output import json_option


@click.command()
@click.option("--once", is_flag=True, help="Walk the main job unattended, then stop.")
@click.option("--exercises", type=click.IntRange(1), default=35, help="Asked for in each course.")
@click.option("--answers", type=click.IntRange(1), default=12, help="Given by each learner.")
@json_option
def demo(once: bool, exercises: int, answers: int, json_file: Path | None) -> None:
    """Walk the main job on a demo platform.

    It starts the tool beside a small course site, all on this machine and in a folder of its
    own. Without --once it prints the addresses and stays up until Ctrl-C.
    """
    from deploy.demo.run import run_demo
    from deploy.demo.walk.setting import Size

    raise SystemExit(run_demo(once=once, json_file=json_file, size=Size(exercises, answers)))
