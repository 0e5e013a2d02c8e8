"""Exercises that the grammar of an English sentence asks for; the answer is its own words."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.parsed.questions import SHORT, Ask, Question, ask_all
from generators.drafters.parsed.statement import Statement, find_statements
from generators.drafters.text.markdown import escape
from generators.exercise.content import Criterion, Language, OpenAnswer, ShortAnswer
from generators.exercise.folding import fold_text
from generators.sources.retrieval import Index
from generators.sources.tokens import words_of

_HINTS = {
    Ask.WHY: "Look for what lies behind it: what would be different otherwise?",
    Ask.HOW: "Think of the means: what is done so that it comes about?",
    Ask.WHAT_FOR: "Think of what would go wrong without it.",
    Ask.WHAT_IS: "Say first what kind of thing it is, then what sets it apart.",
    Ask.WHAT: "Say it in a sentence of your own first, then recall the course's words.",
}
_CACHE: WeakKeyDictionary[Index, list[Statement]] = WeakKeyDictionary()


def propose_open_questions(task: Task) -> Iterator[Proposal]:
    """English only."""
    return (_open(task, q) for q in _questions(task) if q.ask not in SHORT)


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
        names = (name for d in task.facts.definitions_in(Language.EN) for name in d.names)
        headings = (p.heading for p in task.material.passages)
        concepts = frozenset(word for text in (*names, *headings) for word in words_of(text))
        _CACHE[index] = [
            statement
            for passage in task.material.passages
            if passage.language is Language.EN
            for statement in find_statements(passage, concepts)
        ]
    return _CACHE[index]


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
            _HINTS.get(question.ask, f"The course names {len(answers)} of them."),
        ),
        citations=cite(passage, statement.quote),
    )
    return _proposal(task, question, content)


def _short(task: Task, question: Question) -> Proposal:
    statement = question.statement
    content = ShortAnswer(
        stem=escape(question.stem),
        language=task.language,
        accepted=question.answers,
        explanation=says(statement.passage, statement.quote),
        hints=(place_hint(statement.passage, question.answers, task.blueprint.skill_name),),
        citations=cite(statement.passage, statement.quote),
    )
    return _proposal(task, question, content)


def _proposal(task: Task, question: Question, content: OpenAnswer | ShortAnswer) -> Proposal:
    statement = question.statement
    rank = task.distance(statement.passage, statement.text) - 0.3
    return Proposal(content, fold_text(statement.text), question.ask, rank)


def _rubric(answers: tuple[str, ...]) -> tuple[Criterion, ...]:
    if len(answers) == 1:
        return (Criterion(text=f"Says: {answers[0]}", points=2),)
    return tuple(Criterion(text=f"Names: {answer}") for answer in answers)
