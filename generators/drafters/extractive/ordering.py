"""Ordering: the steps of a procedure that a source gives in an order."""

from __future__ import annotations

from collections.abc import Iterator

from generators.drafters.extractive.procedure import Procedure, cut_steps
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language, Ordering
from generators.exercise.folding import fold_text

_MOST = 6


def propose_ordering(task: Task) -> Iterator[Proposal]:
    for procedure in task.facts.procedures:
        if task.covers(procedure.passage):
            skip = int(task.weigh("skip", procedure.quote) * (len(procedure.steps) - _MOST + 1))
            steps = cut_steps(procedure, _MOST, max(0, skip))
            yield Proposal(
                _build(task, procedure, steps),
                fold_text(procedure.quote),
                "steps",
                task.distance(procedure.passage, procedure.quote),
            )


def _build(task: Task, procedure: Procedure, steps: tuple[str, ...]) -> Ordering:
    title = escape(procedure.title)
    listed = "\n".join(f"{number}. {escape(step)}" for number, step in enumerate(steps, start=1))
    if task.language is Language.ZH:
        stem = f"{title}：请把下面各步按先后顺序排列。"
        explanation = f"教材给出的顺序是：\n\n{listed}"
        hints = (
            "先想一想：哪一步要在其他各步之前完成？",
            f"“{escape(steps[1])}”是前三步中的一步。",
        )
    else:
        stem = f"{title}: put these steps into the right order."
        explanation = f"The course gives them in this order:\n\n{listed}"
        hints = (
            "Ask which step makes the other ones possible: it comes before them.",
            f"“{escape(steps[1])}” is one of the first three.",
        )
    return Ordering(
        stem=stem,
        language=task.language,
        steps=steps,
        explanation=explanation,
        hints=hints,
        citations=cite(procedure.passage, procedure.quote),
    )
