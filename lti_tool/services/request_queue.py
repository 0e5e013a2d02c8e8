"""Whose turn it is among the generation requests that wait: courses take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.models import GenerationRequest, RequestState
from lti_tool.services.requests import OPEN


def list_fairly(
    session: Session, now: datetime, held: Iterable[str] = ()
) -> list[tuple[str, bool]]:
    """Requests that are free to take, as (id, is suspect): a worker died over a suspect.

    First those whose course has the fewest before it: running ones (`held` are the courses of
    those that this worker holds, one entry each) and earlier ones that wait.
    """
    silent = or_(GenerationRequest.lease_until.is_(None), GenerationRequest.lease_until < now)
    free = (
        select(
            GenerationRequest.id,
            GenerationRequest.context_id,
            GenerationRequest.state,
            GenerationRequest.interruptions,
        )
        .where(GenerationRequest.state.in_(OPEN), silent)
        .order_by(GenerationRequest.created_at)
    )
    busy, found = Counter(held), []
    for request_id, context_id, state, interruptions in session.execute(free):
        is_suspect = state is RequestState.RUNNING or interruptions > 0
        found.append((busy[context_id], request_id, is_suspect))
        busy[context_id] += 1
    # Sorting is stable: among equals the oldest comes first.
    return [(own, is_suspect) for _, own, is_suspect in sorted(found, key=lambda one: one[0])]


def queue_position(session: Session, request: GenerationRequest, now: datetime) -> int:
    """How many requests have their turn before this one; 0 means it is next or running."""
    leased = select(GenerationRequest.context_id).where(
        GenerationRequest.state == RequestState.RUNNING, GenerationRequest.lease_until >= now
    )
    turns = [own for own, _ in list_fairly(session, now, session.scalars(leased))]
    return turns.index(request.id) if request.id in turns else 0
