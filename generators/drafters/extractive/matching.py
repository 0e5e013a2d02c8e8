"""Matching: terms with their meanings, and beside them the rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.definition import Definition, Form, meanings_differ
from generators.drafters.extractive.definitions_zh import IS
from generators.drafters.extractive.genus_en import genus_of
from generators.drafters.extractive.matching_tables import (
    explain_pairs,
    hint_pairs,
    propose_table_matchings,
)
from generators.drafters.extractive.meanings_en import has_determiner
from generators.drafters.extractive.short_answer import is_askable, is_nameable
from generators.drafters.extractive.siblings import (
    distinct_siblings,
    is_alike,
    names_kind,
    tells_term,
)
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.text.english import is_plural, upper_first
from generators.drafters.text.order import weigh
from generators.drafters.text.terms_zh import is_told_by_character
from generators.exercise.content import Citation, Language, Matching, Pair

_FEWEST, _MOST = 3, 5
_FEWEST_PROSE = 4
_ANYTHING = re.compile(r"(?:any|every|all)", re.I)  # it holds the other terms' meanings too
_LONGEST = {Language.EN: 22, Language.ZH: 45}


def propose_matchings(task: Task) -> Iterator[Proposal]:
    yield from _of_definitions(task)
    yield from propose_table_matchings(task)


def _fits(task: Task, definition: Definition) -> bool:
    language = task.language
    if language is Language.ZH and definition.verb == IS:
        return False  # what a thing is may be others
    size = len(definition.meaning.split()) if language is Language.EN else len(definition.meaning)
    if language is Language.EN and (
        re.search(r"[:.(]", definition.meaning)
        or not is_nameable(task, definition)
        or tells_term(definition)
        or (definition.passage.kind == "text" and _ANYTHING.match(definition.meaning))
    ):
        return False
    return size <= _LONGEST[language] and is_askable(task, definition)


def _go_together(one: Definition, other: Definition) -> bool:
    """In English entries of one source and one grammar, lest number or shape pair them."""
    if one.language is Language.ZH:
        return one.passage.source == other.passage.source and (
            one.passage.heading == other.passage.heading
        )
    return (
        one.passage.source == other.passage.source
        # Beside entries of a glossary a sentence is known by its shape.
        and (one.passage.kind == "text") == (other.passage.kind == "text")
        and is_alike(one, other)
        and names_kind(one) == names_kind(other)
        and is_plural(one.term) == is_plural(other.term)
        and is_plural(genus_of(one.meaning)) == is_plural(genus_of(other.meaning))
        and has_determiner(one.meaning) == has_determiner(other.meaning)
    )


def _sets(task: Task, form: Form) -> Iterator[list[Definition]]:
    """Disjoint sets of terms of the skill that are not kinds of each other."""
    left = [
        d
        for d in task.facts.definitions_in(task.language)
        if d.form is form and task.covers(d.passage) and _fits(task, d)
    ]
    left.sort(
        key=lambda d: (
            # In English the same sets for each seed: new mixtures of the same pairs are no news.
            (0, weigh(0, d.key))
            if task.language is Language.EN
            else (round(task.distance(d.passage, d.term) * 2), task.weigh("match", d.key))
        )
    )
    while len(left) >= _FEWEST:
        own: list[Definition] = []
        for definition in left:
            if len(own) < _MOST - 1 and all(
                not task.facts.are_kin(definition, other)
                and meanings_differ(definition.meaning, other.meaning)
                and _go_together(definition, other)
                for other in own
            ):
                own.append(definition)
        kept = [d for d in own if task.language is Language.EN or not _is_told(d, own)]
        if len(kept) >= _fewest(own):
            yield kept
        else:
            own = own[:1]  # stands alone; the others may go together
        left = [d for d in left if d not in own]


def _is_told(definition: Definition, own: list[Definition]) -> bool:
    """Whether a character pairs a Chinese term with its meaning for one who knows neither."""
    others = [other.meaning for other in own if other is not definition]
    return is_told_by_character(definition.term, definition.meaning, others)


def _fewest(own: list[Definition]) -> int:
    """More of running English text, unless all are called one thing ("the step that ...")."""
    of_prose = own[0].language is Language.EN and own[0].passage.kind == "text"
    return _FEWEST_PROSE if of_prose and len({genus_of(d.meaning) for d in own}) > 1 else _FEWEST


def _of_definitions(task: Task) -> Iterator[Proposal]:
    for form in Form:
        for own in _sets(task, form):
            rank = sum(task.distance(d.passage, d.term) for d in own) / len(own)
            yield Proposal(_match_terms(task, own), "|".join(d.key for d in own), form, rank)


def _distractor(task: Task, own: list[Definition]) -> tuple[str, ...]:
    for other in distinct_siblings(task, own[0], 12, by_meaning=True):
        if (
            other not in own
            and _fits(task, other)
            and _go_together(own[0], other)
            and not any(
                task.facts.are_kin(other, one) or not meanings_differ(other.meaning, one.meaning)
                for one in own
            )
        ):
            return (upper_first(other.meaning),)
    return ()


def _match_terms(task: Task, own: list[Definition]) -> Matching:
    pairs = tuple(Pair(left=upper_first(d.term), right=upper_first(d.meaning)) for d in own)
    chinese = task.language is Language.ZH
    sentences = dict.fromkeys((d.passage.id, d.sentence) for d in own)
    if chinese:
        stem = "请把下列概念和它们的含义连起来。有一个含义是多余的。"
    else:
        stem = "Match each term with what it means. One meaning is left over."
    if not (extra := _distractor(task, own)):
        stem = f"{stem.split('。')[0]}。" if chinese else f"{stem.split('. ')[0]}."
    return Matching(
        stem=stem,
        language=task.language,
        pairs=pairs,
        distractors=extra,
        explanation=explain_pairs(task, pairs),
        hints=hint_pairs(task, pairs),
        citations=tuple(Citation(passage=p, quote=q) for p, q in sentences),
    )
