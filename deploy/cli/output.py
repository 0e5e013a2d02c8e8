"""Figures as JSON, for scripts, beside what is printed for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from deploy.cli.errors import CommandError

F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    """Adds `--json FILE`, given to the command as `json_file`."""
    return click.option(
        "--json",
        "json_file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Also write the figures to this file.",
    )(command)


def write_json(path: Path | None, figures: Mapping[str, Any]) -> None:
    """Nothing without a path. Raises `CommandError` where the file cannot be written."""
    if path is None:
        return
    try:
        path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} could not be written: {error.strerror}.") from error
