"""A bar for each stage of a training, on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from generators.planner.settings import Progress as Step
from generators.planner.settings import Tell


@contextmanager
def show_training() -> Iterator[Tell]:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as bar:
        stages: dict[str, TaskID] = {}

        def tell(step: Step) -> None:
            shown = step.stage if step.loss is None else f"{step.stage} (loss {step.loss:.3f})"
            if step.stage not in stages:
                stages[step.stage] = bar.add_task(shown, total=step.total)
            bar.update(stages[step.stage], description=shown, completed=step.done, total=step.total)

        yield tell
