from __future__ import annotations

from pathlib import Path

import click

from deploy.bench.registry import BENCHES, load_bench
from deploy.cli.output import json_option, write_json


@click.command()
@click.argument("name", type=click.Choice(sorted(BENCHES)))
@json_option
def bench(name: str, json_file: Path | None) -> None:
    """Measure one figure on this machine.

    It works in a temporary folder; docs/BENCHMARKS.md says how to read what it prints.

    launch: what a full LTI launch costs, against an empty page of the same server.
    """
    found = load_bench(name)
    figures = found.measure()
    for line in found.describe(figures):
        click.echo(line)
    write_json(json_file, figures)
