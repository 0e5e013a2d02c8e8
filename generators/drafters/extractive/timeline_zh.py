"""Dated events of Chinese texts: put into their order, and matched with their years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generators.drafters.extractive.relation_zh import Relation, relations_of
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.text.chinese import begins_with_subject
from generators.drafters.text.markdown import escape
from generators.exercise.content import Citation, Content, Language, Matching, Ordering, Pair

_FEWEST, _MOST = 4, 5
_LONGEST = 28


def year_of(answer: str) -> int | None:
    """Years before our era are negative."""
    match = re.search(r"\d+", answer)
    if match is None:
        return None
    return -int(match[0]) if "前" in answer else int(match[0])


def _sets(task: Task) -> Iterator[list[Relation]]:
    """Disjoint sets of events, each in another year and none named in another one."""
    left = [
        relation
        for relation in relations_of(task.material)
        if relation.event
        and task.covers(relation.passage)
        and len(relation.event) <= _LONGEST
        and begins_with_subject(relation.event)
        and year_of(relation.answer) is not None
    ]
    left.sort(key=lambda relation: task.weigh("time", relation.event))
    while len(left) >= _FEWEST:
        own: dict[int, Relation] = {}
        for relation in left:
            year = year_of(relation.answer)
            if year is not None and len(own) < _MOST:
                own.setdefault(year, relation)
        if len(own) < _FEWEST:
            return
        yield [own[year] for year in sorted(own)]
        left = [relation for relation in left if relation not in own.values()]


def propose_event_orders(task: Task) -> Iterator[Proposal]:
    if task.language is not Language.ZH:
        return
    for events in _sets(task):
        listed = "\n".join(f"{i}. {escape(e.event)}（{e.answer}）" for i, e in enumerate(events, 1))
        content = Ordering(
            stem="请把下列事件按发生时间的先后顺序排列。",
            language=task.language,
            steps=tuple(event.event for event in events),
            explanation=f"各事件发生的时间：\n\n{listed}",
            hints=(
                "先找出你能确定年份的事件，再看其他事件在它之前还是之后。",
                f"“{escape(events[1].event)}”是第二个。",
            ),
            citations=_cite(events),
        )
        yield _propose(task, content, events, "order")


def propose_event_years(task: Task) -> Iterator[Proposal]:
    if task.language is not Language.ZH:
        return
    for events in _sets(task):
        pairs = tuple(Pair(left=event.event, right=event.answer) for event in events)
        content = Matching(
            stem="请把下列事件和它们发生的年份连起来。",
            language=task.language,
            pairs=pairs,
            explanation="\n".join(f"- {escape(e.event)}：{e.answer}" for e in events),
            hints=(
                "先连你最有把握的一对，再用排除法。",
                f"“{escape(events[0].event)}”发生得最早。",
            ),
            citations=_cite(events),
        )
        yield _propose(task, content, events, "years")


def _cite(events: Sequence[Relation]) -> tuple[Citation, ...]:
    quotes = dict.fromkeys((event.passage.id, event.sentence) for event in events)
    return tuple(Citation(passage=passage, quote=quote) for passage, quote in quotes)


def _propose(task: Task, content: Content, events: Sequence[Relation], form: str) -> Proposal:
    rank = sum(task.distance(e.passage, e.sentence) for e in events) / len(events)
    return Proposal(content, "|".join(event.event for event in events), form, rank)
