"""Exercises on the facts and the enumerations of Chinese sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generators.drafters.extractive.enumeration_zh import Enumeration, enumerations_of
from generators.drafters.extractive.members_zh import outsiders
from generators.drafters.extractive.options import OPTIONS, are_distinct, arrange, right_feedback
from generators.drafters.extractive.relation_zh import Relation, relations_of
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.topic_zh import close_sentence, needs_topic
from generators.drafters.extractive.wording import cite, place_hint, says
from generators.drafters.text.chinese import without_gloss
from generators.drafters.text.generality_zh import is_fact
from generators.drafters.text.leaks import gives_away
from generators.drafters.text.markdown import escape
from generators.drafters.text.variants import term_variants
from generators.exercise.content import (
    Cloze,
    Content,
    Gap,
    Language,
    MultipleChoice,
    Option,
    ShortAnswer,
)
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage

_LENGTHS = (0.4, 2.2)
_YEARS_AWAY = (2, 4, 6, 9, 12)


def propose_relation_choices(task: Task) -> Iterator[Proposal]:
    if task.language is Language.ZH:
        known = relations_of(task.material)
        for relation in known:
            if task.covers(relation.passage) and _is_placed(relation):
                yield from _choose_answer(task, relation, known)
        for enumeration in enumerations_of(task.material):
            if task.covers(enumeration.passage):
                yield from _choose_member(task, enumeration)


def _is_placed(relation: Relation) -> bool:
    """Whether the question needs no word before it that says what it is about."""
    return not needs_topic(relation.passage, relation.sentence)


def propose_relation_answers(task: Task) -> Iterator[Proposal]:
    if task.language is Language.ZH:
        named = _named(task)
        for relation in relations_of(task.material):
            known = task.covers(relation.passage) and _has_one_name(relation, named)
            if known and _is_placed(relation):
                yield from _type_answer(task, relation)


def _named(task: Task) -> frozenset[str]:
    """The terms that the course defines, folded."""
    return frozenset(
        fold_text(name) for one in task.facts.definitions_in(Language.ZH) for name in one.names
    )


def _has_one_name(relation: Relation, named: frozenset[str]) -> bool:
    """Other answers may be told in other words: "汇率由外汇市场供求决定。" """
    if not relation.can_type:
        return False
    return relation.kind in ("year", "person", "most") or fold_text(relation.answer) in named


def propose_relation_gaps(task: Task) -> Iterator[Proposal]:
    """ "系统通过____来访问目标位置的数据。" """
    if task.language is not Language.ZH:
        return
    named = _named(task)
    for relation in relations_of(task.material):
        known = task.covers(relation.passage) and _has_one_name(relation, named)
        # Without its year "____新教育联谊会改名" is no sentence that anybody would write.
        if known and relation.kind != "year" and is_fact(relation.sentence):
            yield from _fill_answer(task, relation)


def _fill_answer(task: Task, relation: Relation) -> Iterator[Proposal]:
    passage, sentence, answer = relation.passage, relation.sentence, relation.answer
    told = without_gloss(sentence)
    if told.count(answer) != 1 or told != sentence or needs_topic(passage, sentence):
        return
    if gives_away(answer, sentence.replace(answer, " "), task.language) or len(sentence) > 60:
        return
    stem = escape(sentence).replace(escape(answer), "{{1}}", 1)
    content = Cloze(
        stem=close_sentence(stem, task.language),
        language=task.language,
        gaps=(Gap(accepted=term_variants(answer, relation.spellings, task.language)),),
        explanation=says(passage, sentence),
        hints=(_place(task, relation), _answer_hint(relation)),
        citations=cite(passage, sentence),
    )
    yield _propose(task, content, passage, sentence, f"gap_{relation.kind}")


def _year_of(answer: str) -> int | None:
    match = re.search(r"\d+", answer)
    return int(match[0]) if match else None


def _other_years(task: Task, relation: Relation) -> list[str]:
    """Years near the right one, on both sides of it, none of them ahead of our time."""
    year = _year_of(relation.answer)
    if year is None:
        return []
    steps = sorted(_YEARS_AWAY, key=lambda step: task.weigh("year", relation.sentence, step))[:3]
    signs = [-1, 1, -1] if task.weigh("side", relation.sentence) < 0.5 else [1, -1, 1]
    years = [year + sign * step for sign, step in zip(signs, steps, strict=True)]
    years = [2 * year - other if other > 2024 or other < 1 else other for other in years]
    return [relation.answer.replace(str(year), str(other)) for other in years]


def _others(task: Task, relation: Relation, known: Sequence[Relation]) -> list[str]:
    """Answers to like questions, of like length, none of them also in the sentence."""
    if relation.kind == "year":
        return _other_years(task, relation)
    low, high = _LENGTHS
    fit = {
        other.answer: other
        for other in known
        if other.kind == relation.kind
        and (relation.kind == "person" or other.passage.heading == relation.passage.heading)
        and other.sentence != relation.sentence
        and other.answer not in relation.sentence
        and low <= (len(other.answer) + 2) / (len(relation.answer) + 2) <= high
    }
    return sorted(fit, key=lambda answer: task.weigh(relation.question, answer))[: OPTIONS - 1]


def _choose_answer(task: Task, relation: Relation, known: Sequence[Relation]) -> Iterator[Proposal]:
    others = _others(task, relation, known)
    texts = [relation.answer, *others]
    if len(others) < OPTIONS - 1 or not are_distinct(texts) or len(set(texts)) < OPTIONS:
        return
    if len(relation.answer) > 1.3 * max(map(len, others)):
        return
    feedback = says(relation.passage, relation.sentence)
    right = Option(text=relation.answer, correct=True, feedback=right_feedback(task.language))
    wrong = [Option(text=text, feedback=feedback) for text in others]
    content = MultipleChoice(
        stem=escape(relation.question),
        language=task.language,
        options=arrange(task, relation.question, [right, *wrong]),
        explanation=feedback,
        hints=(_place(task, relation), f"可以先排除“{escape(others[0])}”。"),
        citations=cite(relation.passage, relation.sentence),
    )
    yield _propose(task, content, relation.passage, relation.sentence, relation.kind)


def _place(task: Task, relation: Relation) -> str:
    return place_hint(relation.passage, [relation.answer], task.blueprint.skill_name)


def _propose(task: Task, content: Content, passage: Passage, sentence: str, form: str) -> Proposal:
    return Proposal(content, sentence, form, task.distance(passage, sentence))


def _answer_hint(relation: Relation) -> str:
    answer = relation.answer
    if relation.kind == "year":
        year = _year_of(answer) or 0
        return f"这一年在 {year // 100 * 100} 年到 {year // 100 * 100 + 99} 年之间。"
    begin = f"，第一个字是“{answer[0]}”" if len(answer) > 2 else ""
    return f"答案是 {len(answer)} 个字{begin}。"


def _type_answer(task: Task, relation: Relation) -> Iterator[Proposal]:
    if gives_away(relation.answer, relation.question, task.language):
        return
    content = ShortAnswer(
        stem=escape(relation.question),
        language=task.language,
        accepted=term_variants(relation.answer, relation.spellings, task.language),
        explanation=says(relation.passage, relation.sentence),
        hints=(_place(task, relation), _answer_hint(relation)),
        citations=cite(relation.passage, relation.sentence),
    )
    yield _propose(task, content, relation.passage, relation.sentence, relation.kind)


def _choose_member(task: Task, enumeration: Enumeration) -> Iterator[Proposal]:
    pick = int(task.weigh("member", enumeration.owner) * len(enumeration.members))
    right = enumeration.members[pick]
    others = [
        other
        for other in outsiders(task, enumeration.passage, enumeration.owner, enumeration.members)
        if other[-1] == right[-1]  # of the same kind: "免疫细胞", "神经细胞"
    ][: OPTIONS - 1]
    if len(others) < OPTIONS - 1 or not are_distinct([right, *others]):
        return
    if gives_away(right, enumeration.owner, task.language):
        return
    passage, sentence = enumeration.passage, enumeration.sentence
    feedback = says(passage, sentence)
    options = [
        Option(text=right, correct=True, feedback=right_feedback(task.language)),
        *(Option(text=text, feedback=feedback) for text in others),
    ]
    content = MultipleChoice(
        stem=escape(enumeration.question),
        language=task.language,
        options=arrange(task, sentence, options),
        explanation=feedback,
        hints=(
            place_hint(passage, [right], task.blueprint.skill_name),
            f"可以先排除“{escape(others[0])}”。",
        ),
        citations=cite(passage, sentence),
    )
    yield _propose(task, content, passage, sentence, "member")
