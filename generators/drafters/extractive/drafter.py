"""The extractive drafter: proposals of a kind, chosen for the skill, the seed and variety."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from generators.drafters.base import Candidate, Material
from generators.drafters.extractive.ask_relations_zh import (
    propose_relation_answers,
    propose_relation_choices,
    propose_relation_gaps,
)
from generators.drafters.extractive.choice_statements import propose_statement_choices
from generators.drafters.extractive.choice_tables import propose_table_choices
from generators.drafters.extractive.choice_terms import propose_term_choices
from generators.drafters.extractive.choice_topics_zh import propose_topic_choices
from generators.drafters.extractive.cloze import propose_clozes
from generators.drafters.extractive.comparison_zh import propose_comparisons, propose_sides
from generators.drafters.extractive.contrast_zh import propose_contrasts
from generators.drafters.extractive.event_answers import propose_event_answers
from generators.drafters.extractive.matching import propose_matchings
from generators.drafters.extractive.members_zh import (
    propose_member_responses,
    propose_other_choices,
)
from generators.drafters.extractive.open_answers import propose_open_answers
from generators.drafters.extractive.open_explanations import propose_explanations
from generators.drafters.extractive.open_procedures import (
    propose_first_steps,
    propose_open_procedures,
)
from generators.drafters.extractive.ordering import propose_ordering
from generators.drafters.extractive.placing_en import place_question
from generators.drafters.extractive.responses import propose_responses
from generators.drafters.extractive.responses_named import propose_named_responses
from generators.drafters.extractive.short_answer import propose_short_answers
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.timeline_zh import propose_event_orders, propose_event_years
from generators.drafters.extractive.true_false import propose_true_false
from generators.drafters.parsed.open_questions import (
    propose_counted_lists,
    propose_open_questions,
    propose_short_questions,
)
from generators.drafters.text.tidy_zh import tidy_content
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import (
    Bloom,
    Cloze,
    Content,
    Kind,
    Language,
    OpenAnswer,
    ShortAnswer,
)


def _propose_choices(task: Task) -> Iterator[Proposal]:
    return chain(
        propose_term_choices(task),
        propose_table_choices(task),
        propose_statement_choices(task),
        propose_first_steps(task),
        propose_relation_choices(task),
        propose_topic_choices(task),
        propose_other_choices(task),
    )


def _propose_answers(task: Task) -> Iterator[Proposal]:
    return chain(
        propose_short_answers(task),
        propose_event_answers(task),
        propose_relation_answers(task),
        propose_short_questions(task),
    )


def _propose_gaps(task: Task) -> Iterator[Proposal]:
    return chain(propose_clozes(task), propose_relation_gaps(task))


def _propose_responses(task: Task) -> Iterator[Proposal]:
    return chain(
        propose_responses(task), propose_named_responses(task), propose_member_responses(task)
    )


def _propose_matchings(task: Task) -> Iterator[Proposal]:
    return chain(propose_matchings(task), propose_event_years(task), propose_sides(task))


def _propose_open(task: Task) -> Iterator[Proposal]:
    return chain(
        propose_open_answers(task),
        propose_explanations(task),
        propose_open_questions(task),
        propose_counted_lists(task),
        propose_open_procedures(task),
        propose_comparisons(task),
        propose_contrasts(task),
    )


def _propose_orders(task: Task) -> Iterator[Proposal]:
    return chain(propose_ordering(task), propose_event_orders(task))


_PROPOSE: dict[Kind, Callable[[Task], Iterator[Proposal]]] = {
    Kind.MULTIPLE_CHOICE: _propose_choices,
    Kind.MULTIPLE_RESPONSE: _propose_responses,
    Kind.TRUE_FALSE: propose_true_false,
    Kind.CLOZE: _propose_gaps,
    Kind.SHORT_ANSWER: _propose_answers,
    Kind.MATCHING: _propose_matchings,
    Kind.ORDERING: _propose_orders,
    Kind.OPEN_ANSWER: _propose_open,
}
# The ways of asking that ask for more than a fact.
_DEEPER = frozenset({"statement", "misconception", "changed", "row"})
_SAME_FORM = 0.12  # what each further use of a way of asking costs


def _rank(proposal: Proposal, blueprint: Blueprint, task: Task) -> float:
    deep = proposal.form in _DEEPER
    wanted = blueprint.bloom is not Bloom.REMEMBER
    misses = 0.15 * (deep != wanted)
    return proposal.rank + misses + 0.5 * task.weigh("pick", proposal.target, proposal.form)


def _choose(proposals: Iterable[Proposal], task: Task, count: int) -> list[Proposal]:
    """The best ranked, one a target, and not all in the same form."""
    ranked = sorted(
        ((_rank(proposal, task.blueprint, task), proposal) for proposal in proposals),
        key=lambda pair: (pair[0], pair[1].target, pair[1].form),
    )
    chosen: list[Proposal] = []
    used: Counter[str] = Counter()
    while ranked and len(chosen) < count:
        _, best = min(ranked, key=lambda pair: pair[0] + _SAME_FORM * used[pair[1].form])
        chosen.append(best)
        used[best.form] += 1
        ranked = [pair for pair in ranked if pair[1].target != best.target]
    return chosen


def _as_read(content: Content, material: Material) -> Content:
    if content.language is Language.ZH:
        return tidy_content(content)
    if isinstance(content, (OpenAnswer, ShortAnswer, Cloze)):
        cited = content.citations[0].passage
        return place_question(content, next(p for p in material.passages if p.id == cited))
    return content


class ExtractiveDrafter:
    """Right by construction: keys, statements and quotes stand in the sources."""

    name = "extractive"
    revision = "1"
    kinds = frozenset(_PROPOSE)

    def draft(
        self, blueprint: Blueprint, material: Material, seed: int, count: int
    ) -> list[Candidate]:
        if blueprint.kind not in self.kinds or count < 1:
            return []
        task = Task(blueprint, material, seed)
        chosen = _choose(_PROPOSE[blueprint.kind](task), task, count)
        return [
            Candidate(
                drafter=self.name,
                revision=self.revision,
                form=proposal.form,
                seed=seed,
                content=_as_read(proposal.content, material),
            )
            for proposal in chosen
        ]
