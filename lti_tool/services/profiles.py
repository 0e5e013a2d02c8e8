"""Profiles: never stored, always folded from evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.profile import fold_profile, judge_skills
from analytics.types import Evidence, Mastery, Profile
from lti_tool.models import Exercise, Membership
from lti_tool.services.evidence import list_evidence


def read_profile(session: Session, context_id: str, person_id: str, now: datetime) -> Profile:
    """One person's own, for their own pages: an instructor who tries things out has one too."""
    evidence = list_evidence(session, context_id, person_id)
    return fold_profile(person_id, evidence, read_difficulties(session, context_id), now=now)


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
    difficulties = read_difficulties(session, context_id)
    return {
        learner: judge_skills(learner, by_learner[learner], skill_ids, difficulties, now=now)
        for learner in learners
    }


def read_difficulties(session: Session, context_id: str) -> dict[str, float]:
    """By exercise id, on the logit scale."""
    query = select(Exercise.id, Exercise.difficulty).where(Exercise.context_id == context_id)
    return {row.id: row.difficulty for row in session.execute(query)}
