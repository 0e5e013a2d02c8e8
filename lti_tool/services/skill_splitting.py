"""One skill becomes several: exercises and activities go where an instructor puts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from lti_tool.db import new_id
from lti_tool.errors import NotFoundError
from lti_tool.models import (
    IS_CURRENT,
    Draft,
    DraftState,
    Exercise,
    ExerciseVersion,
    OutsideEvidence,
    Practice,
    Skill,
    SkillState,
)
from lti_tool.services.row_parts import table_of
from lti_tool.services.skill_journal import Journal
from lti_tool.services.skill_prerequisites import EDGES, list_quotes, replace_edges
from lti_tool.services.skill_references import (
    SKILLS,
    change_lists,
    follow_exercises,
    widen,
)
from lti_tool.services.skills import list_skills

MOST_PARTS = 5
ActivityName = tuple[str, str]  # source, external id


def list_stems(session: Session, skill_id: str) -> dict[str, str]:
    """By exercise id, oldest first; withdrawn ones too, since their answers count as well."""
    query = (
        select(Exercise.id, ExerciseVersion.content)
        .join(ExerciseVersion, IS_CURRENT)
        .where(Exercise.skill_id == skill_id)
    )
    rows = session.execute(query.order_by(Exercise.created_at, Exercise.id))
    return {own: str(content.get("stem", "")) for own, content in rows}


def list_activities_of(session: Session, context_id: str, skill_id: str) -> dict[ActivityName, str]:
    """Titles of what evidence of other places is about, by name."""
    query = select(OutsideEvidence).where(OutsideEvidence.context_id == context_id)
    rows = [row for row in session.scalars(query) if skill_id in row.skill_ids]
    return {(row.source, row.external_id): row.title for row in sorted(rows, key=lambda r: r.title)}


def split_rows(
    session: Session,
    journal: Journal,
    context_id: str,
    old: Skill,
    names: Sequence[str],
    exercises: Mapping[str, int],
    activities: Mapping[ActivityName, int],
) -> list[str]:
    """The ids of the new skills. Raises `NotFoundError` for what is not of this skill."""
    known = list_stems(session, old.id)
    listed = list_activities_of(session, context_id, old.id)
    if not (exercises.keys() <= known.keys() and activities.keys() <= listed.keys()):
        raise NotFoundError
    old_id = old.id
    ids = _add_skills(session, journal, context_id, old, names)
    _move_exercises(journal, session, old_id, ids, exercises)
    _move_activities(journal, session, context_id, old_id, ids, activities)
    change_lists(session, journal, context_id, Practice, lambda one: widen(one, old_id, ids))
    quotes = list_quotes(session, context_id)
    inherited = {(part, b): said for part in ids for (a, b), said in quotes.items() if a == old_id}
    inherited |= {(a, part): said for part in ids for (a, b), said in quotes.items() if b == old_id}
    replace_edges(session, journal, quotes, quotes | inherited, inherited)
    follow_exercises(session, context_id)
    if not _is_used(session, context_id, old_id):
        journal.set_values(SKILLS.c.state, old.state.value, SkillState.DROPPED.value, [old_id])
    return ids


def forget_prerequisites(session: Session, skill_id: str) -> None:
    either = or_(EDGES.c.skill_id == skill_id, EDGES.c.requires_id == skill_id)
    session.execute(delete(EDGES).where(either))


def _add_skills(
    session: Session, journal: Journal, context_id: str, old: Skill, names: Sequence[str]
) -> list[str]:
    """Behind the old one; those after it make room."""
    rows = list_skills(session, context_id)
    place = next(at for at, row in enumerate(rows) if row.id == old.id)
    for row in rows[place + 1 :]:
        journal.set_values(SKILLS.c.position, row.position, row.position + len(names), [row.id])
    ids = [new_id() for _ in names]
    for number, (own_id, name) in enumerate(zip(ids, names, strict=True), 1):
        values = {
            "id": own_id, "context_id": context_id, "name": name, "proposed_as": "",
            "description": "", "terms": [], "language": old.language,
            "position": old.position + number, "state": SkillState.KEPT.value,
        }  # fmt: skip
        journal.add_row(SKILLS, values)
    return ids


def _move_exercises(
    journal: Journal,
    session: Session,
    old_id: str,
    ids: Sequence[str],
    exercises: Mapping[str, int],
) -> None:
    """The draft that an exercise was published from goes along."""
    table, drafts = table_of(Exercise), table_of(Draft)
    for number, part in enumerate(ids, 1):
        mine = sorted(one for one, place in exercises.items() if place == number)
        journal.set_values(table.c.skill_id, old_id, part, mine)
        query = select(table.c.draft_id).where(table.c.id.in_(mine), table.c.draft_id.is_not(None))
        published = [one for one in session.scalars(query) if one is not None]
        of_skill = select(drafts.c.id).where(
            drafts.c.id.in_(published), drafts.c.skill_id == old_id
        )
        journal.set_values(drafts.c.skill_id, old_id, part, list(session.scalars(of_skill)))


def _move_activities(
    journal: Journal,
    session: Session,
    context_id: str,
    old_id: str,
    ids: Sequence[str],
    activities: Mapping[ActivityName, int],
) -> None:
    """From now on an instructor has decided what they are about."""
    table = table_of(OutsideEvidence)
    for (source, external_id), place in sorted(activities.items()):
        if not place:
            continue
        query = select(table.c.id, table.c.skill_ids, table.c.mapped).where(
            table.c.context_id == context_id,
            table.c.source == source,
            table.c.external_id == external_id,
        )
        for row_id, skills, mapped in session.execute(query).all():
            if old_id in skills:
                moved = [ids[place - 1] if one == old_id else one for one in skills]
                journal.set_values(table.c.skill_ids, skills, moved, [row_id])
                journal.set_values(table.c.mapped, mapped, True, [row_id])


def _is_used(session: Session, context_id: str, skill_id: str) -> bool:
    exercise = select(Exercise.id).where(Exercise.skill_id == skill_id).limit(1)
    draft = select(Draft.id).where(Draft.skill_id == skill_id, Draft.state == DraftState.IN_REVIEW)
    return (
        session.scalar(exercise) is not None
        or session.scalar(draft.limit(1)) is not None
        or bool(list_activities_of(session, context_id, skill_id))
    )
