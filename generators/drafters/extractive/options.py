"""Options of a multiple choice exercise: the key among its distractors."""

from __future__ import annotations

from collections.abc import Sequence

from generators.drafters.extractive.definition import meanings_differ
from generators.drafters.extractive.task import Task
from generators.exercise.content import Language, Option
from generators.exercise.folding import fold_text

OPTIONS = 4


def arrange(task: Task, stem: str, options: Sequence[Option]) -> tuple[Option, ...]:
    """In an order that the seed fixes."""
    return tuple(sorted(options, key=lambda option: task.weigh(stem, option.text)))


def are_distinct(texts: Sequence[str]) -> bool:
    """No option equals another one or contains it as a whole."""
    folded = [fold_text(text) for text in texts]
    return len(set(folded)) == len(folded) and not any(
        one in other and len(one) > 0.6 * len(other)
        for i, one in enumerate(folded)
        for j, other in enumerate(folded)
        if i != j
    )


def are_apart(texts: Sequence[str]) -> bool:
    """No two statements say nearly the same of nearly the same."""
    return all(
        meanings_differ(one, other) for i, one in enumerate(texts) for other in texts[i + 1 :]
    )


def right_feedback(language: Language) -> str:
    return (
        "对，教材就是这样说的。"
        if language is Language.ZH
        else "Right, this is what the course says."
    )


def mixed_up(one: str, other: str, language: Language) -> str:
    """The misconception behind choosing `other` for `one`."""
    if language is Language.ZH:
        return f"把“{one}”和“{other}”混淆了"
    return f"Mixes up “{one}” and “{other}”"
