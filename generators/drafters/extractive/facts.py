"""What a course's passages say, found once and shared by all kinds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from weakref import WeakKeyDictionary

from generators.drafters.base import Material
from generators.drafters.extractive import definitions_en, definitions_zh
from generators.drafters.extractive.definition import Definition, are_related, covers_other
from generators.drafters.extractive.enumerations_en import Enumeration, find_enumerations
from generators.drafters.extractive.glossary import find_entries
from generators.drafters.extractive.grid import Grid, is_about_document, read_grid
from generators.drafters.extractive.misconception import (
    Misconception,
    find_misconceptions,
    from_grid,
)
from generators.drafters.extractive.procedure import Procedure, find_procedures
from generators.drafters.extractive.quantity import find_quantities
from generators.drafters.extractive.topic_zh import is_placed
from generators.drafters.text.chinese import strip_mark
from generators.drafters.text.english import lower_title
from generators.drafters.text.generality_en import names_in
from generators.drafters.text.leaks import holds
from generators.drafters.text.statements import (
    is_exercise,
    is_worked_example,
    stands_alone,
    without_label,
    without_references,
)
from generators.exercise.content import Language
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks
from generators.sources.joining import ordered_number
from generators.sources.retrieval import Index
from generators.sources.sentences import split_sentences

_OFTEN = 4
_SMALL = re.compile(r"\b[a-z]+\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that stands alone; `quote` is how the source writes it, "" where it is the
    same. (It may have pointers to figures.)
    """

    text: str
    passage: Passage
    quote: str = ""

    @property
    def as_written(self) -> str:
        return self.quote or self.text


@dataclass
class Facts:
    """All in course order. `definitions` has one entry a term and language; `numbers` the values
    that the course gives in each measure; `named` counts capitalised words, `small` are words that
    are written small somewhere, or stand in a heading or a defined term.
    """

    definitions: list[Definition] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    misconceptions: list[Misconception] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    enumerations: list[Enumeration] = field(default_factory=list)
    numbers: dict[str, list[float]] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter, repr=False)
    small: set[str] = field(default_factory=set, repr=False)
    _above: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def begins_with_name(self, sentence: str) -> bool:
        """Whether the first word is never written small: somebody of an example, or the house whose
        rules are told.
        """
        first = re.match(r"[A-Z][a-z]+(?:-[A-Za-z]+)?(?=\s)", sentence)
        return first is not None and first[0].lower() not in self.small

    @cached_property
    def names(self) -> frozenset[str]:
        """Capitalised English words that come again and again: names of the subject."""
        return frozenset(name for name, times in self.named.items() if times >= _OFTEN)

    def definitions_in(self, language: Language) -> list[Definition]:
        return [d for d in self.definitions if d.language is language]

    def is_unmistakable(self, definition: Definition) -> bool:
        """Whether the meaning fits no other term of the course. (English; a Chinese meaning is
        compared by its shape elsewhere.)
        """
        return definition.language is Language.ZH or not any(
            covers_other(definition.meaning, other.meaning)
            for other in self.definitions_in(definition.language)
            if other.key != definition.key and other.form is definition.form
        )

    def are_kin(self, one: Definition, other: Definition) -> bool:
        """Whether one is a kind of the other, perhaps by way of a third: spear phishing is
        phishing, and phishing is social engineering.
        """
        if are_related(one, other):
            return True
        return other.key in self._wider(one) or one.key in self._wider(other)

    def _wider(self, definition: Definition) -> frozenset[str]:
        """The terms that its meaning names, and those that their meanings name, and so on."""
        if definition.key not in self._above:
            self._above[definition.key] = frozenset()
            own = [
                d
                for d in self.definitions_in(definition.language)
                if d.key != definition.key
                and len(d.key) > 1
                and holds(definition.meaning, d.term, d.language)
            ]
            further = (self._wider(d) for d in own)
            self._above[definition.key] = frozenset(d.key for d in own).union(*further)
        return self._above[definition.key]


_CACHE: WeakKeyDictionary[Index, Facts] = WeakKeyDictionary()


def facts_of(material: Material) -> Facts:
    """The facts of the material; kept as long as its index lives."""
    if material.index not in _CACHE:
        _CACHE[material.index] = find_facts(material.passages)
    return _CACHE[material.index]


