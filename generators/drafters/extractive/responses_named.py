"""Multiple response in English: which of these belong to what the source enumerates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.definition import meanings_differ
from generators.drafters.extractive.enumerations_en import Enumeration
from generators.drafters.extractive.genus_en import is_act_name
from generators.drafters.extractive.options import OPTIONS, are_distinct, arrange, right_feedback
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, quoted, says
from generators.drafters.text.english import is_plural, upper_first
from generators.drafters.text.leaks import holds
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import shuffled
from generators.exercise.content import Language, MultipleResponse, Option
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage

_ADJECTIVE = re.compile(r"(?:al|ic|ive|ary|ar|ous|ent|ant|ble|ed|less|ful|er|le|polar)$")
_OPEN = re.compile(
    r"\b(?:causes?|reasons?|ways|factors|effects|risks|benefits|advantages|disadvantages|symptoms|"
    r"signs|goals|examples|consequences|problems|threats|sources)\b"
)
_MOST_RIGHT = 3
_MOST = 5


def propose_named_responses(task: Task) -> Iterator[Proposal]:
    """Only of what is counted in full, so that nothing else belongs to it."""
    if task.language is not Language.EN:
        return
    for found in task.facts.enumerations:
        if _is_settled(found) and task.covers(found.passage) and _are_things(found):
            yield from _propose(task, found)


def _is_settled(found: Enumeration) -> bool:
    """Counted, and not of causes and the like: what is told elsewhere may be one as well."""
    return found.closed and not _OPEN.search(found.stem)


def _are_things(found: Enumeration) -> bool:
    """Not "chemical, electrical": beside whole names bare adjectives tell themselves apart."""
    return all(
        len(item.split()) > 1 or is_plural(item) or not _ADJECTIVE.search(item)
        for item in found.items
    )


def _others(task: Task, found: Enumeration) -> list[str]:
    """Items of other enumerations and terms that stand nowhere in this one's passage."""
    terms = [d.term for d in task.facts.definitions_in(task.language) if _is_near(d.passage, found)]
    items = [
        item
        for other in task.facts.enumerations
        if other.quote != found.quote and _is_near(other.passage, found)
        for item in other.items
    ]
    return [
        text
        for text in dict.fromkeys((*items, *terms))
        if not holds(found.passage.text, text, task.language)
        and not holds(found.stem, text, task.language)
        and is_plural(text) == is_plural(found.items[0])
        and is_act_name(text) == is_act_name(found.items[0])
        and abs(len(text.split()) - len(found.items[0].split())) <= 1
        and all(meanings_differ(text, item) for item in found.items)
    ]


def _is_near(passage: Passage, found: Enumeration) -> bool:
    return passage.source == found.passage.source


def _propose(task: Task, found: Enumeration) -> Iterator[Proposal]:
    right = shuffled(task.seed, found.items)[:_MOST_RIGHT]
    wrong = shuffled(task.seed, _others(task, found))[: _MOST - len(right)]
    texts = [upper_first(text) for text in (*right, *wrong)]
    if len(texts) < OPTIONS or len(wrong) < 2 or not are_distinct(texts):
        return
    quote = says(found.passage, found.quote)
    options = [
        Option(
            text=text,
            correct=place < len(right),
            feedback=right_feedback(task.language) if place < len(right) else quote,
        )
        for place, text in enumerate(texts)
    ]
    content = MultipleResponse(
        stem=escape(found.ask_which),
        language=task.language,
        options=arrange(task, found.stem, options),
        explanation=quote,
        hints=(
            place_hint(found.passage, texts, task.blueprint.skill_name),
            f"{quoted(texts[-1])} belongs to something else: rule it out.",
        ),
        citations=cite(found.passage, found.quote),
    )
    rank = task.distance(found.passage, found.stem) - 0.3
    yield Proposal(content, fold_text(found.quote), "named", rank)
