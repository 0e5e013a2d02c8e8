"""Multiple response on what a Chinese text lists: which of these belong to it, and which do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.drafters.extractive.enumeration_zh import enumerations_of
from generators.drafters.extractive.options import are_distinct, arrange, right_feedback
from generators.drafters.extractive.outline_zh import NAMED_KINDS, outlines_of
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import place_hint
from generators.drafters.text.leaks import gives_away
from generators.drafters.text.markdown import escape
from generators.exercise.content import Citation, Language, MultipleResponse, Option
from generators.exercise.passage import Passage

_MOST_RIGHT, _WRONG = 3, 2
_KINDS = frozenset(NAMED_KINDS.split("|"))


def propose_member_responses(task: Task) -> Iterator[Proposal]:
    if task.language is not Language.ZH:
        return
    for enumeration in enumerations_of(task.material):
        if task.covers(enumeration.passage) and not enumeration.leaves_open:
            yield from _propose(
                task,
                enumeration.passage,
                (enumeration.owner, enumeration.several_question),
                enumeration.members,
                (enumeration.sentence,),
            )
    for outline in outlines_of(task.material):
        if task.covers(outline.passage) and outline.asked in _KINDS and outline.labels:
            stem = f"下列哪些属于{outline.name}？"
            yield from _propose(
                task, outline.passage, (outline.name, stem), outline.labels, outline.lines
            )


def outsiders(task: Task, passage: Passage, owner: str, members: Sequence[str]) -> list[str]:
    """Members of other lists of the course, then defined terms, that the passage does not name."""
    lists = [
        *((known.owner, known.members) for known in enumerations_of(task.material)),
        *(
            (known.name, known.labels)
            for known in outlines_of(task.material)
            if known.labels and any(known.labels[0][-1] == member[-1] for member in members)
        ),
    ]
    others = [
        member
        for name, own in lists
        if name != owner and name not in members and not set(own) & set(members)
        for member in own
    ]
    terms = [
        d.term
        for d in task.facts.definitions_in(task.language)
        if any(d.term[-1] == member[-1] for member in members)
    ]
    fit = dict.fromkeys(
        text
        for text in (*others, *terms)
        if text not in passage.text
        and owner not in text
        and text not in owner
        and not any(text in member or member in text for member in members)
    )
    near = {text: others.count(text) > 0 for text in fit}
    return sorted(fit, key=lambda text: (not near[text], task.weigh(owner, text)))


def _propose(
    task: Task,
    passage: Passage,
    asked: tuple[str, str],
    members: Sequence[str],
    quotes: Sequence[str],
) -> Iterator[Proposal]:
    owner, stem = asked
    ranked = sorted(members, key=lambda member: task.weigh("right", owner, member))
    right = [m for m in ranked if not gives_away(m, owner, task.language)][:_MOST_RIGHT]
    mean = sum(map(len, members)) / len(members)
    wrong = [
        text
        for text in outsiders(task, passage, owner, members)
        if 0.5 * mean <= len(text) <= 2 * mean
        and not gives_away(text, owner, task.language)
        and any(text[-1] == member[-1] for member in members)  # of the same kind
    ][:_WRONG]
    if len(right) < 2 or len(wrong) < _WRONG or not are_distinct([*right, *wrong]):
        return
    listed = "、".join(members)
    feedback = f"教材列出的是：{escape(listed)}。"
    options = [
        *(
            Option(text=text, correct=True, feedback=right_feedback(task.language))
            for text in right
        ),
        *(Option(text=text, feedback=feedback) for text in wrong),
    ]
    content = MultipleResponse(
        stem=escape(stem),
        language=task.language,
        options=arrange(task, owner, options),
        explanation=feedback,
        hints=(
            place_hint(passage, right, task.blueprint.skill_name),
            f"可以先排除“{escape(wrong[0])}”。",
        ),
        citations=tuple(Citation(passage=passage.id, quote=quote) for quote in quotes),
    )
    yield Proposal(content, owner, "members", task.distance(passage, quotes[0]))
