"""How a request stands, in figures: for the job bar and the list of former requests."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from generators.exercise.verdict import Outcome
from lti_tool.models import Draft, DraftState, GenerationRequest, RequestState
from lti_tool.services.drafts import read_verdicts
from lti_tool.services.request_options import has_worker, seconds_per_exercise
from lti_tool.services.request_queue import queue_position
from lti_tool.services.requests import OPEN

FORMER = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """`position` counts requests whose turn comes before; `seconds_left` is None while unknown.
    `refusals` counts drafts by (check, reason) of their first failed check, `missed` the slots
    that came to nothing by (kind, reason); `to_review` drafts still wait for an instructor."""

    request: GenerationRequest
    total: int
    position: int
    seconds_left: float | None
    working: bool
    to_review: int
    refusals: list[tuple[tuple[str, str], int]]
    missed: list[tuple[tuple[str, str], int]]

    @property
    def is_open(self) -> bool:
        return self.request.state in OPEN


def read_progress(session: Session, request: GenerationRequest, now: datetime) -> Progress:
    is_open = request.state in OPEN
    return Progress(
        request,
        total=len(request.blueprints),
        position=queue_position(session, request, now) if is_open else 0,
        seconds_left=_seconds_left(session, request, now) if is_open else None,
        working=has_worker(session, now) if is_open else True,
        to_review=count_to_review(session, request.id),
        refusals=[] if is_open else count_refusals(session, request.id),
        missed=Counter((slot["kind"], slot["reason"]) for slot in request.missed).most_common(),
    )


def _seconds_left(session: Session, request: GenerationRequest, now: datetime) -> float | None:
    """By this request's own speed so far, else by the site's."""
    if request.state is not RequestState.RUNNING:
        return None
    remaining = len(request.blueprints) - request.done
    if request.done and request.started_at:
        return (now - request.started_at).total_seconds() / request.done * remaining
    speed = seconds_per_exercise(session)
    return None if speed is None else speed * remaining


def count_to_review(session: Session, request_id: str) -> int:
    waiting = (Draft.request_id == request_id, Draft.state == DraftState.IN_REVIEW)
    return session.scalars(select(func.count()).select_from(Draft).where(*waiting)).one()


def count_refusals(session: Session, request_id: str) -> list[tuple[tuple[str, str], int]]:
    """Why drafts were refused, most frequent first."""
    drafts = session.scalars(
        select(Draft).where(Draft.request_id == request_id, Draft.state == DraftState.REFUSED)
    )
    return Counter(_first_failure(draft) for draft in drafts).most_common()


def _first_failure(draft: Draft) -> tuple[str, str]:
    for verdict in read_verdicts(draft):
        if verdict.outcome is Outcome.FAIL:
            return verdict.check, verdict.reason
    return "well_formed", "unreadable"


def list_progress(session: Session, context_id: str, now: datetime) -> list[Progress]:
    """The course's requests: open ones as they will be worked through, then the newest first."""
    query = (
        select(GenerationRequest)
        .where(GenerationRequest.context_id == context_id)
        .order_by(GenerationRequest.created_at.desc())
        .limit(FORMER)
    )
    found = [read_progress(session, request, now) for request in session.scalars(query)]
    waiting = sorted((row for row in found if row.is_open), key=lambda row: row.position)
    return [*waiting, *(row for row in found if not row.is_open)]
