"""What a drafter of one kind works with, and what it hands back."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from generators.drafters.base import Material
from generators.drafters.extractive.facts import Facts, facts_of
from generators.drafters.text.english import other_number
from generators.drafters.text.generality_en import (
    is_about,
    is_general,
    is_number_to_know,
)
from generators.drafters.text.generality_zh import is_number_to_know_zh
from generators.drafters.text.leaks import holds
from generators.drafters.text.order import weigh
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content, Language
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.spans import PATH_SEPARATOR
from generators.sources.tokens import words_of

_MOST_PASSAGES = 24


def _near(passage: Passage) -> float:
    """The share of the best score below which a passage is about something else; lists and tables
    repeat the words of a skill less often.
    """
    return 0.42 if passage.kind == "text" else 0.3


def _section(passage: Passage) -> tuple[str, ...]:
    """The path of headings; empty for what stands under the title alone."""
    path = tuple(passage.heading.split(PATH_SEPARATOR))
    return (passage.source, *path) if len(path) > 1 else ()


def _is_within(passage: Passage, sections: Collection[tuple[str, ...]]) -> bool:
    own = _section(passage)
    return any(own[: len(section)] == section for section in sections)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`target` names what is asked for: two proposals with the same one are too alike. `form` is
    the way of asking. `rank` is 0 for what fits best.
    """

    content: Content
    target: str
    form: str
    rank: float


@dataclass(frozen=True)
class Task:
    """One call of the drafter: the blueprint, the course's facts and the seed."""

    blueprint: Blueprint
    material: Material
    seed: int

    @property
    def language(self) -> Language:
        return self.blueprint.language

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.material)

    @cached_property
    def scope(self) -> dict[str, float]:
        """Passage id to its distance from the skill: 0 is the skill's own passage."""
        own = {p.id for p in self.material.passages if self._is_own(p)}
        own |= {d.passage.id for d in self.facts.definitions if d.key in self.skill_terms}
        sections = {_section(p) for p in self.material.passages if p.id in own} - {()}
        beside = {p.id: 0.2 for p in self.material.passages if _is_within(p, sections)}
        return {**beside, **self._found(), **dict.fromkeys(own, 0.0)}

    def _found(self) -> dict[str, float]:
        query = " ".join((self.blueprint.skill_name, *self.blueprint.terms))
        found = self.material.index.search(query, _MOST_PASSAGES)
        best = found[0][1] if found else 1.0
        return {p.id: 1 - score / best for p, score in found if score >= _near(p) * best}

    def _is_own(self, passage: Passage) -> bool:
        """A heading below the title names the skill or one of its terms."""
        path = passage.heading.split(PATH_SEPARATOR)
        headings = [fold_text(skill_name(heading)) for heading in (path[1:] or path)]
        return any(
            heading == term or (len(term) > 1 and holds(heading, term, self.language))
            for heading in headings
            for term in self.skill_terms
        )

    @cached_property
    def skill_terms(self) -> frozenset[str]:
        return frozenset(map(fold_text, (*self.blueprint.terms, self.blueprint.skill_name)))

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The words of what the course is about: its defined terms and those of the skill."""
        terms = (name for d in self.facts.definitions_in(self.language) for name in d.names)
        names = (self.blueprint.skill_name, *self.blueprint.terms, *terms)
        return frozenset(word for name in names for word in words_of(name))

    def states_fact(self, text: str, passage: Passage) -> bool:
        """Whether an English sentence is one to judge by itself: general, and about the subject."""
        if self.language is not Language.EN:
            return True
        if self.facts.begins_with_name(text):
            return False
        subjects = self.subjects | frozenset(words_of(passage.heading))
        return is_general(text, self.facts.names) and is_about(text, subjects)

    def begins_with_topic(self, text: str, passage: Passage) -> bool:
        """Whether an English sentence begins with a defined term, or with what its section is on or
        sets off: what it says of anything else leans on the page.
        """
        begin = fold_text(re.sub(r"^(?:An?|The|All|Any|Each|Every) ", "", text))
        headings = map(skill_name, passage.heading.split(PATH_SEPARATOR))
        terms = (name for d in self.facts.definitions_in(Language.EN) for name in d.names)
        names = {fold_text(name) for name in (*headings, *passage.marked, *terms) if name}
        return any(
            begin.startswith(f"{form} ") for name in names for form in (name, other_number(name))
        )

    def holds_number_to_know(self, text: str) -> bool:
        if self.language is Language.ZH:
            return is_number_to_know_zh(text)
        if self.facts.begins_with_name(text):
            return False
        return is_number_to_know(text, self.facts.names)

    def covers(self, passage: Passage) -> bool:
        return passage.language is self.language and passage.id in self.scope

    def distance(self, passage: Passage, text: str = "") -> float:
        """0 to 1; what speaks of the skill's terms is nearer than its passage."""
        away = self.scope.get(passage.id, 1.0)
        return away * 0.5 if self.speaks_of_skill(text) else min(1.0, away + 0.25)

    def speaks_of_skill(self, text: str) -> bool:
        return any(holds(text, term, self.language) for term in self.skill_terms)

    def weigh(self, *parts: object) -> float:
        return weigh(self.seed, *parts)
