"""Multiple choice on what a Chinese section is about: which of its like fits the description."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.claims import covered_sentences
from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.options import (
    OPTIONS,
    are_distinct,
    arrange,
    mixed_up,
    right_feedback,
)
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.topic_zh import topic_name
from generators.drafters.extractive.wording import cite, says
from generators.drafters.text.chinese import is_term
from generators.drafters.text.leaks import gives_away
from generators.drafters.text.markdown import escape
from generators.drafters.text.terms_zh import begins_in
from generators.exercise.content import Language, MultipleChoice, Option
from generators.exercise.passage import Passage
from generators.sources.spans import PATH_SEPARATOR

# What a sentence says of its subject right behind it.
_SAYS = re.compile(
    r"^(?:（[^）]{1,24}）)?，?(?=(?:是[^，。]{2,}的|由[^，。]{2,}(?:组成|构成|发明|发现|提出|创立|制定)|用于|用来|位于|分布于|原产|"
    r"负责|规定|指|始建|成立于|起源于|[产发]生于)[^，。]{2,})"
)
_SHORTEST, _LONGEST = 12, 70


def propose_topic_choices(task: Task) -> Iterator[Proposal]:
    if task.language is not Language.ZH:
        return
    for sentence in covered_sentences(task):
        name = topic_name(sentence.passage)
        told = _told_of(name, sentence.text)
        if told:
            yield from _propose(task, sentence, name, told)


def _told_of(name: str, text: str) -> str:
    """What the sentence says of the topic that it begins with; empty where it does not."""
    if not name or not text.startswith(name) or not _is_name(name):
        return ""
    rest = text[len(name) :]
    match = _SAYS.match(rest)
    told = rest[match.end() :].rstrip("。") if match else ""
    return told if _SHORTEST <= len(told) <= _LONGEST else ""


def _is_name(name: str) -> bool:
    return (is_term(name) and not re.search(r"[一二三四五六七八九十几]大", name)) or re.fullmatch(
        r"[^\W于在是的和与]{2,14}", name
    ) is not None


def _parent(passage: Passage) -> str:
    return passage.heading.rpartition(PATH_SEPARATOR)[0]


def _others(task: Task, passage: Passage, name: str, told: str) -> list[str]:
    """Topics beside this one under the same heading, none of which the description names."""
    names = dict.fromkeys(
        topic_name(other)
        for other in task.material.passages
        if other.source == passage.source and _parent(other) == _parent(passage)
    )
    fit = [
        other
        for other in names
        if _is_name(other)
        and other not in told
        and other not in name
        and name not in other
        # One that ends alike is of the same kind: "串联电路", "并联电路".
        and other[-1] == name[-1]
    ]
    return sorted(fit, key=lambda other: task.weigh(name, other))[: OPTIONS - 1]


def _ask(told: str) -> str:
    if "，" not in told or told.startswith("是"):
        return f"下列哪一项{escape(told)}？"
    return f"下列哪一项符合这样的描述：“{escape(told)}”？"


def _propose(task: Task, sentence: Sentence, name: str, told: str) -> Iterator[Proposal]:
    passage = sentence.passage
    others = _others(task, passage, name, told)
    if len(others) < OPTIONS - 1 or not are_distinct([name, *others]):
        return
    if gives_away(name, told, task.language) or begins_in(name, told):
        return
    explanation = says(passage, sentence.text)
    wrong = [
        Option(
            text=other,
            feedback=f"这段描述说的不是{escape(other)}。",
            misconception=mixed_up(name, other, task.language),
        )
        for other in others
    ]
    right = Option(text=name, correct=True, feedback=right_feedback(task.language))
    content = MultipleChoice(
        stem=_ask(told),
        language=task.language,
        options=arrange(task, told, [right, *wrong]),
        explanation=explanation,
        hints=(
            "先找出描述中的关键词，再想一想教材里是在哪里讲到的。",
            f"可以先排除“{escape(others[0])}”。",
        ),
        citations=cite(passage, sentence.text),
    )
    rank = task.distance(passage, sentence.text)
    yield Proposal(content, sentence.text, "topic", rank)
