"""What a source says about each skill of a course: its definition, what learners get wrong about
it, and which skills it builds on. All of it is quoted; an instructor decides what stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.facts import Facts, find_facts
from generators.drafters.text.leaks import fold, holds
from generators.exercise.passage import Passage
from generators.sources.contrasts import find_contrasts
from generators.sources.injection import injection_marks
from generators.sources.skills import SkillProposal

_MISCONCEPTIONS = 5
_REQUIRED = 3
_SHORTEST_TERM = 2  # characters: a single one is found everywhere in Chinese


@dataclass(frozen=True, slots=True)
class NotedError:
    """`text` is the wrong belief where the source puts it into words, else the `quote` itself."""

    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """The skill at `place` of the proposals comes first, since `quote`, a definition, uses one of
    its terms.
    """

    place: int
    quote: str


@dataclass(frozen=True, slots=True)
class SkillNotes:
    """`definition` is a sentence of a source, "" where none defines the skill."""

    definition: str = ""
    errors: tuple[NotedError, ...] = ()
    requires: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Skill:
    proposal: SkillProposal
    definitions: tuple[Definition, ...]  # in its own passages

    @property
    def names(self) -> frozenset[str]:
        return frozenset(map(fold, (self.proposal.name, *self.proposal.terms)))


def note_skills(
    proposals: Sequence[SkillProposal], passages: Sequence[Passage]
) -> tuple[SkillNotes, ...]:
    """One for each proposal, whose order is the course's. Passages that talk to a model instead of
    a reader say nothing here.
    """
    facts = find_facts(passages)
    clean = [passage for passage in passages if not injection_marks(passage.text)]
    skills = [_Skill(proposal, _definitions_of(proposal, facts)) for proposal in proposals]
    return tuple(
        SkillNotes(
            definition=_define(skill),
            errors=tuple(_find_errors(skill, skills, facts, clean))[:_MISCONCEPTIONS],
            requires=_find_requirements(place, skills),
        )
        for place, skill in enumerate(skills)
    )


def _definitions_of(proposal: SkillProposal, facts: Facts) -> tuple[Definition, ...]:
    own = set(proposal.passages)
    return tuple(d for d in facts.definitions if d.passage.id in own and d.passage.kind != "table")


def _define(skill: _Skill) -> str:
    """The sentence that defines the skill's name, else one of its terms."""
    name = fold(skill.proposal.name)
    named = [d for d in skill.definitions if name in map(fold, d.names)]
    told = [d for d in skill.definitions if d.key in skill.names]
    return next((d.sentence for d in (*named, *told)), "")


def _find_errors(
    skill: _Skill, skills: Sequence[_Skill], facts: Facts, passages: Sequence[Passage]
) -> Iterator[NotedError]:
    told: set[str] = set()  # what need not be said again
    for error in facts.misconceptions:
        known = fold(error.claim) in told
        if _owner(f"{error.truth}\n{error.claim}", error.passage, skills) is skill and not known:
            told |= {fold(error.claim), error.quote}
            yield NotedError(error.claim, error.quote)
    for passage in passages:
        for sentence in find_contrasts(passage):
            if sentence not in told and _owner(sentence, passage, skills) is skill:
                told.add(sentence)
                yield NotedError(sentence, sentence)


def _owner(text: str, passage: Passage, skills: Sequence[_Skill]) -> _Skill | None:
    """The skill whose passage it is. A table may list errors of a whole course: there, and outside
    of all skills, the one that is named first with the longest name.
    """
    own = [skill for skill in skills if passage.id in skill.proposal.passages]
    if own and passage.kind != "table":
        return own[0]
    names = {skill.proposal.name: skill for skill in skills}
    named = [
        name
        for name in names
        if len(name) >= _SHORTEST_TERM and holds(text, name, passage.language)
    ]
    if named:
        first = min(named, key=lambda name: (fold(text).find(fold(name)), -len(name)))
        return names[first]
    return own[0] if own else None


def _find_requirements(place: int, skills: Sequence[_Skill]) -> tuple[Requirement, ...]:
    """Earlier skills whose defined terms stand in the definitions of this one: of many, those that
    are used the most. What is defined here as well is no sign.
    """
    own = skills[place]
    mine = own.names | {d.key for d in own.definitions}
    found: dict[int, list[str]] = {}
    for before, earlier in enumerate(skills[:place]):
        terms = [
            d for d in earlier.definitions if d.key not in mine and len(d.key) >= _SHORTEST_TERM
        ]
        uses = [
            definition.sentence
            for definition in own.definitions
            if any(holds(definition.meaning, d.term, definition.language) for d in terms)
        ]
        if uses:
            found[before] = uses
    ranked = sorted(found, key=lambda before: -len(found[before]))[:_REQUIRED]
    return tuple(Requirement(before, found[before][0]) for before in sorted(ranked))
