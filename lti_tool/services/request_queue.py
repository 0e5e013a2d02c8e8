"""Whose turn it is among the generation requests that wait: courses take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, or_, select
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
    busy, found = Counter(held), []
    for request in session.scalars(_free(now)):
        is_suspect = request.state is RequestState.RUNNING or request.interruptions > 0
        found.append((busy[request.context_id], request.id, is_suspect))
        busy[request.context_id] += 1
    # Sorting is stable: among equals the oldest comes first.
    return [(own, is_suspect) for _, own, is_suspect in sorted(found, key=lambda one: one[0])]


def _free(now: datetime) -> Select[GenerationRequest]:
    silent = or_(GenerationRequest.lease_until.is_(None), GenerationRequest.lease_until < now)
    return (
        select(GenerationRequest)
        .where(GenerationRequest.state.in_(OPEN), silent)
        .order_by(GenerationRequest.created_at)
    )
