from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from deploy.bench.registry import BENCHES, Bench, load_bench
from deploy.cli.output import json_option, write_json


class Benches(click.Group):
    """Imports a bench when it is asked for: each brings heavy parts of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(BENCHES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        return _command(cmd_name, load_bench(cmd_name)) if cmd_name in BENCHES else None


@click.group(cls=Benches)
def bench() -> None:
    """Measure one figure on this machine.

    A bench works in a temporary folder; docs/BENCHMARKS.md says how to read what it prints.
    """


def _command(name: str, found: Bench) -> click.Command:
    def run(json_file: Path | None, **options: Any) -> None:
        figures = found.measure(**options)
        for line in found.describe(figures):
            click.echo(line)
        write_json(json_file, figures)
        if found.has_failed(figures):
            click.get_current_context().exit(1)

    command = click.Command(name, callback=run, params=list(found.options), help=found.help)
    return json_option(command)