def find_facts(passages: Iterable[Passage]) -> Facts:
    """Passages that talk to a model are left out as a whole. What a sentence defines goes before
    what a table says in short.
    """
    facts = Facts()
    clean = [passage for passage in passages if not injection_marks(passage.text)]
    for passage in sorted(clean, key=lambda passage: passage.kind == "table"):
        _add_definitions(facts, passage)
    known = frozenset(fold_text(name) for d in facts.definitions for name in d.names)
    facts.small.update(word for name in known for word in _SMALL.findall(name))
    for passage in clean:
        _add_passage(facts, passage, known)
    lists = Counter((p.source, p.heading) for p in clean if p.kind == "list")
    for passage in clean:
        if passage.language is Language.EN:
            alone = lists[passage.source, passage.heading] < 2
            _add_enumerations(facts, passage, known, alone=alone)
    told = {word for p in clean if p.kind != "table" for word in _SMALL.findall(p.text)}
    facts.small -= {name.lower() for name in facts.named} - told
    facts.definitions = [_with_capital(facts, d) for d in facts.definitions]
    names = frozenset(name for name in facts.names if name.lower() not in facts.small)
    facts.grids = [_in_sentence_case(grid, names) for grid in facts.grids]
    return facts


def _with_capital(facts: Facts, definition: Definition) -> Definition:
    """ "Maya" for "maya", where the course writes the word large within sentences, never small."""
    first, gap, rest = definition.term.partition(" ")
    name = f"{first[:1].upper()}{first[1:]}"
    is_name = name in facts.named and first.lower() not in facts.small
    return replace(definition, term=f"{name}{gap}{rest}") if is_name else definition


def _add_enumerations(
    facts: Facts, passage: Passage, known: frozenset[str], *, alone: bool
) -> None:
    """The same things are told once, whatever the course calls them the second time."""
    told = {found.names for found in facts.enumerations}
    for found in find_enumerations(passage, facts.small, known):
        if not alone and found.stem.startswith("Name "):
            continue  # of several lists under a heading none is what the heading says
        if found.names not in told:
            told.add(found.names)
            facts.enumerations.append(found)


def _in_sentence_case(grid: Grid, names: frozenset[str]) -> Grid:
    return replace(grid, headers=tuple(lower_title(header, names) for header in grid.headers))


def _find_definitions(passage: Passage) -> Iterator[Definition]:
    if passage.kind != "table":
        chinese = passage.language is Language.ZH
        if not is_exercise(passage.heading):
            yield from (definitions_zh if chinese else definitions_en).find_definitions(passage)
    yield from find_entries(passage)


def _add_definitions(facts: Facts, passage: Passage) -> None:
    for definition in _find_definitions(passage):
        if not any(
            d.key == definition.key and d.language is definition.language for d in facts.definitions
        ):
            facts.definitions.append(definition)


def _add_passage(facts: Facts, passage: Passage, known: frozenset[str]) -> None:
    facts.procedures += find_procedures(passage)
    grid = read_grid(passage)
    if grid and not is_exercise(passage.heading) and not is_about_document(grid):
        facts.grids.append(grid)
        facts.misconceptions += from_grid(grid)
    facts.small.update(_SMALL.findall(passage.text), _SMALL.findall(passage.heading.lower()))
    if passage.kind in ("table", "caption"):
        return
    for sentence in split_sentences(passage.text):
        facts.named.update(names_in(sentence))
        for quantity in find_quantities(sentence, passage.language):
            facts.numbers.setdefault(quantity.measure, []).append(quantity.value)
    facts.misconceptions += find_misconceptions(passage)
    if not is_worked_example(passage.heading) and not is_exercise(passage.heading):
        facts.sentences += _sentences(passage, known)


def _sentences(passage: Passage, known: frozenset[str]) -> list[Sentence]:
    if ordered_number(passage.text) is not None:
        return []
    written = [
        (_as_read(sentence, passage), sentence)
        for line in passage.text.split("\n")
        if not is_worked_example(line)
        for sentence in _split(line, passage)
    ]
    return [
        Sentence(text, passage, sentence)
        for text, sentence in written
        if stands_alone(text, passage.language, known)
    ]


def _as_read(sentence: str, passage: Passage) -> str:
    text = without_references(sentence)
    return text if passage.language is Language.ZH else without_label(text)


def _split(line: str, passage: Passage) -> list[str]:
    """Chinese sentences without the number of a list entry, and only where what they are about
    can be told.
    """
    sentences = split_sentences(line)
    if passage.language is Language.ZH:
        bare = [strip_mark(sentence).rstrip("；;") for sentence in sentences]
        return [sentence for sentence in bare if is_placed(passage, sentence)]
    return sentences
