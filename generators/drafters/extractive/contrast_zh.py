"""Two Chinese terms of one kind, set against each other: "串联电路和并联电路有什么区别？"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from generators.drafters.extractive.claims import Claim
from generators.drafters.extractive.definition import Definition, Form, meanings_differ
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import place_hint
from generators.drafters.text.chinese import tag_words
from generators.drafters.text.markdown import escape
from generators.drafters.text.terms_zh import begins_in
from generators.exercise.content import Citation, Criterion, Language, OpenAnswer
from generators.sources.spans import PATH_SEPARATOR

_SHARE_FALSE = 0.6
_STEMS = ("{one}和{other}有什么区别？", "怎样区分{one}和{other}？", "比较{one}和{other}的含义。")


def pairs_of(task: Task) -> list[tuple[Definition, Definition]]:
    """Each term at most once, in course order."""
    kept: list[tuple[Definition, Definition]] = []
    for one, other in combinations(task.facts.definitions_in(Language.ZH), 2):
        used = {id(own) for pair in kept for own in pair}
        if not {id(one), id(other)} & used and _are_alike(task, one, other):
            kept.append((one, other))
    return kept


def _are_alike(task: Task, one: Definition, other: Definition) -> bool:
    """Told beside each other and named after one thing: "显性课程", "隐性课程"."""
    if one.form is not Form.NOUN or other.form is not Form.NOUN or not _are_beside(one, other):
        return False
    head = _last_word(one.term)
    return (
        len(head) > 1
        and head == _last_word(other.term)
        and min(len(one.term), len(other.term)) > len(head)
        and not any(begins_in(own.term, own.meaning) for own in (one, other))
        and not task.facts.are_kin(one, other)
        and meanings_differ(one.meaning, other.meaning)
        and re.search("[与和跟及]", one.term + other.term) is None
    )


def _are_beside(one: Definition, other: Definition) -> bool:
    above = {own.passage.heading.rpartition(PATH_SEPARATOR)[0] for own in (one, other)}
    return one.passage.source == other.passage.source and (
        one.passage.heading == other.passage.heading or len(above) == 1
    )


def _last_word(term: str) -> str:
    return [word for word, _ in tag_words(term) if word.strip()][-1]


def propose_contrasts(task: Task) -> Iterator[Proposal]:
    if task.language is not Language.ZH:
        return
    for one, other in pairs_of(task):
        if task.covers(one.passage) or task.covers(other.passage):
            yield _propose(task, (one, other))


def exchanged_claims(task: Task) -> Iterator[Claim]:
    """What one of two Chinese terms means said of it, or of the other one: the seed decides."""
    if task.language is not Language.ZH:
        return
    for one, other in pairs_of(task):
        if not task.covers(one.passage):
            continue
        false = task.weigh("exchange", one.key, other.key) < _SHARE_FALSE
        named = other if false else one
        link = "是" if one.meaning.startswith("一") else "是指"
        yield Claim(
            text=f"{named.term}{link}{one.meaning}。",
            truth=not false,
            quote=one.sentence,
            passage=one.passage,
            was=one.term if false else "",
            became=other.term if false else "",
            truth_text=one.sentence,
            focus=named.term,
            rank=task.distance(one.passage, one.term),
        )


def _propose(task: Task, pair: Sequence[Definition]) -> Proposal:
    one, other = pair
    names = {"one": escape(one.term), "other": escape(other.term)}
    stem = _STEMS[int(task.weigh("contrast", one.key, other.key) * len(_STEMS))]
    points = tuple(f"{d.term}：{d.meaning}" for d in pair)
    content = OpenAnswer(
        stem=stem.format(**names),
        language=task.language,
        rubric=tuple(Criterion(text=point) for point in points),
        sample_answer="\n".join(f"- {escape(point)}" for point in points),
        hints=(
            place_hint(one.passage, points, task.blueprint.skill_name),
            f"它们都属于{escape(_last_word(one.term))}，不同之处在于前面的“"
            f"{escape(one.term.removesuffix(_last_word(one.term)))}”和“"
            f"{escape(other.term.removesuffix(_last_word(other.term)))}”。",
        ),
        citations=tuple(Citation(passage=d.passage.id, quote=d.sentence) for d in pair),
    )
    rank = min(task.distance(d.passage, d.term) for d in pair) - 0.2
    return Proposal(content, f"{one.key}|{other.key}", "contrast", rank)
