"""Other terms of the course that a learner may mix up with a term, none of them also right."""

from __future__ import annotations

from generators.drafters.extractive.definition import (
    Definition,
    likeness,
    meanings_differ,
)
from generators.drafters.extractive.genus_en import Sort, is_act_name, sort_of
from generators.drafters.extractive.meanings_en import has_determiner
from generators.drafters.extractive.task import Task
from generators.drafters.text.english import is_plural
from generators.exercise.content import Language

_LENGTHS = (0.5, 2.0)
_FEWEST_ALIKE = 2
_PART = 4  # letters of a word within another


def _head(definition: Definition) -> str:
    """The kind of thing: the last word, in Chinese the last character."""
    term = definition.key
    return term[-1:] if definition.language is Language.ZH else term.split()[-1]


def closeness(one: Definition, other: Definition) -> float:
    """0 for terms that nobody would mix up, 2 and more for near ones."""
    score = 3.0 * (one.passage.id == other.passage.id)
    score += 2.0 * (one.passage.heading == other.passage.heading)
    score += 1.0 * (one.passage.source == other.passage.source)
    score += 2.0 * (_head(one) == _head(other))
    return score + 6.0 * likeness(one.meaning, other.meaning)


def _like_length(one: str, other: str) -> bool:
    low, high = _LENGTHS
    return low <= (len(other) + 4) / (len(one) + 4) <= high


def _like_number(one: Definition, other: Definition) -> bool:
    """Both one thing or both several, in English, where the number would tell."""
    return one.language is Language.ZH or is_plural(one.term) == is_plural(other.term)


def _like_shape(one: Definition, other: Definition) -> bool:
    """Of like length, and in English both with an article or both without, lest it tell."""
    if one.language is Language.EN and has_determiner(one.meaning) != has_determiner(other.meaning):
        return False
    return _like_length(one.meaning, other.meaning)


def names_kind(definition: Definition) -> bool:
    """Whether the term's last word stands in its meaning: "a pivot joint is a joint that ..."."""
    return definition.key.split()[-1] in definition.meaning.lower().split()


def tells_term(definition: Definition) -> bool:
    """Whether the meaning names a part of the term: "hyperextension", an extension past ..."."""
    return any(
        len(word) > _PART and word in definition.key and word not in definition.key.split()
        for word in definition.meaning.lower().split()
    )


def is_alike(one: Definition, other: Definition) -> bool:
    """In English of one sort, so that a person does not stand among acts."""
    if one.language is Language.ZH:
        return True
    sort = sort_of(one.meaning)
    if sort is not sort_of(other.meaning):
        return False
    return sort is not Sort.THING or is_act_name(one.term) == is_act_name(other.term)


def siblings(task: Task, definition: Definition, *, by_meaning: bool = False) -> list[Definition]:
    """The nearest first; with `by_meaning` their meanings are of like length, so that they can
    stand beside each other as options.
    """
    found = [
        other
        for other in task.facts.definitions_in(definition.language)
        if other.form is definition.form
        and other.key != definition.key
        and not task.facts.are_kin(definition, other)
        and meanings_differ(definition.meaning, other.meaning)
        and _like_number(definition, other)
        and is_alike(definition, other)
        and (
            not by_meaning or (_like_shape(definition, other) and task.facts.is_unmistakable(other))
        )
    ]
    return sorted(
        found,
        key=lambda other: (
            -closeness(definition, other) - 1.5 * task.weigh(definition.key, other.key),
            other.key,
        ),
    )


def distinct_siblings(
    task: Task, definition: Definition, most: int, *, by_meaning: bool = False
) -> list[Definition]:
    """Up to `most` siblings whose texts differ from each other as well."""
    kept: list[Definition] = []
    for other in siblings(task, definition, by_meaning=by_meaning):
        differs = all(
            meanings_differ(own.meaning, other.meaning)
            and own.key not in other.key
            and other.key not in own.key
            for own in kept
        )
        if differs:
            kept.append(other)
        if len(kept) == most:
            break
    return kept


def tempts(definition: Definition, others: list[Definition]) -> bool:
    """Whether all the `others` are of the same kind as the Chinese term: they end in the same
    character ("串联电路", "并联电路"), beside them some of its section.
    """
    alike = [d for d in others if d.term[-1] == definition.term[-1]]
    beside = [d for d in others if d.passage.heading == definition.passage.heading]
    return len(alike) >= _FEWEST_ALIKE and all(d in alike or d in beside for d in others)
