"""One skill becomes part of another: every row that names it, prerequisites and terms."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import new_id
from lti_tool.models import Skill, SkillPrerequisite, SkillState
from lti_tool.services.row_parts import table_of
from lti_tool.services.skill_journal import Journal
from lti_tool.services.skill_prerequisites import (
    PrerequisiteCircleError,
    leads_to,
    list_prerequisites,
)
from lti_tool.services.skill_references import SKILLS, move_references
from lti_tool.services.skills import TERM_CHARACTERS, TERMS

EDGES = table_of(SkillPrerequisite)


def merge_rows(session: Session, journal: Journal, context_id: str, old: Skill, new: Skill) -> None:
    """Raises `PrerequisiteCircleError`."""
    _merge_prerequisites(session, journal, context_id, old, new)
    words = [*new.terms, old.name[:TERM_CHARACTERS], *old.terms]
    terms = list(dict.fromkeys(words))[:TERMS]
    journal.set_values(SKILLS.c.terms, list(new.terms), terms, [new.id])
    journal.set_values(SKILLS.c.state, old.state.value, SkillState.DROPPED.value, [old.id])
    journal.set_values(SKILLS.c.state, new.state.value, SkillState.KEPT.value, [new.id])
    move_references(session, journal, context_id, old.id, new.id)


def _merge_prerequisites(
    session: Session, journal: Journal, context_id: str, old: Skill, new: Skill
) -> None:
    graph = list_prerequisites(session, context_id)
    pairs = {(one, two) for one, needed in graph.items() for two in needed}
    moved = {(_swap(one, old, new), _swap(two, old, new)) for one, two in pairs}
    moved = {(one, two) for one, two in moved if one != two}
    after: dict[str, set[str]] = {}
    for one, two in moved:
        after.setdefault(one, set()).add(two)
    if any(leads_to(after, two, new.id) for two in after.get(new.id, ())):
        raise PrerequisiteCircleError(name=new.name, required=old.name)
    replace_edges(session, journal, pairs, moved)


def replace_edges(
    session: Session,
    journal: Journal,
    before: Iterable[tuple[str, str]],
    after: Iterable[tuple[str, str]],
) -> None:
    old, new = set(before), set(after)
    query = select(EDGES.c.id, EDGES.c.skill_id, EDGES.c.requires_id)
    ids = {(one, two): row_id for row_id, one, two in session.execute(query)}
    for pair in sorted(old - new):
        journal.drop_row(EDGES, ids[pair])
    for one, two in sorted(new - old):
        journal.add_row(EDGES, {"id": new_id(), "skill_id": one, "requires_id": two})


def _swap(skill_id: str, old: Skill, new: Skill) -> str:
    return new.id if skill_id == old.id else skill_id
