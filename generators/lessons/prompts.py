"""Questions to talk about, out of what a source itself sets side by side: they have no key."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from generators.drafters.extractive.claims import covered_misconceptions
from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.siblings import closeness, distinct_siblings
from generators.drafters.extractive.task import Task
from generators.exercise.content import Language
from generators.lessons.tradeoffs import find_tradeoffs

MOST = 4
NEAR = 2.0  # of `closeness`: of one kind, from one section


def find_prompts(task: Task, definitions: Sequence[Definition]) -> tuple[str, ...]:
    chinese = task.language is Language.ZH
    answer = _answer_zh if chinese else _answer_en
    compare = _compare_zh if chinese else _compare_en
    found = [answer(m.claim) for m in covered_misconceptions(task)[:2]]
    found += [compare(one, other) for one, other in find_pairs(task, definitions)[:2]]
    return tuple(islice([*islice(find_tradeoffs(task), 2), *found], MOST))


def find_pairs(task: Task, definitions: Sequence[Definition]) -> list[tuple[str, str]]:
    """Terms of the lesson that are near enough to be mixed up, in its order."""
    terms = [definition.term for definition in definitions]
    found = dict.fromkeys(
        tuple(sorted((one.term, other.term), key=terms.index))
        for one in definitions
        for other in distinct_siblings(task, one, 2)
        if other.term in terms and closeness(one, other) >= NEAR
    )
    return [(one, other) for one, other in found]


def _answer_en(claim: str) -> str:
    return f"Somebody says: “{claim}” What would you answer, and which facts would you name?"


def _answer_zh(claim: str) -> str:
    return f"有人说：“{claim.rstrip('。')}。”你会怎样回答？请举出课程中的依据。"


def _compare_en(one: str, other: str) -> str:
    return (
        f"Compare “{one}” and “{other}”: what do they have in common, where do they differ, and "
        "where have you met either?"
    )


def _compare_zh(one: str, other: str) -> str:
    return f"比较“{one}”和“{other}”：它们有什么相同点和不同点？你在哪里遇到过它们？"
