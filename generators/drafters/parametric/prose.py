"""The sentences of a course that may tell a law in numbers, and amounts to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generators.drafters.text.statements import is_clean, is_exercise, is_worked_example
from generators.exercise.content import Language
from generators.exercise.family import Variable
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks
from generators.sources.sentences import split_sentences


def told_passages(passages: Iterable[Passage], language: Language) -> Iterator[Passage]:
    """Those in the language that neither ask their readers nor talk to a model."""
    for passage in passages:
        asks = is_exercise(passage.heading)
        if passage.language is language and not asks and not injection_marks(passage.text):
            yield passage


def told_sentences(
    passages: Iterable[Passage], language: Language
) -> Iterator[tuple[Passage, str]]:
    """Of no table, and not about one made-up case."""
    for passage in told_passages(passages, language):
        if passage.kind == "table" or is_worked_example(passage.heading):
            continue
        for sentence in split_sentences(passage.text):
            if is_clean(sentence) and not is_worked_example(sentence):
                yield passage, sentence


Span = tuple[float, float, float]  # from, to and step


def amount(span: Span, name: str = "n") -> Variable:
    low, high, step = span
    return Variable(name=name, low=low, high=high, step=step)


def times(span: Span, number: str) -> Variable:
    """So many times the number as the span says."""
    low, high, step = (float(f"{float(number) * own:.9g}") for own in span)
    return amount((low, high, step))


def count_places(number: str) -> int:
    """Decimals of a number as it is written."""
    return len(number.partition(".")[2])
