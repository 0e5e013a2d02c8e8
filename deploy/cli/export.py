"""What commands share that write a model for other frameworks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from deploy.cli.output import write_json

if TYPE_CHECKING:
    from generators.portable.folder import Portable

F = TypeVar("F", bound=Callable[..., Any])


def export_options(command: F) -> F:
    """Adds `--out FOLDER` and `--seed`."""
    seed = click.option("--seed", default=0, show_default=True, help="Of what it is checked on.")
    out = click.option(
        "--out",
        required=True,
        type=click.Path(path_type=Path),
        help="A folder that is not there yet.",
    )
    return out(seed(command))


def export_model(portable: Portable, out: Path, seed: int, json_file: Path | None) -> None:
    from deploy.cli.stage_bars import show_stages
    from generators.portable.folder import list_sizes, write_portable

    with show_stages() as advance:
        report = write_portable(
            out, portable, seed=seed, tell=lambda name, done, of: advance("graphs", done, of, name)
        )
    for name, size, difference in list_sizes(report):
        click.echo(f"{name}.onnx: {size:,} bytes, differs from torch by at most {difference:.1e}")
    click.echo(f"They are in {out}; card.json says how to call them, check.json how they did.")
    write_json(json_file, report)
