"""What belongs to what a Chinese text lists, and what does not: multiple response, and the one
option that is no member.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generators.drafters.extractive.enumeration_zh import enumerations_of
from generators.drafters.extractive.options import OPTIONS, are_distinct, arrange, right_feedback
from generators.drafters.extractive.outline_zh import NAMED_KINDS, outlines_of
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import place_hint
from generators.drafters.text.leaks import gives_away
from generators.drafters.text.markdown import escape
from generators.exercise.content import Citation, Language, MultipleChoice, MultipleResponse, Option
from generators.exercise.passage import Passage

_MOST_RIGHT, _WRONG = 3, 2
_KINDS = frozenset(NAMED_KINDS.split("|"))


@dataclass(frozen=True, slots=True)
class _Listed:
    """`which` asks for the members among several, `other` for the one that is none."""

    passage: Passage
    owner: str
    which: str
    other: str
    members: Sequence[str]
    quotes: Sequence[str]


def _listed(task: Task) -> Iterator[_Listed]:
    if task.language is not Language.ZH:
        return
    for known in enumerations_of(task.material):
        if task.covers(known.passage) and not known.leaves_open:
            which, other = known.several_question, known.other_question
            yield _Listed(
                known.passage, known.owner, which, other, known.members, (known.sentence,)
            )
    for outline in outlines_of(task.material):
        if task.covers(outline.passage) and outline.asked in _KINDS and outline.labels:
            which, other = f"下列哪些属于{outline.name}？", f"下列哪一项不属于{outline.name}？"
            yield _Listed(
                outline.passage, outline.name, which, other, outline.labels, outline.lines
            )


def propose_member_responses(task: Task) -> Iterator[Proposal]:
    for listed in _listed(task):
        yield from _choose_members(task, listed)


def propose_other_choices(task: Task) -> Iterator[Proposal]:
    for listed in _listed(task):
        yield from _choose_other(task, listed)


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


def _pick(task: Task, listed: _Listed) -> tuple[list[str], list[str]]:
    """Members that their owner does not name, and what is of their kind but none of them."""
    ranked = sorted(listed.members, key=lambda member: task.weigh("right", listed.owner, member))
    right = [m for m in ranked if not gives_away(m, listed.owner, task.language)]
    mean = sum(map(len, listed.members)) / len(listed.members)
    wrong = [
        text
        for text in outsiders(task, listed.passage, listed.owner, listed.members)
        if 0.5 * mean <= len(text) <= 2 * mean
        and not gives_away(text, listed.owner, task.language)
        and any(text[-1] == member[-1] for member in listed.members)  # of the same kind
    ]
    return right, wrong


def _choose_members(task: Task, listed: _Listed) -> Iterator[Proposal]:
    right, wrong = _pick(task, listed)
    right, wrong = right[:_MOST_RIGHT], wrong[:_WRONG]
    if len(right) < 2 or len(wrong) < _WRONG or not are_distinct([*right, *wrong]):
        return
    feedback = _tell(listed)
    options = [
        *(
            Option(text=text, correct=True, feedback=right_feedback(task.language))
            for text in right
        ),
        *(Option(text=text, feedback=feedback) for text in wrong),
    ]
    content = MultipleResponse(
        stem=escape(listed.which),
        language=task.language,
        options=arrange(task, listed.owner, options),
        explanation=feedback,
        hints=(
            place_hint(listed.passage, right, task.blueprint.skill_name),
            f"可以先排除“{escape(wrong[0])}”。",
        ),
        citations=_cite(listed),
    )
    rank = task.distance(listed.passage, listed.quotes[0])
    yield Proposal(content, listed.owner, "members", rank)


def _choose_other(task: Task, listed: _Listed) -> Iterator[Proposal]:
    members, others = _pick(task, listed)
    members, others = members[: OPTIONS - 1], others[:1]
    if len(members) < OPTIONS - 1 or not others or not are_distinct([*members, *others]):
        return
    told = _tell(listed)
    options = [
        Option(text=others[0], correct=True, feedback="对，它不在其中。"),
        *(Option(text=text, feedback=told) for text in members),
    ]
    content = MultipleChoice(
        stem=escape(listed.other),
        language=task.language,
        options=arrange(task, listed.owner, options),
        explanation=told,
        hints=(
            place_hint(listed.passage, others, task.blueprint.skill_name),
            f"“{escape(members[0])}”是其中之一，可以先排除。",
        ),
        citations=_cite(listed),
    )
    rank = task.distance(listed.passage, listed.quotes[0])
    yield Proposal(content, listed.owner, "other", rank)


def _tell(listed: _Listed) -> str:
    return f"教材列出的是：{escape('、'.join(listed.members))}。"


def _cite(listed: _Listed) -> tuple[Citation, ...]:
    return tuple(Citation(passage=listed.passage.id, quote=quote) for quote in listed.quotes)
