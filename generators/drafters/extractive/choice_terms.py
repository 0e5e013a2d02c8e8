"""Multiple choice on definitions: what a term means, and which term means something."""

from __future__ import annotations

from collections.abc import Iterator

from generators.drafters.extractive.attribute import Attribute, find_attributes
from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.definitions_zh import IS
from generators.drafters.extractive.options import (
    OPTIONS,
    are_distinct,
    arrange,
    mixed_up,
    right_feedback,
)
from generators.drafters.extractive.questions import ask_meaning, ask_term, tell_meaning
from generators.drafters.extractive.short_answer import is_askable
from generators.drafters.extractive.siblings import distinct_siblings, tempts
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.parsed.tree import genus_of
from generators.drafters.text.english import upper_first
from generators.drafters.text.leaks import gives_away
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language, MultipleChoice, Option

_FEWEST_KIN = 2
_TELLING = 4  # letters of a word by which an option is known


def propose_term_choices(task: Task) -> Iterator[Proposal]:
    for definition in task.facts.definitions_in(task.language):
        if task.covers(definition.passage):
            yield from _of_meaning(task, definition)
            if is_askable(task, definition):
                yield from _of_term(task, definition)
    yield from _of_attributes(task)


def _options(
    task: Task, right: Definition, others: list[Definition], by_meaning: bool
) -> list[Option]:
    def text(definition: Definition) -> str:
        return upper_first(definition.meaning if by_meaning else definition.term)

    wrong = [
        Option(
            text=text(other),
            feedback=_not_this(other, by_meaning),
            misconception=mixed_up(right.term, other.term, task.language),
        )
        for other in others
    ]
    return [Option(text=text(right), correct=True, feedback=right_feedback(task.language)), *wrong]


def _not_this(other: Definition, by_meaning: bool) -> str:
    if not by_meaning:
        return tell_meaning(other)
    if other.language is Language.ZH:
        return f"这是“{escape(other.term)}”的含义。"
    return f"This is what “{escape(other.term)}” means."


def _tempt(task: Task, definition: Definition, options: list[Option]) -> bool:
    texts = {option.text for option in options[1:]}
    terms = task.facts.definitions_in(task.language)
    others = [d for d in terms if {upper_first(d.term), upper_first(d.meaning)} & texts]
    return tempts(definition, others)


def _tempt_en(task: Task, definition: Definition, options: list[Option]) -> bool:
    """Whether most wrong options name the same kind of thing, by their meaning ("a chart that")
    or by themselves ("control chart").
    """
    texts = {option.text for option in options[1:]}
    terms = task.facts.definitions_in(task.language)
    others = [d for d in terms if {upper_first(d.term), upper_first(d.meaning)} & texts]
    genus, head = genus_of(definition.meaning), definition.key.split()[-1]
    alike = [d for d in others if genus_of(d.meaning) == genus or d.key.split()[-1] == head]
    return len(alike) >= _FEWEST_KIN


def _build(
    task: Task, definition: Definition, stem: str, options: list[Option], hint: str, form: str
) -> Iterator[Proposal]:
    if len(options) < OPTIONS or not are_distinct([option.text for option in options]):
        return
    if not (_tempt if task.language is Language.ZH else _tempt_en)(task, definition, options):
        return
    if form == "meaning" and len(options[0].text) > 1.2 * max(len(o.text) for o in options[1:]):
        return
    keys = definition.names if form == "term" else (definition.meaning,)
    content = MultipleChoice(
        stem=stem,
        language=task.language,
        options=arrange(task, stem, options),
        explanation=says(definition.passage, definition.sentence),
        hints=(place_hint(definition.passage, keys, task.blueprint.skill_name), hint),
        citations=cite(definition.passage, definition.sentence),
    )
    rank = task.distance(definition.passage, definition.term)
    yield Proposal(content, definition.key, form, rank)


