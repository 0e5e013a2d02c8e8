"""Exercises that the grammar of an English sentence asks for; the answer is its own words."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.parsed.counted_lists import CountedList, find_counted
from generators.drafters.parsed.questions import SHORT, Question, ask_all
from generators.drafters.parsed.statement import Statement, find_statements
from generators.drafters.text.english import upper_first
from generators.drafters.text.hints_en import answer_hints, name_beginning, name_shape
from generators.drafters.text.markdown import escape
from generators.drafters.text.variants import term_variants
from generators.exercise.content import Criterion, Language, OpenAnswer, ShortAnswer
from generators.exercise.folding import fold_text
from generators.sources.retrieval import Index
from generators.sources.tokens import words_of

_CACHE: WeakKeyDictionary[Index, list[Statement]] = WeakKeyDictionary()


def propose_open_questions(task: Task) -> Iterator[Proposal]:
    """English only."""
    return (_open(task, q) for q in _questions(task) if q.ask not in SHORT)


def propose_counted_lists(task: Task) -> Iterator[Proposal]:
    """English only: all entries of a list that its lead counts."""
    passages = [p for p in task.material.passages if p.language is Language.EN]
    if task.language is Language.EN:
        for found in find_counted(passages, _concepts(task), task.facts.small):
            if task.covers(found.entries):
                yield _of_list(task, found)


def _of_list(task: Task, found: CountedList) -> Proposal:
    items = [upper_first(name) for name in found.names]
    content = OpenAnswer(
        stem=escape(found.stem),
        language=task.language,
        rubric=tuple(Criterion(text=f"Names: {item}") for item in items),
        sample_answer="; ".join(map(escape, items)) + ".",
        hints=(
            place_hint(found.lead, items, task.blueprint.skill_name),
            *answer_hints(items, found.stem),
        ),
        citations=(
            *cite(found.lead, found.quote),
            *cite(found.entries, found.entries.text.split("\n")[0]),
        ),
    )
    rank = task.distance(found.entries, found.stem) - 0.3
    return Proposal(content, fold_text(found.quote), "counted", rank)


def propose_short_questions(task: Task) -> Iterator[Proposal]:
    """English only: what is answered with a name."""
    return (_short(task, q) for q in _questions(task) if q.ask in SHORT)


def _questions(task: Task) -> Iterator[Question]:
    if task.language is Language.EN:
        for statement in _statements(task):
            if task.covers(statement.passage):
                yield from ask_all(statement, task.facts.small)


def _statements(task: Task) -> list[Statement]:
    """Those of the whole course, read once and kept as long as its index lives."""
    index = task.material.index
    if index not in _CACHE:
        concepts = _concepts(task)
        _CACHE[index] = [
            statement
            for passage in task.material.passages
            if passage.language is Language.EN
            for statement in find_statements(passage, concepts)
        ]
    return _CACHE[index]


def _concepts(task: Task) -> frozenset[str]:
    """The words of the terms and the headings of the course."""
    names = (name for d in task.facts.definitions_in(Language.EN) for name in d.names)
    headings = (p.heading for p in task.material.passages)
    return frozenset(word for text in (*names, *headings) for word in words_of(text))


def _open(task: Task, question: Question) -> Proposal:
    statement, answers = question.statement, question.answers
    passage = statement.passage
    content = OpenAnswer(
        stem=escape(question.stem),
        language=task.language,
        rubric=_rubric(answers),
        sample_answer="; ".join(map(escape, answers)) + ".",
        hints=(
            place_hint(passage, answers, task.blueprint.skill_name),
            *answer_hints(answers, question.stem),
        ),
        citations=cite(passage, statement.quote),
    )
    return _proposal(task, question, content)


def _short(task: Task, question: Question) -> Proposal:
    statement = question.statement
    content = ShortAnswer(
        stem=escape(f"{question.stem} {name_shape(question.answers[0])}"),
        language=task.language,
        accepted=_accepted(question.answers),
        explanation=says(statement.passage, statement.quote),
        hints=(
            place_hint(statement.passage, question.answers, task.blueprint.skill_name),
            name_beginning(question.answers[0]),
        ),
        citations=cite(statement.passage, statement.quote),
    )
    return _proposal(task, question, content)


def _accepted(names: tuple[str, ...]) -> tuple[str, ...]:
    spelt = (term_variants(name, (), Language.EN) for name in names)
    return tuple(dict.fromkeys(name for own in spelt for name in own))


def _proposal(task: Task, question: Question, content: OpenAnswer | ShortAnswer) -> Proposal:
    statement = question.statement
    rank = task.distance(statement.passage, statement.text) - 0.3
    return Proposal(content, fold_text(statement.text), question.ask, rank)


def _rubric(answers: tuple[str, ...]) -> tuple[Criterion, ...]:
    if len(answers) == 1:
        return (Criterion(text=f"Says: {answers[0]}", points=2),)
    return tuple(Criterion(text=f"Names: {answer}") for answer in answers)
