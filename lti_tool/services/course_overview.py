"""How a course stands, for its instructors: what is set up, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Draft,
    DraftState,
    Exercise,
    ExerciseReport,
    ExerciseState,
    GenerationRequest,
    LineItem,
    Practice,
    RequestState,
    ResourceLink,
    Score,
    ScoreState,
    Skill,
    SkillState,
    Source,
    SourceState,
    WaitingAnswer,
)
from lti_tool.services.outside_evidence import count_unmapped

STUCK = (ScoreState.PARKED, ScoreState.LOCKED)  # an override is an instructor's own will
OPEN_REQUESTS = (RequestState.WAITING, RequestState.RUNNING)


@dataclass(frozen=True, slots=True)
class Counts:
    """`activities` are those on the course page that open a practice."""

    sources: int
    sources_in_work: int
    skills: int
    skills_proposed: int
    requests: int
    requests_open: int
    drafts: int
    published: int
    practices: int
    activities: int
    reports: int
    scores_stuck: int
    unmapped: int
    waiting_answers: int


def read_counts(session: Session, context_id: str) -> Counts:
    def count(kind: Any, *which: Any) -> int:
        query = select(func.count()).select_from(kind).where(kind.context_id == context_id, *which)
        return session.scalar(query) or 0

    in_work = (SourceState.WAITING, SourceState.READING)
    return Counts(
        sources=count(Source, Source.state == SourceState.READY),
        sources_in_work=count(Source, Source.state.in_(in_work)),
        skills=count(Skill, Skill.state == SkillState.KEPT),
        skills_proposed=count(Skill, Skill.state == SkillState.PROPOSED),
        requests=count(GenerationRequest),
        requests_open=count(GenerationRequest, GenerationRequest.state.in_(OPEN_REQUESTS)),
        drafts=count(Draft, Draft.state == DraftState.IN_REVIEW),
        published=count(Exercise, Exercise.state == ExerciseState.PUBLISHED),
        practices=count(Practice),
        activities=count(ResourceLink, ResourceLink.practice_id.is_not(None)),
        reports=session.scalar(_open_reports(context_id)) or 0,
        scores_stuck=session.scalar(_stuck_scores(context_id)) or 0,
        unmapped=count_unmapped(session, context_id),
        waiting_answers=count(WaitingAnswer),
    )


def _open_reports(context_id: str) -> Select[int]:
    return (
        select(func.count(ExerciseReport.id))
        .join(Exercise, Exercise.id == ExerciseReport.exercise_id)
        .where(Exercise.context_id == context_id, ExerciseReport.open)
    )


def _stuck_scores(context_id: str) -> Select[int]:
    return (
        select(func.count(Score.id))
        .join(LineItem, LineItem.id == Score.line_item_id)
        .where(LineItem.context_id == context_id, Score.state.in_(STUCK))
    )
