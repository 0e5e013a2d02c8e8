"""Open answers in English: why, what happens when, what to do if, what for, name all of them, and
what tells two terms apart. The answer is the source's own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from generators.drafters.extractive.claims import covered_sentences
from generators.drafters.extractive.definition import Definition, Form, likeness
from generators.drafters.extractive.enumerations_en import Enumeration
from generators.drafters.extractive.explanations_en import (
    Ask,
    Explanation,
    explain,
    explain_order,
)
from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.short_answer import is_nameable
from generators.drafters.extractive.siblings import closeness
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint
from generators.drafters.text.cases_en import names_subject
from generators.drafters.text.english import upper_first
from generators.drafters.text.hints_en import answer_hints
from generators.drafters.text.markdown import escape
from generators.drafters.text.statements import is_clean, is_exercise, is_worked_example
from generators.exercise.content import Citation, Criterion, Language, OpenAnswer
from generators.exercise.folding import fold_text
from generators.sources.sentences import split_sentences
from generators.sources.tokens import words_of

_NEAR = 2.0  # terms that might be mixed up
_ALIKE = 0.12  # words in common, of two things that one compares


def propose_explanations(task: Task) -> Iterator[Proposal]:
    """English only."""
    if task.language is not Language.EN:
        return
    for sentence in covered_sentences(task):
        found = explain(sentence, task.facts)
        if found and task.states_fact(sentence.text, sentence.passage) and _is_asked(task, found):
            yield _of_explanation(task, found)
    for sentence in _orders(task):
        found = explain_order(sentence)
        if found and _is_asked(task, found):
            yield _of_explanation(task, found)
    for enumeration in task.facts.enumerations:
        if task.covers(enumeration.passage):
            yield _of_enumeration(task, enumeration)
    yield from _comparisons(task)


def _is_asked(task: Task, found: Explanation) -> bool:
    """A case of a thing that the course defines, not of any word of a handbook; and no "why" of a
    definition's own words ("Why is pretexting inventing
    a story?"), unless it says "because".
    """
    if found.ask in (Ask.WHEN, Ask.DO):
        return names_subject(found.stem, _defined_words(task))
    if found.ask is not Ask.WHY or found.answer.startswith("Because"):
        return True
    written = found.sentence.as_written
    return all(d.sentence != written for d in task.facts.definitions_in(task.language))


def _defined_words(task: Task) -> frozenset[str]:
    """Without short forms: a handbook's are in every second sentence."""
    names = (name for d in task.facts.definitions_in(task.language) for name in d.names)
    return frozenset(word for name in names if not name.isupper() for word in words_of(name))


def _orders(task: Task) -> Iterator[Sentence]:
    for passage in task.material.passages:
        if not task.covers(passage) or passage.kind not in ("text", "list"):
            continue
        if is_exercise(passage.heading) or is_worked_example(passage.heading):
            continue
        for line in passage.text.split("\n"):
            for sentence in split_sentences(line):
                if is_clean(sentence):
                    yield Sentence(sentence, passage)


def _of_explanation(task: Task, found: Explanation) -> Proposal:
    sentence, passage = found.sentence, found.sentence.passage
    content = OpenAnswer(
        stem=escape(found.stem),
        language=task.language,
        rubric=(Criterion(text=f"Says: {found.answer}", points=2),),
        sample_answer=f"{escape(found.answer)}.",
        hints=(
            place_hint(passage, [found.answer], task.blueprint.skill_name),
            *answer_hints([found.answer], found.stem),
        ),
        citations=cite(passage, sentence.as_written),
    )
    rank = task.distance(passage, sentence.text) - 0.3
    return Proposal(content, fold_text(sentence.text), found.ask, rank)


def _of_enumeration(task: Task, found: Enumeration) -> Proposal:
    items = [upper_first(item) for item in found.items]
    if found.stem.startswith("Name three"):
        rubric: tuple[Criterion, ...] = (
            Criterion(text=f"Names three of: {'; '.join(items)}", points=3),
        )
    else:
        rubric = tuple(Criterion(text=f"Names: {item}") for item in items)
    content = OpenAnswer(
        stem=escape(found.stem),
        language=task.language,
        rubric=rubric,
        sample_answer="; ".join(map(escape, items)) + ".",
        hints=(
            place_hint(found.passage, items, task.blueprint.skill_name),
            *answer_hints(items, found.stem),
        ),
        citations=cite(found.passage, found.quote),
    )
    rank = task.distance(found.passage, found.stem) - 0.3
    return Proposal(content, fold_text(found.quote), "enumerate", rank)


def _comparisons(task: Task) -> Iterator[Proposal]:
    """Two terms with the same head: "upward mobility" and "downward mobility"."""
    own = [
        d
        for d in task.facts.definitions_in(task.language)
        if task.covers(d.passage) and d.form is Form.NOUN and is_nameable(task, d)
    ]
    for one, other in combinations(own, 2):
        heads = {one.key.split()[-1], other.key.split()[-1]}
        if len(heads) > 1 or len(one.key.split()) < 2 or len(other.key.split()) < 2:
            continue
        if likeness(one.meaning, other.meaning) < _ALIKE:
            continue
        if closeness(one, other) >= _NEAR and not task.facts.are_kin(one, other):
            yield _compare(task, one, other)


def _ask_difference(one: Definition, other: Definition) -> str:
    names = escape(one.named), escape(other.named)
    if all(d.passage.kind == "text" for d in (one, other)):
        return f"What is the difference between {names[0]} and {names[1]}?"
    return f"What is the difference between the terms “{names[0]}” and “{names[1]}”?"


def _compare(task: Task, one: Definition, other: Definition) -> Proposal:
    content = OpenAnswer(
        stem=_ask_difference(one, other),
        language=task.language,
        rubric=tuple(
            Criterion(text=f"{upper_first(d.term)}: {d.meaning}", points=2) for d in (one, other)
        ),
        sample_answer=" ".join(
            f"{upper_first(escape(d.term))}: {escape(d.meaning)}." for d in (one, other)
        ),
        hints=(
            place_hint(one.passage, one.names, task.blueprint.skill_name),
            "Say what each of them is, then name the point in which they differ.",
        ),
        citations=tuple(
            dict.fromkeys(Citation(passage=d.passage.id, quote=d.sentence) for d in (one, other))
        ),
    )
    rank = task.distance(one.passage, one.term)
    return Proposal(content, f"{one.key}|{other.key}", "compare", rank)
