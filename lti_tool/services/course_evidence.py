"""What the learner model of a registration is fitted on: the evidence of its courses."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.refit_rows import CourseEvidence
from lti_tool.models import Context, Exercise, Membership
from lti_tool.services.evidence import list_evidence


def list_courses(session: Session, registration_id: str) -> list[str]:
    """Ids of the registration's own."""
    query = select(Context.id).where(Context.registration_id == registration_id)
    return list(session.scalars(query.order_by(Context.id)))


def gather_evidence(
    session: Session, registration_id: str, *, pooled: bool
) -> list[CourseEvidence]:
    """By course, of all registrations where `pooled`; never of anyone who was ever instructor."""
    query = select(Context.id).order_by(Context.id)
    if not pooled:
        query = query.where(Context.registration_id == registration_id)
    return [_gather(session, context_id) for context_id in session.scalars(query).all()]


def _gather(session: Session, context_id: str) -> CourseEvidence:
    instructors = set(
        session.scalars(
            select(Membership.person_id).where(
                Membership.context_id == context_id, Membership.ever_instructor
            )
        )
    )
    evidence = [
        piece for piece in list_evidence(session, context_id) if piece.learner not in instructors
    ]
    query = select(Exercise.id, Exercise.difficulty).where(Exercise.context_id == context_id)
    easy = {row.id: -row.difficulty for row in session.execute(query)}
    return CourseEvidence(context_id, evidence, easy)