def _of_meaning(task: Task, definition: Definition) -> Iterator[Proposal]:
    """The meaning must not be told by the words of the term, or the question answers itself."""
    if definition.verb == IS or gives_away(definition.term, definition.meaning, task.language):
        return
    if not task.facts.is_unmistakable(definition):
        return
    others = distinct_siblings(task, definition, OPTIONS - 1, by_meaning=True)
    if any(gives_away(definition.term, other.meaning, task.language) for other in others):
        return
    stem = ask_meaning(definition, task.weigh("words", definition.key))
    options = _options(task, definition, others, by_meaning=True)
    if task.language is Language.ZH and others:
        hint = f"有一个选项说的是“{escape(others[0].term)}”，可以先排除。"
    elif others:
        hint = f"One of the options tells what “{escape(others[0].term)}” means: rule it out."
    else:
        return
    yield from _build(task, definition, stem, options, hint, "meaning")


def _of_term(task: Task, definition: Definition) -> Iterator[Proposal]:
    others = [
        other
        for other in distinct_siblings(task, definition, OPTIONS + 2)
        if not gives_away(other.term, definition.meaning, task.language)
    ][: OPTIONS - 1]
    if not others or _is_told_by_a_word(definition, others):
        return
    stem = ask_term(definition, task.weigh("words", definition.key))
    options = _options(task, definition, others, by_meaning=False)
    yield from _build(task, definition, stem, options, tell_meaning(others[0]), "term")


def _is_told_by_a_word(definition: Definition, others: list[Definition]) -> bool:
    """ "A short statement of a firm's purpose" among terms of which one is a statement, or a form
    of bullying among which one is cyberbullying.
    """
    if definition.language is Language.ZH:
        return False
    told = [word for word in definition.meaning.lower().split() if len(word) >= _TELLING]
    return any(
        word in definition.key and not any(word in other.key for other in others) for word in told
    )


def _of_attributes(task: Task) -> Iterator[Proposal]:
    """ "What is the unit of force?" among the units of other quantities."""
    known = [
        a for a in find_attributes(task.facts.sentences) if a.passage.language is task.language
    ]
    for attribute in known:
        if task.covers(attribute.passage):
            yield from _of_attribute(
                task, attribute, [a for a in known if a.kind == attribute.kind]
            )


def _of_attribute(task: Task, attribute: Attribute, known: list[Attribute]) -> Iterator[Proposal]:
    others = {
        a.answer: a for a in known if a.answer != attribute.answer and a.owner != attribute.owner
    }
    ranked = sorted(others, key=lambda answer: task.weigh(attribute.sentence, answer))
    picked = _apart(attribute.answer, ranked)[: OPTIONS - 1]
    if len(picked) < OPTIONS - 1 or not are_distinct((attribute.answer, *picked)):
        return
    wrong = [
        Option(
            text=upper_first(answer),
            feedback=_of_other(others[answer], task.language),
            misconception=mixed_up(attribute.owner, others[answer].owner, task.language),
        )
        for answer in picked
    ]
    right = Option(
        text=upper_first(attribute.answer), correct=True, feedback=right_feedback(task.language)
    )
    hint = _of_other(others[picked[0]], task.language)
    content = MultipleChoice(
        stem=escape(attribute.question),
        language=task.language,
        options=arrange(task, attribute.sentence, [right, *wrong]),
        explanation=says(attribute.passage, attribute.sentence),
        hints=(place_hint(attribute.passage, [attribute.answer], task.blueprint.skill_name), hint),
        citations=cite(attribute.passage, attribute.sentence),
    )
    rank = task.distance(attribute.passage, attribute.sentence)
    yield Proposal(content, attribute.sentence, "attribute", rank)


def _apart(answer: str, others: list[str]) -> list[str]:
    """Those of which none holds another one or the answer ("kilogram", "kilogram per metre")."""
    kept: list[str] = []
    for other in others:
        if not any(other in own or own in other for own in (answer, *kept)):
            kept.append(other)
    return kept


def _of_other(attribute: Attribute, language: Language) -> str:
    owner, name, answer = map(escape, (attribute.owner, attribute.attribute, attribute.answer))
    if language is Language.ZH:
        return f"{answer}是{owner}的{name}。"
    return f"“{answer}” is the {name} of {owner}."
