"""What a learner can do after a lesson, in verbs that can be observed (Anderson & Krathwohl)."""

from __future__ import annotations

from collections.abc import Sequence

from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.procedure import Procedure
from generators.drafters.extractive.task import Task
from generators.exercise.content import Language
from generators.lessons.prompts import find_pairs

MOST = 5


def state_objectives(
    task: Task, definitions: Sequence[Definition], procedures: Sequence[Procedure]
) -> tuple[str, ...]:
    """From what the lesson has: explain its terms, tell them apart, carry its steps out."""
    chinese = task.language is Language.ZH
    found: list[str] = []
    names = [d.term for d in definitions[:3]]
    if names:
        found.append(_explain_zh(names) if chinese else _explain_en(names))
    for one, other in find_pairs(task, definitions)[:1]:
        found.append(
            f"能区分“{one}”和“{other}”。" if chinese else f"Tell “{one}” and “{other}” apart."
        )
    for procedure in procedures[:2]:
        count = len(procedure.steps)
        found.append(
            f"能按顺序说出“{procedure.title}”的 {count} 个步骤。"
            if chinese
            else f"Put the {count} steps of “{procedure.title}” in order."
        )
    if not found:
        name = task.blueprint.skill_name
        found.append(
            f"能说出教材中关于“{name}”的要点。"
            if chinese
            else f"State the main points that the course makes about “{name}”."
        )
    return tuple(found[:MOST])


def _explain_en(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
    return f"Explain what {listed} {'means' if len(quoted) == 1 else 'mean'}."


def _explain_zh(names: Sequence[str]) -> str:
    return f"能用自己的话解释{'、'.join(f'“{name}”' for name in names)}。"
