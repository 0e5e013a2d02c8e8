"""Numbered procedures in English: name their steps, and which one comes first. Whether later steps
may be swapped no rule can tell, so they are not put into an order by the learner here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.options import OPTIONS, are_distinct, arrange, right_feedback
from generators.drafters.extractive.procedure import Procedure, find_numbered
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.text.markdown import escape
from generators.exercise.content import (
    Criterion,
    Language,
    MultipleChoice,
    OpenAnswer,
    Option,
)
from generators.exercise.folding import fold_text

_MOST = 8
_CASE = re.compile(r"\b(?:if|when|unless|where) ", re.I)
_NAMED = re.compile(r"\b(?:procedures?|steps?|process|technique|checklist|how to)\b", re.I)


def _procedures(task: Task) -> Iterator[Procedure]:
    if task.language is not Language.EN:
        return
    for passage in task.material.passages:
        if task.covers(passage) and passage.kind == "list":
            yield from (p for p in find_numbered(passage) if _is_one(p))


def _is_one(procedure: Procedure) -> bool:
    """Not "Heating" alone, which says little without the sections above it, nor cases beside each
    other ("... if needed"), nor bare labels ("Trigger").
    """
    cases = sum(_CASE.search(step) is not None for step in procedure.steps)
    labels = sum(len(step.split()) == 1 for step in procedure.steps)
    return (
        len(procedure.steps) <= _MOST
        and len(procedure.title.split()) > 1
        and cases <= 1
        and labels <= 1
    )


def _named(procedure: Procedure) -> str:
    """ "The procedure “Burn injury”", "“The 6-step hand washing technique”"."""
    title = f"“{escape(procedure.title)}”"
    return title if _NAMED.search(procedure.title) else f"the procedure {title}"


def propose_open_procedures(task: Task) -> Iterator[Proposal]:
    for procedure in _procedures(task):
        passage = procedure.passage
        content = OpenAnswer(
            stem=f"What are the steps of {_named(procedure)}? Name them in order.",
            language=task.language,
            rubric=tuple(Criterion(text=f"Names: {step}") for step in procedure.steps),
            sample_answer="\n".join(
                f"{n}. {escape(step)}" for n, step in enumerate(procedure.steps, start=1)
            ),
            hints=(
                place_hint(passage, procedure.steps, task.blueprint.skill_name),
                f"The course lists {len(procedure.steps)} steps: go through them in your mind.",
            ),
            citations=cite(passage, procedure.quote),
        )
        rank = task.distance(passage, procedure.title)
        yield Proposal(content, fold_text(procedure.quote), "steps", rank)


def propose_first_steps(task: Task) -> Iterator[Proposal]:
    for procedure in _procedures(task):
        first, *rest = procedure.steps
        wrong = sorted(rest[1:], key=lambda step: task.weigh(first, step))[: OPTIONS - 1]
        texts = (first, *wrong)
        if len(texts) < OPTIONS or not are_distinct(texts):
            continue
        if len(first) > 1.3 * max(map(len, wrong)):
            continue
        passage = procedure.passage
        quote = says(passage, procedure.quote)
        content = MultipleChoice(
            stem=f"What is the first step of {_named(procedure)}?",
            language=task.language,
            options=arrange(
                task,
                first,
                [
                    Option(text=first, correct=True, feedback=right_feedback(task.language)),
                    *(Option(text=step, feedback=quote) for step in wrong),
                ],
            ),
            explanation=quote,
            hints=(
                place_hint(passage, [first], task.blueprint.skill_name),
                "Ask of each step what must be done before it is possible or safe.",
            ),
            citations=cite(passage, procedure.quote),
        )
        rank = task.distance(passage, procedure.title)
        yield Proposal(content, fold_text(procedure.quote), "first step", rank)
