"""Everything in a course that names a skill: found by the schema, so that no table is forgotten.

Attempts name none: they belong to the skill of their exercise, so that history follows it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, select, update
from sqlalchemy.orm import Session

from lti_tool.db import Base
from lti_tool.models import (
    Draft,
    Exercise,
    GenerationRequest,
    OutsideEvidence,
    Practice,
    Showing,
    Skill,
    SkillPrerequisite,
    Wish,
    Worksheet,
)
from lti_tool.services.course_copies import map_ids
from lti_tool.services.row_parts import table_of
from lti_tool.services.skill_journal import Journal

SKILLS = table_of(Skill)
APART = {  # each has its own rule
    table_of(SkillPrerequisite),
    table_of(Showing),
    table_of(Wish),
}
DOCUMENTS = (
    (GenerationRequest, "blueprints"),
    (GenerationRequest, "asked"),
    (GenerationRequest, "missed"),
    (Draft, "blueprint"),
    (Worksheet, "slots"),
    (Worksheet, "undone"),
    (Worksheet, "alternatives"),
    (Worksheet, "sheets"),
)
LISTS = (Practice, OutsideEvidence)


def skill_columns() -> Iterator[Column[Any]]:
    """Columns that name a skill, and whose rows simply go along with it."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            names = any(key.column.table is SKILLS for key in column.foreign_keys)
            if names and table not in APART:
                yield column


def move_references(
    session: Session, journal: Journal, context_id: str, old: str, new: str
) -> None:
    """From one skill to another: rows, lists and what was asked for."""
    for column in skill_columns():
        ids = list(session.scalars(select(column.table.c.id).where(column == old)))
        journal.set_values(column, old, new, ids)
    for kind in LISTS:
        change_lists(session, journal, context_id, kind, lambda ids: _replace(ids, old, [new]))
    for document, name in DOCUMENTS:
        _map_documents(session, journal, context_id, table_of(document).c[name], {old: new})
    _move_wishes(session, journal, context_id, old, new)
    follow_exercises(session, context_id)


def change_lists(
    session: Session,
    journal: Journal,
    context_id: str,
    kind: type[Practice] | type[OutsideEvidence],
    change: Callable[[list[str]], list[str]],
) -> None:
    """`skill_ids` of all rows of the course, in as many steps as there are different lists."""
    table = table_of(kind)
    by_list: dict[tuple[str, ...], list[str]] = defaultdict(list)
    query = select(table.c.id, table.c.skill_ids).where(table.c.context_id == context_id)
    for row_id, skill_ids in session.execute(query):
        by_list[tuple(skill_ids)].append(row_id)
    for skills, ids in by_list.items():
        journal.set_values(table.c.skill_ids, list(skills), change(list(skills)), ids)


def widen(ids: list[str], skill_id: str, others: list[str]) -> list[str]:
    """The others stand behind the skill wherever it is listed."""
    return _replace(ids, skill_id, [skill_id, *others])


def follow_exercises(session: Session, context_id: str) -> None:
    """What is shown is always about the skill of its exercise."""
    skill = select(Exercise.skill_id).where(Exercise.id == Showing.exercise_id).scalar_subquery()
    own = select(Exercise.id).where(Exercise.context_id == context_id)
    session.execute(
        update(Showing)
        .where(Showing.exercise_id.in_(own), Showing.skill_id != skill)
        .values(skill_id=skill)
        .execution_options(synchronize_session=False)
    )


def _replace(ids: list[str], old: str, new: list[str]) -> list[str]:
    found = [two for one in ids for two in (new if one == old else [one])]
    return list(dict.fromkeys(found))


def _map_documents(
    session: Session, journal: Journal, context_id: str, column: Column[Any], ids: dict[str, str]
) -> None:
    table = column.table
    query = select(table.c.id, column).where(table.c.context_id == context_id)
    for row_id, value in session.execute(query).all():
        if any(old in json.dumps(value) for old in ids):
            journal.set_values(column, value, map_ids(value, ids), [row_id])


def _move_wishes(session: Session, journal: Journal, context_id: str, old: str, new: str) -> None:
    """There is one for each skill: two become one."""
    table = table_of(Wish)
    query = select(table).where(table.c.context_id == context_id, table.c.skill_id.in_((old, new)))
    rows = {row["skill_id"]: row for row in session.execute(query).mappings()}
    if old not in rows:
        return
    mine, other = rows[old], rows.get(new)
    if other is None:
        journal.set_values(table.c.skill_id, old, new, [mine["id"]])
        return
    counts = other["count"], other["count"] + mine["count"]
    journal.set_values(table.c["count"], *counts, [other["id"]])
    journal.set_values(table.c.open, other["open"], other["open"] or mine["open"], [other["id"]])
    journal.drop_row(table, mine["id"])
