"""Statements that are true by the source, and statements that are false by exactly one change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.drafters.extractive import changes_en, changes_zh
from generators.drafters.extractive.changes_en import Change
from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.misconception import Misconception
from generators.drafters.extractive.quantity import Quantity
from generators.drafters.extractive.siblings import closeness, distinct_siblings, names_kind
from generators.drafters.extractive.task import Task
from generators.drafters.extractive.whole_zh import is_told_whole
from generators.drafters.parsed.tree import compares, parse
from generators.drafters.text.english import upper_first
from generators.drafters.text.generality_en import is_of_case, is_of_study
from generators.drafters.text.generality_zh import is_fact
from generators.drafters.text.statements_en import is_first_person, speaks_of_anybody
from generators.exercise.content import Language
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.exercise.texts import units_of

_NEAR = 2.0  # a statement about a far-fetched term fools nobody


@dataclass(frozen=True, slots=True)
class Claim:
    """`was` and `became` are the changed words, empty for a true claim and a misconception;
    `truth_text` is what the source says instead, or the quote. `focus` is the word to look at.
    """

    text: str
    truth: bool
    quote: str
    passage: Passage
    was: str = ""
    became: str = ""
    truth_text: str = ""
    focus: str = ""
    rank: float = 0.0

    @property
    def target(self) -> str:
        return fold_text(self.quote)


def _changes(task: Task, sentence: Sentence, text: str) -> list[Change]:
    def pool(quantity: Quantity) -> list[float]:
        values = task.facts.numbers.get(quantity.measure, [])
        return sorted(set(values), key=lambda v: task.weigh("number", sentence.text, v))

    if task.language is Language.ZH:
        return changes_zh.change_statement(text, pool)
    if not task.holds_number_to_know(text):
        return changes_en.flip_statement(text, task.facts.small)
    return changes_en.change_statement(text, pool, task.facts.small)


def _main_clause(sentence: Sentence) -> str:
    if sentence.passage.language is Language.ZH:
        return changes_zh.main_clause(sentence.text)
    return changes_en.main_clause(sentence.text)


def _with_term(definition: Definition, other: Definition) -> Change | None:
    """The English definition's sentence about another term."""
    text = definition.told
    head = re.match(
        rf"(?:(?:An?|The)\s+)?{re.escape(definition.term)}(?:\s+\([^)]*\))?(?=\s+{definition.verb}\b)",
        text,
        re.I,
    )
    if head is None or definition.verb != other.verb:
        return None
    if names_kind(definition) and not _same_head(definition, other):
        return None  # "pneumatic bones are the feathers that ..."
    if other.passage.kind != "text" and (definition.article or not _same_head(definition, other)):
        return None  # a glossary does not tell whether "a" goes before the term
    changed = changes_en.main_clause(upper_first(other.named) + text[head.end() :])
    return Change(changed, definition.term, other.term)


def _same_head(one: Definition, other: Definition) -> bool:
    return one.key.split()[-1] == other.key.split()[-1]


def _term_changes(task: Task, sentence: Sentence) -> Iterator[Change]:
    """English only: what a Chinese sentence says of another term is absurd, or true of a kind."""
    own = [d for d in task.facts.definitions if d.sentence == sentence.as_written]
    if len(own) != 1 or task.language is Language.ZH:
        return
    for other in distinct_siblings(task, own[0], 2):
        change = _with_term(own[0], other) if closeness(own[0], other) >= _NEAR else None
        if change:
            yield change


def _rank(task: Task, sentence: Sentence) -> float:
    rank = task.distance(sentence.passage, sentence.text)
    if task.language is Language.EN:
        rank += 0.3 * is_first_person(sentence.text) + 0.2 * (len(sentence.text.split()) < 7)
        told = r"\b(?:must|may|only|need|needs|never|always|within|because|cannot|means|not)\b"
        rank -= 0.15 * bool(re.search(told, sentence.text))
    return rank


