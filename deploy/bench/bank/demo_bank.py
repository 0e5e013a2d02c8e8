"""A bank drafted by rule from the courses that come with the tool."""

from __future__ import annotations

from pathlib import Path

import deploy.demo.courses
from deploy.evaluation.generation import Evaluation
from deploy.evaluation.texts import read_folder
from generators.bank.items import Item
from generators.exercise.texts import text_of

MOST = 240


def draft_bank(most: int = MOST) -> tuple[list[Item], list[str]]:
    """Items of both courses and their languages; the same at each call."""
    items: list[Item] = []
    languages: set[str] = set()
    for course in sorted(Path(deploy.demo.courses.__path__[0]).glob("*/course.json")):
        folder = read_folder(course.parent / "files")
        for step in Evaluation(folder, seed=1).run(most // 2):
            content = step.result.best.candidate.content if step.result.best else None
            if content:
                asked = step.blueprint
                languages.add(asked.language.value)
                items.append(
                    Item(
                        f"{course.parent.name}/{len(items)}",
                        text_of(content),
                        asked.kind.value,
                        asked.bloom.value,
                        asked.difficulty,
                        f"{course.parent.name}/{asked.skill_name}",
                    )
                )
    return items, sorted(languages)
