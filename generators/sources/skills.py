"""Proposing a course's skills out of its headings and terms, for an instructor to edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.language import count_units
from generators.sources.sentences import split_sentences
from generators.sources.spans import PATH_SEPARATOR
from generators.sources.terms import defined_terms, frequent_terms

_TERMS = 8
_FEWEST_UNITS = 25  # a heading with less beneath it carries no exercises
_DEFINITION_UNITS = 30  # what a defined term adds to the weight of a section
_LONGEST_DESCRIPTION = 300
_OWN_SHARE = 0.4  # of the uses of a term in the whole course
_FEW_SECTIONS = 2  # with fewer headings than these, defined terms are proposed as well


class SkillProposal(BaseModel):
    """`passages` are the ids of the passages that teach it, in course order."""

    model_config = ConfigDict(frozen=True)

    name: str
    description: str
    terms: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(slots=True)
class _Section:
    name: str
    passages: list[Passage] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages if passage.kind == "text")

    def weight(self) -> float:
        units = sum(count_units(passage.text) for passage in self.passages)
        return units + _DEFINITION_UNITS * len(defined_terms(self.text))


def _by_source(passages: Sequence[Passage]) -> list[list[Passage]]:
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.source, []).append(passage)
    return list(groups.values())


def _path(passage: Passage) -> list[str]:
    return passage.heading.split(PATH_SEPARATOR) if passage.heading else []


def _naming_depth(passages: Sequence[Passage]) -> int:
    """The first depth at which a file has several headings: above it stands its title."""
    deepest = max((len(_path(passage)) for passage in passages), default=0)
    for depth in range(deepest):
        names = {_path(p)[depth] for p in passages if len(_path(p)) > depth}
        if sum(bool(skill_name(name)) for name in names) > 1:
            return depth
    return max(0, deepest - 1)


def _sections_of(passages: Sequence[Passage]) -> list[_Section]:
    depth = _naming_depth(passages)
    sections: dict[str, _Section] = {}
    for passage in passages:
        path = _path(passage)
        name = skill_name(path[depth]) if len(path) > depth else ""
        if name:
            sections.setdefault(fold_text(name), _Section(name)).passages.append(passage)
    return list(sections.values())


def _merged(sections: Sequence[_Section]) -> list[_Section]:
    """Two files that treat the same skill teach one skill."""
    merged: dict[str, _Section] = {}
    for section in sections:
        own = merged.setdefault(fold_text(section.name), _Section(section.name))
        own.passages += section.passages
    return list(merged.values())


def _is_taught(section: _Section) -> bool:
    return sum(count_units(passage.text) for passage in section.passages) >= _FEWEST_UNITS


def _chosen(groups: Sequence[Sequence[_Section]], limit: int) -> list[_Section]:
    """The weightiest sections, at least one of each file, in course order."""
    ranked = sorted((s for group in groups for s in group), key=lambda s: -s.weight())
    first = [max(group, key=_Section.weight) for group in groups if group]
    first.sort(key=lambda section: -section.weight())
    names = [fold_text(section.name) for section in (*first, *ranked)]
    kept = set(list(dict.fromkeys(names))[:limit])
    merged = _merged([section for group in groups for section in group])
    return [section for section in merged if fold_text(section.name) in kept]


def _term_sections(passages: Sequence[Passage], limit: int, taken: set[str]) -> list[_Section]:
    """For material without headings: its defined and most used terms, and what the passages
    that have none of them speak of most. Those that bring passages of their own come first.
    """
    text = "\n".join(passage.text for passage in passages)
    terms = defined_terms(text) or frequent_terms(text, limit)
    own = [next(iter(_terms_of(passage)), "") for passage in passages]
    first: list[_Section] = []
    further: list[_Section] = []
    covered: set[str] = set()
    for term in dict.fromkeys(filter(None, (*terms, *own))):
        folded = fold_text(term)
        about = [passage for passage in passages if folded in fold_text(passage.text)]
        ids = {passage.id for passage in about}
        if about and folded not in taken:
            section = _Section(term[0].upper() + term[1:], about)
            (first if ids - covered else further).append(section)
            covered |= ids
    return (first + further)[:limit]


def _terms_of(passage: Passage) -> list[str]:
    return defined_terms(passage.text) or frequent_terms(passage.text, 1)


def _description(section: _Section) -> str:
    """The definition of the skill's own name, else another one, else the first sentence."""
    sentences = [s for s in split_sentences(section.text) if count_units(s) > 5]
    defining = [sentence for sentence in sentences if defined_terms(sentence)]
    own = [s for s in defining if fold_text(section.name) in map(fold_text, defined_terms(s))]
    best = next(iter(own or defining or sentences), "")
    return best if len(best) <= _LONGEST_DESCRIPTION else best[: _LONGEST_DESCRIPTION - 1] + "…"


def _is_its_own(term: str, text: str, course: str) -> bool:
    """A word used all over the course tells one skill from another no better than "the"."""
    folded = fold_text(term)
    return text.count(folded) >= _OWN_SHARE * course.count(folded)


def _propose(section: _Section, course: str) -> SkillProposal:
    text = section.text or "\n".join(passage.text for passage in section.passages)
    folded = fold_text(text)
    frequent = [t for t in frequent_terms(text, 2 * _TERMS) if _is_its_own(t, folded, course)]
    terms = dict.fromkeys((*defined_terms(text), *frequent))
    return SkillProposal(
        name=section.name,
        description=_description(section),
        terms=tuple(terms)[:_TERMS],
        passages=tuple(passage.id for passage in section.passages),
    )


def propose_skills(passages: Sequence[Passage], limit: int = 12) -> tuple[SkillProposal, ...]:
    """At most `limit` skills in course order: the order of `passages`, files by `source`."""
    groups = [
        [section for section in _sections_of(group) if _is_taught(section)]
        for group in _by_source(passages)
    ]
    sections = _chosen(groups, limit)
    if len(sections) < min(_FEW_SECTIONS, limit):
        taken = {fold_text(section.name) for section in sections}
        sections += _term_sections(passages, limit - len(sections), taken)
    course = fold_text("\n".join(passage.text for passage in passages))
    return tuple(_propose(section, course) for section in sections)
