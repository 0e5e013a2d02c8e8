"""Merge two skills, split one, edit one, and take it back; history follows the exercises.

Profiles are folded anew from the evidence, as always, so that nothing is reckoned over here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.models import (
    Context,
    GenerationRequest,
    Practice,
    RequestState,
    ScorePolicy,
    Skill,
    SkillChange,
    SkillState,
)
from lti_tool.services.course_rows import find_in_course
from lti_tool.services.practice_scores import list_standings
from lti_tool.services.scores import update_scores
from lti_tool.services.skill_journal import Journal, list_added, take_back
from lti_tool.services.skill_merging import merge_rows
from lti_tool.services.skill_prerequisites import set_prerequisites
from lti_tool.services.skill_references import SKILLS, follow_exercises, move_references
from lti_tool.services.skill_splitting import MOST_PARTS, forget_prerequisites, split_rows
from lti_tool.services.skills import SkillForm, change_skill, check_skill_name, find_skill

MERGE, SPLIT, EDIT = "merge", "split", "edit"
EDITED = ("name", "description", "definition", "misconceptions", "terms", "state")
BUSY = (RequestState.WAITING, RequestState.RUNNING)


class SkillBusyError(ConflictError):
    code = "skill_busy"
    message = (
        "Exercises for %(name)s are being made at the moment. Wait until they are done, or cancel "
        "them; nothing was changed."
    )


class ChangedSinceError(ConflictError):
    code = "skill_changed_since"
    message = (
        "These skills were changed again since. Undo the later change first; nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class Split:
    """Into which of the new skills each exercise and activity goes, counted from 1; 0 stays.
    An activity is named by its source and external id."""

    names: tuple[str, ...]
    exercises: Mapping[str, int] = field(default_factory=dict)
    activities: Mapping[tuple[str, str], int] = field(default_factory=dict)


def merge_skills(
    session: Session, context_id: str, skill_id: str, into_id: str, person_id: str, now: datetime
) -> set[str]:
    """The first becomes part of the second, which keeps its name. The registrations whose scores
    moved. Raises `InvalidInputError`, `NotFoundError`, `SkillBusyError`, and
    `PrerequisiteCircleError` where one needs the other by way of a third."""
    session.get_one(Context, context_id, with_for_update=True)
    old, new = (find_skill(session, context_id, one) for one in (skill_id, into_id))
    if old.id == new.id or SkillState.DROPPED in (old.state, new.state):
        raise InvalidInputError("Choose two different skills of the list, neither of them dropped.")
    _check_idle(session, context_id, old)
    session.flush()
    journal, names = Journal(session), [old.name, new.name]
    merge_rows(session, journal, context_id, old, new)
    return _keep(session, context_id, journal, MERGE, [old.id, new.id], names, person_id, now)


def split_skill(
    session: Session, context_id: str, skill_id: str, split: Split, person_id: str, now: datetime
) -> set[str]:
    """What is not given to a new skill stays; a skill that nothing is left of is dropped. The
    registrations whose scores moved. Raises `InvalidInputError`, `NotFoundError`,
    `SkillBusyError`."""
    session.get_one(Context, context_id, with_for_update=True)
    old = find_skill(session, context_id, skill_id)
    if old.state is SkillState.DROPPED or not 1 <= len(split.names) <= MOST_PARTS:
        raise InvalidInputError(
            "Give the names of one to %(most)s new skills, for a skill of the list.",
            most=MOST_PARTS,
        )
    parts = {*split.exercises.values(), *split.activities.values()} - {0}
    if not parts or not parts <= set(range(1, len(split.names) + 1)):
        raise InvalidInputError("Give at least one exercise or activity to a new skill.")
    names = [check_skill_name(session, context_id, name) for name in split.names]
    if len({name.casefold() for name in names}) < len(names):
        raise InvalidInputError("Give each new skill a name of its own.")
    _check_idle(session, context_id, old)
    session.flush()
    journal, old_name = Journal(session), old.name
    ids = split_rows(session, journal, context_id, old, names, split.exercises, split.activities)
    involved, told = [skill_id, *ids], [old_name, *names]
    return _keep(session, context_id, journal, SPLIT, involved, told, person_id, now)


def edit_skill(
    session: Session,
    context_id: str,
    skill_id: str,
    form: SkillForm,
    requires: Collection[str],
    person_id: str,
    now: datetime,
) -> Skill:
    """Words and prerequisites together, or none of them. Raises `SkillNameMissingError`,
    `SkillNameTakenError`, `NotFoundError`, `PrerequisiteCircleError`."""
    session.get_one(Context, context_id, with_for_update=True)
    journal, skill = Journal(session), find_skill(session, context_id, skill_id)
    names, before = [skill.name], {name: getattr(skill, name) for name in EDITED}
    change_skill(session, context_id, skill_id, form)
    set_prerequisites(session, context_id, skill_id, requires, journal)
    for name, old in before.items():
        journal.note_values(SKILLS.c[name], old, getattr(skill, name), [skill_id])
    if journal.entries:
        _note(session, context_id, journal, EDIT, [skill_id], names, person_id, now)
    return skill


def undo_change(session: Session, context_id: str, change_id: str, now: datetime) -> set[str]:
    """What was made or decided for the skills since stays, and goes to what is left of them. The
    registrations whose scores moved. Raises `NotFoundError`, `ChangedSinceError`."""
    session.get_one(Context, context_id, with_for_update=True)
    change = find_in_course(session, SkillChange, context_id, change_id)
    others = [
        one for one in list_changes(session, context_id) if one.created_at > change.created_at
    ]
    if change.undone_at or any(set(one.skill_ids) & set(change.skill_ids) for one in others):
        raise ChangedSinceError
    change.undone_at = now
    session.flush()
    entries = change.journal
    added = list_added(entries, SKILLS)
    kept = [entry for entry in entries if entry[:2] != ["add", SKILLS.name]]
    take_back(session, kept)
    for part in added:
        move_references(session, Journal(session), context_id, part, change.skill_ids[0])
        forget_prerequisites(session, part)
    follow_exercises(session, context_id)
    take_back(session, [entry for entry in entries if entry[:2] == ["add", SKILLS.name]])
    return _settle(session, context_id, now)


def list_changes(session: Session, context_id: str) -> list[SkillChange]:
    """Those that stand, newest first."""
    query = select(SkillChange).where(
        SkillChange.context_id == context_id, SkillChange.undone_at.is_(None)
    )
    return list(session.scalars(query.order_by(SkillChange.created_at.desc(), SkillChange.id)))


def list_mastery_standings(session: Session, context_id: str) -> list[tuple[str, str]]:
    """(practice id, person id) whose score may move: only mastery asks for skills."""
    query = select(Practice.id).where(
        Practice.context_id == context_id, Practice.policy == ScorePolicy.MASTERY
    )
    practices = session.scalars(query.order_by(Practice.id)).all()
    return [one for practice in practices for one in list_standings(session, context_id, practice)]


def _keep(
    session: Session,
    context_id: str,
    journal: Journal,
    kind: str,
    skill_ids: Sequence[str],
    names: Sequence[str],
    person_id: str,
    now: datetime,
) -> set[str]:
    _note(session, context_id, journal, kind, skill_ids, names, person_id, now)
    return _settle(session, context_id, now)


def _note(
    session: Session,
    context_id: str,
    journal: Journal,
    kind: str,
    skill_ids: Sequence[str],
    names: Sequence[str],
    person_id: str,
    now: datetime,
) -> None:
    change = SkillChange(
        context_id=context_id,
        person_id=person_id,
        kind=kind,
        skill_ids=list(skill_ids),
        names=list(names),
        journal=journal.entries,
        created_at=now,
    )
    session.add(change)
    session.flush()


def _settle(session: Session, context_id: str, now: datetime) -> set[str]:
    session.flush()
    session.expire_all()  # rows were changed behind the ORM
    return update_scores(session, list_mastery_standings(session, context_id), now)


def _check_idle(session: Session, context_id: str, skill: Skill) -> None:
    query = select(GenerationRequest.blueprints).where(
        GenerationRequest.context_id == context_id, GenerationRequest.state.in_(BUSY)
    )
    for blueprints in session.scalars(query):
        if any(blueprint["skill"] == skill.id for blueprint in blueprints):
            raise SkillBusyError(name=skill.name)
