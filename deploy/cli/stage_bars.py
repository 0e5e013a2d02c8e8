"""A bar on stderr for each stage of a long command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from generators.fitting.progress import Progress as Step
from generators.fitting.progress import Tell

Advance = Callable[[str, float, float, str], None]


@contextmanager
def show_stages() -> Iterator[Advance]:
    """Yields what is told of each advance: stage, done, total, and a remark or ""."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as bar:
        stages: dict[str, TaskID] = {}

        def advance(stage: str, done: float, total: float, remark: str = "") -> None:
            shown = f"{stage} ({remark})" if remark else stage
            if stage not in stages:
                stages[stage] = bar.add_task(shown, total=total)
            bar.update(stages[stage], description=shown, completed=done, total=total)

        yield advance


@contextmanager
def show_training() -> Iterator[Tell]:
    with show_stages() as advance:

        def tell(step: Step) -> None:
            remark = "" if step.loss is None else f"loss {step.loss:.3f}"
            advance(step.stage, step.done, step.total, remark)

        yield tell
