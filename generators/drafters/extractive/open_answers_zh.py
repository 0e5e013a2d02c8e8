"""Chinese questions to be answered in words, as examinations put them: a term, points, a cause.
The rubric holds what the source says, one criterion for each point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generators.drafters.extractive.cause_zh import Cause, causes_of
from generators.drafters.extractive.contrast_zh import pairs_of
from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.extractive.definitions_zh import IS, MEANS
from generators.drafters.extractive.enumeration_zh import Enumeration, enumerations_of
from generators.drafters.extractive.outline_zh import Outline, outlines_of
from generators.drafters.extractive.questions import scheme_of
from generators.drafters.extractive.relation_zh import Relation, relations_of
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.topic_zh import needs_topic
from generators.drafters.extractive.whole_zh import tells_whose
from generators.drafters.extractive.wording import place_hint
from generators.drafters.text.generality_zh import is_fact
from generators.drafters.text.genus_zh import genus_of
from generators.drafters.text.markdown import escape
from generators.drafters.text.terms_zh import is_said_otherwise
from generators.exercise.content import Citation, Criterion, Language, OpenAnswer
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.spans import PATH_SEPARATOR

_SHORTEST = 8  # characters of an answer in words
_POINTS_ASKED = ("有哪些？", "主要有哪些？请列举并简要说明。")
_ORDER = re.compile("^(?:第[一二三四五六七八九十]|首先|其次|再次|最后|另外|此外)，")
_TOLD = frozenset(["背景", "影响", "意义", "内容", "结构", "机制", "理论", "学说", "区别", "差异"])
_EXPLAINED = frozenset(
    ["use", "core", "ground", "trait"]
)  # kinds of relations that take a sentence


def propose_open_answers_zh(task: Task) -> Iterator[Proposal]:
    for outline in outlines_of(task.material):
        if task.covers(outline.passage):
            yield _of_outline(task, outline)
    for enumeration in enumerations_of(task.material):
        if task.covers(enumeration.passage) and enumeration.is_closed:
            yield _of_enumeration(task, enumeration)
    for cause in causes_of(task.material):
        if task.covers(cause.passage) and tells_whose(task.facts, cause.passage, cause.effect):
            yield _of_cause(task, cause)
    for relation in relations_of(task.material):
        if _is_told(task, relation):
            yield _of_relation(task, relation)
    contrasted = {own.key for pair in pairs_of(task) for own in pair}
    for definition in task.facts.definitions_in(Language.ZH):
        asked = definition.key not in contrasted and _is_explained(definition)
        if task.covers(definition.passage) and asked:
            yield _of_definition(task, definition)


def _of_outline(task: Task, outline: Outline) -> Proposal:
    name = escape(outline.name)
    if outline.asked in _TOLD:
        stem = f"简述{name}。"
    elif outline.asked in ("组成", "构成"):
        stem = f"{name.rpartition('的')[0]}由哪些部分{outline.asked[:1]}成？"
    else:
        asked = _POINTS_ASKED[int(task.weigh("ask", outline.name) * len(_POINTS_ASKED))]
        stem = name + (asked.removeprefix("主要") if "主要" in name else asked)
    hint = f"教材一共讲了 {len(outline.points)} 点，先写出要点，再作说明。"
    return _build(
        task, outline.passage, stem, outline.points, outline.lines, hint, outline.name, "points"
    )


def _of_enumeration(task: Task, enumeration: Enumeration) -> Proposal:
    count = len(enumeration.members)
    return _build(
        task,
        enumeration.passage,
        enumeration.whole_question,
        enumeration.members,
        (enumeration.sentence,),
        f"一共有 {count} 项，逐一写出来。",
        enumeration.sentence,
        "members",
    )


def _of_cause(task: Task, cause: Cause) -> Proposal:
    return _build(
        task,
        cause.passage,
        escape(cause.question),
        (f"说明了原因：{cause.cause}",),
        (cause.sentence,),
        "先找出题目中的结果，再想一想是什么导致了这个结果。",
        cause.sentence,
        "cause",
    )


def _of_relation(task: Task, relation: Relation) -> Proposal:
    return _build(
        task,
        relation.passage,
        escape(relation.question),
        (relation.answer,),
        (relation.sentence,),
        "先想一想题目中的关键词指什么，再回忆教材是怎样说的。",
        relation.sentence,
        "relation",
    )


def _is_told(task: Task, relation: Relation) -> bool:
    several = re.search("[、，和与及]", relation.answer) is not None
    return (
        (relation.kind in _EXPLAINED or (several and relation.kind.startswith(("verb_", "agent"))))
        and _is_on_named(task, relation)
        and len(relation.answer) >= _SHORTEST
        and not re.search("是|，[其而但]", relation.answer)
        and task.covers(relation.passage)
        and is_fact(relation.sentence)
        and not needs_topic(relation.passage, relation.sentence)
    )


def _is_on_named(task: Task, relation: Relation) -> bool:
    """Whether it asks about a term that the course defines or has a heading for."""
    headings = relation.passage.heading.split(PATH_SEPARATOR)
    names = [re.sub(r"\s*[（(][^）)]*[）)]\s*$", "", skill_name(own)) for own in headings]
    names += [name for one in task.facts.definitions_in(Language.ZH) for name in one.names]
    subject = relation.question.partition("的")[0]
    return any(subject in own or relation.question.startswith(own) for own in names if len(own) > 1)


def _is_explained(definition: Definition) -> bool:
    """Whether the sentence says what the term is, and not with the term itself."""
    return (
        definition.form is Form.NOUN
        and len(definition.meaning) >= 10
        and not definition.meaning.startswith("当")  # when it is so, not what it is
        and len(definition.term) > 1
        and is_said_otherwise(definition.term, definition.meaning)
    )


def _of_definition(task: Task, definition: Definition) -> Proposal:
    return _build(
        task,
        definition.passage,
        _ask_meaning(task, definition),
        (f"说明了含义：{definition.meaning}",),
        (definition.sentence,),
        _hint_meaning(definition),
        definition.key,
        "explain",
        "" if definition.verb == IS else f"{definition.term}{MEANS}{definition.meaning}。",
    )


def _ask_meaning(task: Task, definition: Definition) -> str:
    term, genus = escape(definition.term), genus_of(definition.meaning)
    scheme = scheme_of(definition)
    if scheme:
        return f"在“{escape(scheme)}”中，{term}指的是什么？"
    stems = [
        f"名词解释：{term}。",
        f"什么是{term}？请用自己的话解释。",
        f"请说明“{term}”这一概念的含义。",
    ]
    if genus and genus not in term:
        stems = [f"{term}是一种怎样的{genus}？", *stems[:1]]
    return stems[int(task.weigh("explain", definition.key) * len(stems))]


def _hint_meaning(definition: Definition) -> str:
    genus = genus_of(definition.meaning)
    if genus and genus not in definition.term:
        return f"从“{genus}”这一类事物说起，再说明它有什么特别之处。"
    return "先写它属于哪一类事物，再写它与同类事物的区别。"


def _build(
    task: Task,
    passage: Passage,
    stem: str,
    points: Sequence[str],
    quotes: Sequence[str],
    hint: str,
    target: str,
    form: str,
    sample: str = "",
) -> Proposal:
    """`sample` where the quote does not answer by itself."""
    worth = 2 if len(points) == 1 else 1
    if len(points) > 1:
        answer = "\n".join(f"- {escape(point)}" for point in points)
    else:
        answer = escape(sample or _ORDER.sub("", quotes[0]))
    content = OpenAnswer(
        stem=stem,
        language=task.language,
        rubric=tuple(Criterion(text=point, points=worth) for point in points),
        sample_answer=answer,
        hints=(place_hint(passage, points, task.blueprint.skill_name), hint),
        citations=tuple(Citation(passage=passage.id, quote=quote) for quote in quotes),
    )
    rank = task.distance(passage, quotes[0]) + (0.1 if form == "explain" else 0.0)
    return Proposal(content, target, form, rank)
