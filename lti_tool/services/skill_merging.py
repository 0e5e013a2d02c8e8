"""One skill becomes part of another: every row that names it, prerequisites and words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lti_tool.models import Skill, SkillState
from lti_tool.services.skill_journal import Journal
from lti_tool.services.skill_prerequisites import (
    Edge,
    PrerequisiteCircleError,
    leads_to,
    list_quotes,
    replace_edges,
)
from lti_tool.services.skill_references import SKILLS, move_references
from lti_tool.services.skills import MISCONCEPTIONS, TERM_CHARACTERS, TERMS


def merge_rows(session: Session, journal: Journal, context_id: str, old: Skill, new: Skill) -> None:
    """Raises `PrerequisiteCircleError`."""
    _merge_prerequisites(session, journal, context_id, old, new)
    words = [*new.terms, old.name[:TERM_CHARACTERS], *old.terms]
    terms = list(dict.fromkeys(words))[:TERMS]
    journal.set_values(SKILLS.c.terms, list(new.terms), terms, [new.id])
    errors = [*new.misconceptions, *old.misconceptions][:MISCONCEPTIONS]
    journal.set_values(SKILLS.c.misconceptions, list(new.misconceptions), errors, [new.id])
    definition = new.definition or old.definition
    journal.set_values(SKILLS.c.definition, new.definition, definition, [new.id])
    journal.set_values(SKILLS.c.state, old.state.value, SkillState.DROPPED.value, [old.id])
    journal.set_values(SKILLS.c.state, new.state.value, SkillState.KEPT.value, [new.id])
    move_references(session, journal, context_id, old.id, new.id)


def _merge_prerequisites(
    session: Session, journal: Journal, context_id: str, old: Skill, new: Skill
) -> None:
    """An edge that moves takes its reason along; of several that become one, a sentence counts
    before none."""
    quotes = list_quotes(session, context_id)
    moved: dict[Edge, str] = {}
    for (one, two), quote in sorted(quotes.items()):
        edge = (_swap(one, old, new), _swap(two, old, new))
        if edge[0] != edge[1]:
            moved[edge] = moved.get(edge) or quote
    after: dict[str, set[str]] = {}
    for one, two in moved:
        after.setdefault(one, set()).add(two)
    if any(leads_to(after, two, new.id) for two in after.get(new.id, ())):
        raise PrerequisiteCircleError(name=new.name, required=old.name)
    replace_edges(session, journal, quotes, moved, moved)


def _swap(skill_id: str, old: Skill, new: Skill) -> str:
    return new.id if skill_id == old.id else skill_id
