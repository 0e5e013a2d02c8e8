"""How the installation stands: rows by state, what is stuck since when, who works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.models import (
    Breaker,
    Context,
    GenerationRequest,
    Person,
    Registration,
    RequestState,
    Score,
    ScoreState,
    Source,
    SourceState,
    WorkerBeat,
)
from lti_tool.services.worker_beats import SILENT_AFTER

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class OpenBreaker:
    """Sending to this platform rests until then; `failures` in a row brought it there."""

    registration: str
    failures: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts by state hold every state; `asking` wait to be erased. The oldest times are None
    where nothing is stuck."""

    registrations: int
    active: int
    courses: int
    asking: int
    requests: dict[RequestState, int]
    sources: dict[SourceState, int]
    scores: dict[ScoreState, int]
    oldest_waiting: datetime | None
    oldest_parked: datetime | None
    breakers: list[OpenBreaker]
    workers: list[WorkerBeat]

    def working(self, queue: str, now: datetime) -> bool:
        """Whether a worker of this queue gave a sign of life lately."""
        return any(beat.queue == queue for beat in self.alive(now))

    def alive(self, now: datetime) -> list[WorkerBeat]:
        """The workers that gave one."""
        return [beat for beat in self.workers if beat.seen_at > now - SILENT_AFTER]


def read_overview(session: Session, now: datetime) -> Overview:
    return Overview(
        registrations=_count(session, Registration.id),
        active=session.scalar(select(func.count()).where(Registration.active)) or 0,
        courses=_count(session, Context.id),
        asking=_count(session, Person.erasure_asked_at),
        requests=_by_state(session, RequestState, GenerationRequest.state),
        sources=_by_state(session, SourceState, Source.state),
        scores=_by_state(session, ScoreState, Score.state),
        oldest_waiting=session.scalar(
            select(func.min(Score.waiting_since)).where(Score.state == ScoreState.WAITING)
        ),
        oldest_parked=session.scalar(
            select(func.min(Score.ts)).where(Score.state == ScoreState.PARKED)
        ),
        breakers=_open_breakers(session, now),
        workers=list_workers(session),
    )


def list_workers(session: Session) -> list[WorkerBeat]:
    """Those that were ever seen, the last sign of life first."""
    return list(session.scalars(select(WorkerBeat).order_by(WorkerBeat.seen_at.desc())))


def _count(session: Session, column: InstrumentedAttribute[Any]) -> int:
    return session.scalar(select(func.count(column))) or 0


def _by_state(
    session: Session, states: type[State], column: InstrumentedAttribute[State]
) -> dict[State, int]:
    found = session.execute(select(column, func.count()).group_by(column)).tuples().all()
    return dict.fromkeys(states, 0) | dict(found)


def _open_breakers(session: Session, now: datetime) -> list[OpenBreaker]:
    query = (
        select(Registration, Breaker)
        .join(Breaker, Breaker.registration_id == Registration.id)
        .where(Breaker.open_until > now)
        .order_by(Breaker.open_until)
    )
    return [
        OpenBreaker(row.name or row.issuer, breaker.failures, breaker.open_until or now)
        for row, breaker in session.execute(query)
    ]
