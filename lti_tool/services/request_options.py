"""What a request can be made of here and now, and how long it would take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Exercise,
    ExerciseState,
    GenerationRequest,
    RequestState,
    Skill,
    Source,
    SourceState,
    Wish,
    WorkerBeat,
)
from lti_tool.queue import QueueName
from lti_tool.services.passages import count_tables
from lti_tool.services.requests import OPEN
from lti_tool.services.skills import list_kept_skills
from lti_tool.services.worker_beats import SILENT_AFTER

SPEED_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Options:
    """`published` counts exercises by skill id; `sources` the sources that are ready, `tables`
    those in them."""

    skills: list[Skill]
    published: dict[str, int]
    sources: int
    tables: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seconds` until the end, the queue before it included; None where this site has no
    request behind it from which to tell. `ahead` counts exercises that come first."""

    exercises: int
    ahead: int
    seconds: float | None


def read_options(session: Session, context_id: str) -> Options:
    return Options(
        list_kept_skills(session, context_id),
        _count_published(session, context_id),
        _count_ready_sources(session, context_id),
        count_tables(session, context_id),
    )


def _count_published(session: Session, context_id: str) -> dict[str, int]:
    query = (
        select(Exercise.skill_id, func.count().label("total"))
        .where(Exercise.context_id == context_id, Exercise.state == ExerciseState.PUBLISHED)
        .group_by(Exercise.skill_id)
    )
    return {row.skill_id: row.total for row in session.execute(query)}


def _count_ready_sources(session: Session, context_id: str) -> int:
    query = (
        select(func.count())
        .select_from(Source)
        .where(Source.context_id == context_id, Source.state == SourceState.READY)
    )
    return session.scalar(query) or 0


def seconds_per_exercise(session: Session) -> float | None:
    """The median over this site's last finished requests, None where there are none."""
    query = (
        select(GenerationRequest)
        .where(GenerationRequest.state == RequestState.DONE)
        .order_by(GenerationRequest.finished_at.desc())
        .limit(SPEED_SAMPLE)
    )
    speeds = [
        (row.finished_at - row.started_at).total_seconds() / len(row.blueprints)
        for row in session.scalars(query)
        if row.started_at and row.finished_at
    ]
    return median(speeds) if speeds else None


def estimate_request(session: Session, count: int) -> Estimate:
    rows = session.scalars(select(GenerationRequest).where(GenerationRequest.state.in_(OPEN)))
    ahead = sum(len(row.blueprints) - row.done for row in rows)
    speed = seconds_per_exercise(session)
    return Estimate(count, ahead, None if speed is None else speed * (count + ahead))


def has_worker(session: Session, now: datetime, queue: QueueName = QueueName.MODEL) -> bool:
    """Whether a process of the queue, one that can draft by default, gave a sign of life lately."""
    query = select(WorkerBeat.id).where(
        WorkerBeat.queue == queue.value, WorkerBeat.seen_at > now - SILENT_AFTER
    )
    return session.scalar(query.limit(1)) is not None


def list_wishes(session: Session, context_id: str) -> list[tuple[Wish, Skill]]:
    """What learners were recommended and could not be given, most wanted first."""
    query = (
        select(Wish, Skill)
        .join(Skill, Skill.id == Wish.skill_id)
        .where(Wish.context_id == context_id, Wish.open)
        .order_by(Wish.count.desc(), Skill.position)
    )
    return [(wish, skill) for wish, skill in session.execute(query)]


def claim_wishes(session: Session, request: GenerationRequest) -> None:
    """The request answers the open wishes of its skills."""
    skill_ids = {blueprint["skill"] for blueprint in request.blueprints}
    query = select(Wish).where(
        Wish.context_id == request.context_id, Wish.open, Wish.skill_id.in_(skill_ids)
    )
    for wish in session.scalars(query):
        wish.request_id = request.id
