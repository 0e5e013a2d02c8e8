"""The life of a generation request. The only writer of `GenerationRequest.state`.

A worker takes a request under a lease which it renews while it works; a request whose lease ran
out is taken again, and after three such interruptions it fails with that reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from lti_tool.errors import ConflictError
from lti_tool.models import GenerationRequest, RequestState, Wish
from lti_tool.services.course_rows import find_in_course

LEASE = timedelta(seconds=20)  # and half a minute until another worker goes on, see jobs.sweeper
INTERRUPTIONS = 3
OPEN = (RequestState.WAITING, RequestState.RUNNING)


def create_request(
    session: Session,
    context_id: str,
    person_id: str | None,
    blueprints: Sequence[Blueprint],
    seed: int,
    *,
    trial: bool = False,
    asked: dict[str, Any] | None = None,
    regenerates_id: str | None = None,
) -> GenerationRequest:
    """`blueprints` has at least one."""
    request = GenerationRequest(
        context_id=context_id,
        person_id=person_id,
        blueprints=[blueprint.model_dump(mode="json") for blueprint in blueprints],
        language=blueprints[0].language.value,
        seed=seed,
        trial=trial,
        asked=asked or {},
        regenerates_id=regenerates_id,
    )
    session.add(request)
    session.flush()
    return request


def find_request(session: Session, context_id: str, request_id: str) -> GenerationRequest:
    return find_in_course(session, GenerationRequest, context_id, request_id)


def cancel_request(session: Session, context_id: str, request_id: str, now: datetime) -> None:
    """What was drafted before stays. Raises `ConflictError` once the request has ended."""
    request = find_request(session, context_id, request_id)
    if request.state not in OPEN:
        raise ConflictError("This request has already ended; there is nothing left to cancel.")
    _end(request, RequestState.CANCELLED, now, reason="cancelled")


def take_request(
    session: Session, request_id: str, owner: str, now: datetime
) -> GenerationRequest | None:
    """Lease the request to `owner`; None if it has ended or another worker holds it."""
    request = session.get(GenerationRequest, request_id, with_for_update=True)
    if request is None or request.state not in OPEN:
        return None
    if request.lease_until and request.lease_until > now and request.lease_owner != owner:
        return None
    if request.state is RequestState.RUNNING:
        request.interruptions += 1
        if request.interruptions >= INTERRUPTIONS:
            _end(request, RequestState.FAILED, now, reason="interrupted")
            return None
    request.state, request.stage = RequestState.RUNNING, "reading"
    request.started_at = request.started_at or now
    request.lease_owner, request.lease_until = owner, now + LEASE
    return request


def renew_lease(session: Session, request_id: str, owner: str, now: datetime) -> bool:
    """False when the request was cancelled or taken over: the worker must stop."""
    request = session.get(GenerationRequest, request_id, with_for_update=True)
    if request is None or request.lease_owner != owner or request.state is not RequestState.RUNNING:
        return False
    request.lease_until = now + LEASE
    return True


def report_progress(
    session: Session, request_id: str, owner: str, now: datetime, *, done: int, stage: str
) -> bool:
    """As `renew_lease`, and note how far the work is."""
    if not renew_lease(session, request_id, owner, now):
        return False
    request = session.get_one(GenerationRequest, request_id)
    request.done, request.stage = done, stage
    return True


def release_request(session: Session, request_id: str, owner: str) -> None:
    """A worker that is asked to stop hands the request back: that is no interruption."""
    request = session.get(GenerationRequest, request_id, with_for_update=True)
    if request and request.lease_owner == owner and request.state is RequestState.RUNNING:
        request.state = RequestState.WAITING
        request.lease_owner = request.lease_until = None


def finish_request(session: Session, request_id: str, owner: str, now: datetime) -> None:
    request = session.get(GenerationRequest, request_id, with_for_update=True)
    if request is None or request.lease_owner != owner:
        return
    request.done = len(request.blueprints)
    _end(request, RequestState.DONE, now, reason="" if request.accepted else "nothing_accepted")
    for wish in session.scalars(select(Wish).where(Wish.request_id == request.id)):
        wish.open = request.accepted == 0


def fail_request(
    session: Session, request_id: str, owner: str, now: datetime, *, reason: str, detail: str
) -> None:
    request = session.get(GenerationRequest, request_id, with_for_update=True)
    if request is not None and request.lease_owner == owner:
        request.detail = detail[:2000]
        _end(request, RequestState.FAILED, now, reason=reason)


def _end(request: GenerationRequest, state: RequestState, now: datetime, *, reason: str) -> None:
    request.state, request.reason, request.finished_at = state, reason, now
    request.lease_owner = request.lease_until = None


def requests_to_ring(session: Session, now: datetime) -> list[str]:
    """Requests that wait or whose worker fell silent, oldest first: the sweeper's work."""
    silent = or_(GenerationRequest.lease_until.is_(None), GenerationRequest.lease_until < now)
    query = (
        select(GenerationRequest.id)
        .where(GenerationRequest.state.in_(OPEN), silent)
        .order_by(GenerationRequest.created_at)
    )
    return list(session.scalars(query))
