"""How many exercises a course, and a person in it, may ask for within a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ToolError
from lti_tool.model_settings import Quotas
from lti_tool.models import Context, GenerationRequest, Membership, RequestState, Role

_DAY = timedelta(hours=24)


class QuotaError(ToolError):
    code = "quota"
    status = 429


class CourseQuotaError(QuotaError):
    message = (
        "This course may ask for %(most)s exercises within 24 hours, and %(left)s of them are left."
        " Ask for fewer, or try again later; the administrator can raise the limit."
    )


class PersonQuotaError(QuotaError):
    message = (
        "You may ask for %(most)s exercises within 24 hours in this course, and %(left)s of them "
        "are left. Ask for fewer, or try again later; the administrator can raise the limit."
    )


def require_quota(
    session: Session,
    quotas: Quotas,
    context_id: str,
    person_id: str | None,
    count: int,
    now: datetime,
) -> None:
    """Whoever asks next in the course waits until this transaction is over, so that two requests at
    once do not both fit into what is left for one.

    Raises `QuotaError` where `count` more are too many for the course or for the person.
    """
    # No key is changed: rows that name the course may be written meanwhile.
    turn = select(Context.id).where(Context.id == context_id)
    session.execute(turn.with_for_update(key_share=True))
    asked = session.execute(
        select(
            GenerationRequest.person_id,
            GenerationRequest.state,
            GenerationRequest.done,
            GenerationRequest.blueprints,
        ).where(
            GenerationRequest.context_id == context_id, GenerationRequest.created_at > now - _DAY
        )
    ).all()
    used = [
        (row.person_id, _count_slots(row.state, row.done, len(row.blueprints))) for row in asked
    ]
    _require(CourseQuotaError, quotas.course, sum(own for _, own in used), count)
    if person_id is not None:
        most = quotas.learner if _is_learner(session, context_id, person_id) else quotas.instructor
        own = sum(count for person, count in used if person == person_id)
        _require(PersonQuotaError, most, own, count)


def _count_slots(state: RequestState, done: int, wanted: int) -> int:
    """What was cancelled counts as far as it came."""
    return done if state is RequestState.CANCELLED else wanted


def _is_learner(session: Session, context_id: str, person_id: str) -> bool:
    query = select(Membership.role).where(
        Membership.context_id == context_id, Membership.person_id == person_id
    )
    return session.scalar(query) is Role.LEARNER


def _require(error: type[QuotaError], most: int, used: int, count: int) -> None:
    if most and used + count > most:
        raise error(most=most, left=max(0, most - used))
