"""Profiles: never stored, always folded from evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.profile import fold_profile, judge_skills
from analytics.snapshot import Snapshot
from analytics.types import Evidence, Mastery, Profile
from lti_tool.models import Exercise, Membership
from lti_tool.services.evidence import list_evidence
from lti_tool.services.learner_models import find_model


def read_profile(session: Session, context_id: str, person_id: str, now: datetime) -> Profile:
    """One person's own, for their own pages: an instructor who tries things out has one too."""
    evidence = list_evidence(session, context_id, person_id)
    return fold_profile(person_id, evidence, read_snapshot(session, context_id), now=now)


def read_class_mastery(
    session: Session, context_id: str, now: datetime, skill_ids: Sequence[str]
) -> dict[str, tuple[Mastery, ...]]:
    """By person id, in the order of the skills; never of anyone who was ever instructor in the
    course."""
    learners = session.scalars(
        select(Membership.person_id).where(
            Membership.context_id == context_id, Membership.ever_instructor.is_(False)
        )
    ).all()
    by_learner: dict[str, list[Evidence]] = defaultdict(list)
    for piece in list_evidence(session, context_id):
        by_learner[piece.learner].append(piece)
    snapshot = read_snapshot(session, context_id)
    return {
        learner: judge_skills(learner, by_learner[learner], skill_ids, snapshot, now=now)
        for learner in learners
    }


def read_snapshot(session: Session, context_id: str) -> Snapshot:
    """What the course's profiles are folded under: its newest one, or the shipped constants.

    An exercise that no refit has seen is as hard as its author thought, within its skill.
    """
    fitted = find_model(session, context_id).snapshot
    query = select(Exercise.id, Exercise.difficulty, Exercise.skill_id)
    thought = {
        row.id: row.difficulty + fitted.skills.get(row.skill_id, 0.0)
        for row in session.execute(query.where(Exercise.context_id == context_id))
    }
    return replace(fitted, difficulties=thought | dict(fitted.difficulties))
