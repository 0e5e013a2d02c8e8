"""The parametric drafter: families on the formulas, rates and tables of a skill's passages, and
cases with several questions on the tables and on what is told with a rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from generators.drafters.base import Candidate, Material
from generators.drafters.extractive.task import Task
from generators.drafters.parametric.bare_zh import find_bare
from generators.drafters.parametric.figures import read_figures
from generators.drafters.parametric.generic import find_generic
from generators.drafters.parametric.library import find_known
from generators.drafters.parametric.problem import Problem, make_family, make_fixed
from generators.drafters.parametric.table_cases import make_table_case
from generators.drafters.parametric.told import find_in_any_table, find_in_prose
from generators.drafters.parametric.told_cases import make_told_cases
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import CaseStudy, Kind
from generators.exercise.draw import draw_variant
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks

_TABLE_COST = 0.3  # formulas go before look-ups
_TOLD_COST = 0.3  # cases on tables go before those on one sentence
_MOST_ALIKE = 2  # look-ups in one table
# How far a passage may be: a table of the skill's section, any passage, one of the skill's file.
_BESIDE, _NEAR, _FILE = 0.2, 0.5, 0.6


def _passages(task: Task) -> list[Passage]:
    """Those of the skill, the nearest first."""
    near = [p for p in task.material.passages if task.covers(p) and not injection_marks(p.text)]
    return sorted(near, key=lambda p: task.scope[p.id])


def _problems(task: Task) -> Iterator[tuple[float, Problem]]:
    """With how far they are from the skill; a formula of the library hides its generic form."""
    passages = _passages(task)
    known = list(find_known(passages, task.language))
    quotes = {fold_text(problem.quote) for problem in known}
    generic = [
        problem
        for problem in find_generic(passages, task.language)
        if fold_text(problem.quote) not in quotes
    ]
    known += [
        problem
        for problem in find_bare(passages)
        if problem.target not in {one.target for one in generic}
        and fold_text(problem.quote) not in quotes
    ]
    own = _own_sources(task, passages)
    for problem in (*known, *generic, *_told(task, passages)):
        if _is_near(task, problem.passage, problem.quote, own):
            yield task.distance(problem.passage, problem.quote), problem
    for problem in find_in_any_table(passages, task.language):
        if _is_near(task, problem.passage, problem.quote, own):
            yield task.distance(problem.passage, problem.quote) + _TABLE_COST, problem


def _told(task: Task, passages: Sequence[Passage]) -> Iterator[Problem]:
    near = {passage.id for passage in passages}
    sentences = [s for s in task.facts.sentences if s.passage.id in near]
    return find_in_prose(passages, sentences, task.language)


def _own_sources(task: Task, passages: Iterable[Passage]) -> frozenset[str]:
    return frozenset(p.source for p in passages if task.scope[p.id] == 0)


def _is_near(task: Task, passage: Passage, quote: str, own_sources: Collection[str]) -> bool:
    """A formula is of the skill only where its passage is, or where it speaks of the skill."""
    away = task.scope[passage.id]
    if task.speaks_of_skill(quote):
        return True
    if passage.kind == "table":
        return away <= _BESIDE
    return away <= _NEAR or (away <= _FILE and passage.source in own_sources)


def _cases(task: Task) -> Iterator[tuple[float, CaseStudy]]:
    """With how far they are from the skill; one of a table, or of a sentence."""
    passages = _passages(task)
    own = _own_sources(task, passages)
    for passage in passages:
        figures = read_figures(passage)
        if figures is None or not _is_near(task, passage, passage.text, own):
            continue
        if case := make_table_case(figures, task.seed):
            yield task.distance(passage, passage.text), case
    near = [p for p in _told(task, passages) if _is_near(task, p.passage, p.quote, own)]
    for passage, quote, case in make_told_cases(near, task.seed):
        yield task.distance(passage, quote) + _TOLD_COST, case


def _ordered(task: Task) -> list[Problem]:
    ranked = [
        (rank + 0.4 * task.weigh("problem", problem.target), problem.target, problem)
        for rank, problem in _problems(task)
    ]
    return [problem for _, _, problem in sorted(ranked, key=lambda entry: entry[:2])]


class ParametricDrafter:
    """Keys are computed; each candidate is a family, shown by the variant of the seed."""

    name = "parametric"
    revision = "3"
    kinds = frozenset({Kind.NUMERICAL, Kind.CASE_STUDY})

    def draft(
        self, blueprint: Blueprint, material: Material, seed: int, count: int
    ) -> list[Candidate]:
        if blueprint.kind not in self.kinds or count < 1:
            return []
        task = Task(blueprint, material, seed)
        if blueprint.kind is Kind.CASE_STUDY:
            return self._draft_cases(task, count)
        found: dict[str, Candidate] = {}
        used: Counter[str] = Counter()
        for problem in _ordered(task):
            if len(found) == count:
                break
            if problem.target in found or used[problem.alike] == _MOST_ALIKE:
                continue
            if candidate := self._candidate(problem, seed):
                found[problem.target] = candidate
                used[problem.alike] += bool(problem.alike)
        return list(found.values())

    def _draft_cases(self, task: Task, count: int) -> list[Candidate]:
        ranked = sorted(
            (rank + 0.4 * task.weigh("case", case.stem), case.stem, case)
            for rank, case in _cases(task)
        )
        return [
            Candidate(drafter=self.name, revision=self.revision, seed=task.seed, content=case)
            for _, _, case in ranked[:count]
        ]

    def _candidate(self, problem: Problem, seed: int) -> Candidate | None:
        family = make_family(problem) if problem.variables else None
        content = draw_variant(family, seed) if family else None
        if not problem.variables:
            content = make_fixed(problem)
        if content is None:
            return None
        return Candidate(
            drafter=self.name, revision=self.revision, seed=seed, family=family, content=content
        )