# "With great care", "where appropriate", "many users": nobody would say the opposite.
_OPEN = re.compile(
    r"\b(?:may(?! (?:not|only)\b)|might|could|can(?! (?:not|only)\b)|often|usually|sometimes|"
    r"frequently|commonly|mostly|mainly|largely|primarily|rarely|seldom|should)\b",
    re.I,
)
_VAGUE = re.compile(
    r"\bwith (?:\w+ )?(?:care|caution|attention|respect)\b|\b(?:carefully|appropriately|"
    r"(?:as|where|when|if|is|are|be) (?:appropriate|necessary|possible|needed|important|useful|"
    r"helpful|essential|crucial|critical|vital|considered)|in a (?:very|rather|quite)|"
    r"not an? (?:very )?(?:simple|easy|hard|difficult|trivial|good|bad) \w+)\b|"
    r"(?<!the )(?<!at )\bmost (?!of\b)\w+|\b(?:many|several|some|widely|already)\b",
    re.I,
)


def is_judgeable(task: Task, sentence: Sentence) -> bool:
    """What "we" do, a report and an example are no facts of the subject."""
    if task.language is Language.ZH:
        return is_fact(sentence.text) and is_told_whole(task.facts, sentence)
    if _VAGUE.search(sentence.text) or _OPEN.search(sentence.text):
        return False
    if is_first_person(sentence.text) or speaks_of_anybody(sentence.text):
        return False
    if is_of_case(sentence.text) or compares(parse(sentence.text)):
        return False
    if is_of_study(sentence.text, sentence.passage.text):
        return False
    if not task.begins_with_topic(sentence.text, sentence.passage):
        return False
    return task.states_fact(sentence.text, sentence.passage)


def true_claim(task: Task, sentence: Sentence) -> Claim:
    text = _main_clause(sentence)
    changes = [*_term_changes(task, sentence), *_changes(task, sentence, text)]
    focus = changes[0].was if changes else ""
    return Claim(
        text=text,
        truth=True,
        quote=sentence.as_written,
        passage=sentence.passage,
        truth_text=sentence.as_written,
        focus=focus,
        rank=_rank(task, sentence) + (0.0 if changes else 0.25),
    )


def false_claims(task: Task, sentence: Sentence) -> list[Claim]:
    """Each a single change of the sentence; those of a definition put a sibling term in."""
    text = _main_clause(sentence)
    changes = [*_term_changes(task, sentence), *_changes(task, sentence, text)]
    return [
        Claim(
            text=change.text,
            truth=False,
            quote=sentence.as_written,
            passage=sentence.passage,
            was=change.was,
            became=change.became,
            truth_text=sentence.as_written,
            focus=change.became,
            rank=_rank(task, sentence),
        )
        for change in changes
        if fold_text(change.text) != fold_text(text) and not _says_it_twice(text, change)
    ]


def _says_it_twice(text: str, change: Change) -> bool:
    """ "The larger one is the minor arc and the larger one the major arc" gives itself away."""
    before, after = (units_of(words) for words in (text, change.became))
    return any(
        word in before for word in after if len(word) > 3 and word not in units_of(change.was)
    )


def misconception_claim(task: Task, misconception: Misconception) -> Claim:
    return Claim(
        text=misconception.claim,
        truth=False,
        quote=misconception.quote,
        passage=misconception.passage,
        truth_text=misconception.truth,
        rank=task.distance(misconception.passage, misconception.claim) - 0.2,
    )


def correction_claim(task: Task, misconception: Misconception) -> Claim:
    """What the source sets against the belief, where it is a statement of its own."""
    return Claim(
        text=misconception.truth,
        truth=True,
        quote=misconception.quote,
        passage=misconception.passage,
        truth_text=misconception.truth,
        rank=task.distance(misconception.passage, misconception.claim),
    )


def covered_sentences(task: Task) -> list[Sentence]:
    return [s for s in task.facts.sentences if task.covers(s.passage)]


def covered_misconceptions(task: Task) -> list[Misconception]:
    return [m for m in task.facts.misconceptions if task.covers(m.passage)]
