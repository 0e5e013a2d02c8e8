"""Cloze: a term where it is defined, typed or among its siblings, and a number that is a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generators.drafters.extractive.attribute import find_attributes
from generators.drafters.extractive.claims import covered_sentences
from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.definitions_zh import IS
from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.further_en import further_hint
from generators.drafters.extractive.quantity import Quantity, find_quantities, spread_values
from generators.drafters.extractive.questions import tell_meaning
from generators.drafters.extractive.short_answer import (
    accepted_terms,
    ask_shape,
    is_askable,
    is_nameable,
    number_hint,
    term_hint,
)
from generators.drafters.extractive.siblings import distinct_siblings, tempts
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.topic_zh import close_sentence, needs_topic
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.text.leaks import gives_away, holds
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import shuffled
from generators.drafters.text.statements import without_references
from generators.drafters.text.variants import number_variants, term_variants
from generators.exercise.content import Cloze, Gap, Language

_CHOICES, _FEWEST_OTHERS = 4, 2
_MOST_WORDS = 36
# "60 °C (140 °F)": either tells the other.
_IN_TWO_UNITS = re.compile(r"\d\s?°?[A-Za-z]* \(\d[\d.,]*\s?°?[A-Za-z]+\)")
_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"


def propose_clozes(task: Task) -> Iterator[Proposal]:
    yield from _of_definitions(task)
    sentences = covered_sentences(task)
    for sentence in sentences:
        if task.language is Language.EN:
            yield from _of_numbers(task, sentence)
    for attribute in find_attributes(sentences):
        if not attribute.is_short:
            continue
        sentence = Sentence(
            without_references(attribute.sentence), attribute.passage, attribute.sentence
        )
        gap = Gap(accepted=term_variants(attribute.answer, (), task.language))
        hint = term_hint(attribute.answer, task.language)
        yield from _build(task, sentence, [(attribute.answer, gap)], hint, "attribute", 0.1)


def _with_gaps(text: str, answers: Sequence[str]) -> str | None:
    """The text with a gap for each answer, which must stand in it exactly once."""
    for number, answer in enumerate(answers, start=1):
        is_word = answer[:1].isascii() and answer[:1].isalnum()
        pattern = (
            rf"(?<!\w){re.escape(answer)}(?!\w)"
            if is_word and answer.isascii()
            else re.escape(answer)
        )
        found = re.findall(pattern, text, re.I)
        if len(found) != 1:
            return None
        text = re.sub(pattern, f"{_MARK}{number}{_MARK}", text, count=1, flags=re.I)
    escaped = escape(text)
    return re.sub(rf"{_MARK}(\d){_MARK}", r"{{\1}}", escaped)


def _build(
    task: Task,
    sentence: Sentence,
    gaps: list[tuple[str, Gap]],
    hint: str,
    form: str,
    extra: float,
    more: str = "",
) -> Iterator[Proposal]:
    """`more` is a first hint that goes before the place."""
    answers = [answer for answer, _ in gaps]
    stem = _with_gaps(sentence.text, answers)
    if stem is None or (form != "definition" and needs_topic(sentence.passage, sentence.text)):
        return
    content = Cloze(
        stem=_ask(task, close_sentence(stem, task.language), gaps),
        language=task.language,
        gaps=tuple(gap for _, gap in gaps),
        explanation=says(sentence.passage, sentence.as_written),
        hints=(more or place_hint(sentence.passage, answers, task.blueprint.skill_name), hint),
        citations=cite(sentence.passage, sentence.as_written),
    )
    rank = task.distance(sentence.passage, sentence.text) + extra
    yield Proposal(content, sentence.text, form, rank)


def _ask(task: Task, stem: str, gaps: list[tuple[str, Gap]]) -> str:
    """A gap to be typed takes the one name whose shape is told."""
    typed = [answer for answer, gap in gaps if not gap.choices]
    return ask_shape(stem, typed[0], task.language) if typed else stem


def _states(definition: Definition) -> bool:
    """Whether a sentence says it; an entry of a list or a table is none."""
    if definition.language is Language.ZH:
        return definition.passage.kind != "table" and definition.verb != IS
    return definition.passage.kind == "text"


def is_labelled(text: str, term: str) -> bool:
    """ "程序计数器：……" in Chinese is an entry: with its term left out it begins with a colon."""
    return (
        re.match(rf"[“【]?{re.escape(term)}[”】]?\s*(?:[（(][^（）()]*[）)])?\s*[：:]", text)
        is not None
    )


def _of_definitions(task: Task) -> Iterator[Proposal]:
    """The defined term of a sentence; two gaps where the sentence defines two terms."""
    by_sentence: dict[Sentence, list[Definition]] = {}
    for definition in task.facts.definitions_in(task.language):
        if task.covers(definition.passage) and _states(definition):
            sentence = Sentence(definition.told, definition.passage, definition.sentence)
            by_sentence.setdefault(sentence, []).append(definition)
    for whole, own in by_sentence.items():
        sentence = replace(whole, text=_first_half(whole.text))
        if len(sentence.text.split()) > _MOST_WORDS and task.language is Language.EN:
            continue
        rest = sentence.text
        for definition in own:
            rest = rest.replace(definition.term, " ").replace(definition.term.capitalize(), " ")
        if (
            sentence.text.endswith("：")
            or is_labelled(sentence.text, own[0].term)
            or needs_topic(sentence.passage, sentence.text)
        ):
            continue
        if task.language is Language.EN and not (len(own) == 1 and is_nameable(task, own[0])):
            continue
        if any(gives_away(d.term, rest, task.language) for d in own) or any(d.aliases for d in own):
            continue
        if task.language is Language.ZH and not all(is_nameable(task, d) for d in own):
            yield from _among_siblings(task, sentence, own)
            continue
        gaps = [(d.term, Gap(accepted=accepted_terms(task, d))) for d in own]
        hint = term_hint(own[0].term, task.language)
        more = further_hint(task, own[0]) if task.language is Language.EN else ""
        yield from _build(task, sentence, gaps[:2], hint, "definition", 0.0, more)


def _among_siblings(task: Task, sentence: Sentence, own: list[Definition]) -> Iterator[Proposal]:
    """A Chinese term that other words say as well, to be picked from its like."""
    if len(own) > 1 or not is_askable(task, own[0]):
        return
    definition = own[0]
    others = [
        other
        for other in distinct_siblings(task, definition, 6)
        if not holds(sentence.text, other.term, task.language)
        and not gives_away(other.term, definition.meaning, task.language)
    ][: _CHOICES - 1]
    if len(others) < _FEWEST_OTHERS or not tempts(definition, others):
        return
    choices = shuffled(task.seed, (definition.term, *(other.term for other in others)))
    gap = Gap(accepted=(definition.term,), choices=tuple(choices))
    hint = tell_meaning(others[0])
    yield from _build(task, sentence, [(definition.term, gap)], hint, "definition", 0.0)


def _first_half(text: str) -> str:
    """An English sentence up to its semicolon."""
    head, mark, _ = text.partition("; ")
    return f"{head}." if mark and len(head.split()) > 6 else text


def _number_gap(task: Task, sentence: Sentence, quantity: Quantity) -> Gap:
    """Typed where the sentence states a rule, else a drop-down of like numbers."""
    pool = task.facts.numbers.get(quantity.measure, [])
    pool = sorted(set(pool), key=lambda v: task.weigh("gap", sentence.text, v))
    others = spread_values(quantity, pool, _CHOICES - 1)
    accepted = number_variants(quantity.number, task.language)
    choices = sorted((quantity.number, *others), key=lambda n: float(n.replace(",", "")))
    return Gap(accepted=accepted, choices=tuple(choices))


def _of_numbers(task: Task, sentence: Sentence) -> Iterator[Proposal]:
    """English only: in Chinese texts the others of a measure are often out of question."""
    if not task.holds_number_to_know(sentence.text):
        return
    quantities = list(find_quantities(sentence.text, task.language))
    if not 1 <= len(quantities) <= 2 or _IN_TWO_UNITS.search(sentence.text):
        return
    numbers = {q.number for q in quantities}
    if len(numbers) != len(quantities) or any(sentence.text.count(n) != 1 for n in numbers):
        return
    gaps = [(q.number, _number_gap(task, sentence, q)) for q in quantities]
    if any(len(gap.choices) < _CHOICES for _, gap in gaps):
        return
    hint = number_hint(quantities[0], task.language)
    yield from _build(task, sentence, gaps, hint, "number", 0.0)
