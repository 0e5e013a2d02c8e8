"""Which skills build on which. Advisory, and free of circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import new_id
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Context, Skill, SkillPrerequisite
from lti_tool.services.row_parts import table_of
from lti_tool.services.skill_journal import Journal
from lti_tool.services.skills import find_skill, name_skills

EDGES = table_of(SkillPrerequisite)
Edge = tuple[str, str]  # the id of a skill, and of one that it builds on


class PrerequisiteCircleError(InvalidInputError):
    code = "prerequisite_circle"
    message = (
        "%(name)s cannot build on %(required)s, because %(required)s builds on %(name)s itself, "
        "directly or through other skills. Nothing was changed."
    )


def list_prerequisites(session: Session, context_id: str) -> dict[str, set[str]]:
    """Skill id to the ids that it builds on; skills without any are left out."""
    query = (
        select(SkillPrerequisite.skill_id, SkillPrerequisite.requires_id)
        .join(Skill, Skill.id == SkillPrerequisite.skill_id)
        .where(Skill.context_id == context_id)
    )
    found: dict[str, set[str]] = {}
    for skill_id, requires_id in session.execute(query):
        found.setdefault(skill_id, set()).add(requires_id)
    return found


def list_quotes(session: Session, context_id: str) -> dict[Edge, str]:
    """Every edge of the course, to the sentence of a source that says so, or ""."""
    query = (
        select(EDGES.c.skill_id, EDGES.c.requires_id, EDGES.c.quote)
        .join(Skill, Skill.id == EDGES.c.skill_id)
        .where(Skill.context_id == context_id)
    )
    return {(one, two): quote for one, two, quote in session.execute(query)}


def list_reasons(session: Session, skill_id: str) -> dict[str, str]:
    """The id of each skill that it builds on, to the sentence of a source that says so, or ""."""
    query = select(EDGES.c.requires_id, EDGES.c.quote).where(EDGES.c.skill_id == skill_id)
    return dict(session.execute(query).tuples().all())


def set_prerequisites(
    session: Session,
    context_id: str,
    skill_id: str,
    requires: Collection[str],
    journal: Journal | None = None,
) -> None:
    """Those that stay keep their reason. Raises `NotFoundError` for skills of another course,
    `PrerequisiteCircleError`.
    """
    session.get_one(Context, context_id, with_for_update=True)
    skill = find_skill(session, context_id, skill_id)
    names = name_skills(session, context_id)
    if not set(requires) <= names.keys():
        raise NotFoundError
    graph = list_prerequisites(session, context_id)
    for required in requires:
        if leads_to(graph, required, skill.id):
            raise PrerequisiteCircleError(name=skill.name, required=names[required])
    session.flush()
    before = {(skill.id, required) for required in graph.get(skill.id, ())}
    after = {(skill.id, required) for required in requires}
    replace_edges(session, journal or Journal(session), before, after)


def replace_edges(
    session: Session,
    journal: Journal,
    before: Iterable[Edge],
    after: Iterable[Edge],
    quotes: Mapping[Edge, str] | None = None,
) -> None:
    """Edges that stay keep their reason; `quotes` are the reasons of those that come."""
    old, new, quotes = set(before), set(after), quotes or {}
    query = select(EDGES.c.id, EDGES.c.skill_id, EDGES.c.requires_id)
    ids = {(one, two): row_id for row_id, one, two in session.execute(query)}
    for pair in sorted(old - new):
        journal.drop_row(EDGES, ids[pair])
    for one, two in sorted(new - old):
        quote = quotes.get((one, two), "")
        row = {"id": new_id(), "skill_id": one, "requires_id": two, "quote": quote}
        journal.add_row(EDGES, row)


def leads_to(graph: Mapping[str, Collection[str]], start: str, goal: str) -> bool:
    """Whether `goal` is `start`, or is needed for it by way of others."""
    seen, waiting = set[str](), [start]
    while waiting:
        skill = waiting.pop()
        if skill == goal:
            return True
        if skill not in seen:
            seen.add(skill)
            waiting.extend(graph.get(skill, ()))
    return False
