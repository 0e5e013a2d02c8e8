"""How a course stands, for its instructors: what is set up, and who knows what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analytics.profile import read_mastery
from analytics.types import Mastery, Profile
from lti_tool.models import (
    Attempt,
    Draft,
    DraftState,
    Exercise,
    ExerciseReport,
    ExerciseState,
    GenerationRequest,
    LineItem,
    Membership,
    Person,
    Practice,
    RequestState,
    ResourceLink,
    Score,
    ScoreState,
    Skill,
    SkillState,
    Source,
    SourceState,
)
from lti_tool.services.outside_evidence import count_unmapped
from lti_tool.services.profiles import read_profiles
from lti_tool.services.skills import list_kept_skills

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


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """`mastery` in the order of the course's skills; `answers` given here."""

    person: Person
    mastery: tuple[Mastery, ...]
    answers: int


@dataclass(frozen=True, slots=True)
class ClassView:
    skills: tuple[Skill, ...]
    learners: tuple[LearnerRow, ...]


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


def read_class(session: Session, context_id: str, now: datetime) -> ClassView:
    """Learners who belong to the course now; never anyone who was ever its instructor."""
    skills = list_kept_skills(session, context_id)
    profiles = read_profiles(session, context_id, now)
    answers = _count_answers(session, context_id)
    rows = (
        LearnerRow(person, _read_row(profiles[person.id], skills, now), answers.get(person.id, 0))
        for person in _list_learners(session, context_id)
    )
    return ClassView(tuple(skills), tuple(rows))


def _read_row(profile: Profile, skills: list[Skill], now: datetime) -> tuple[Mastery, ...]:
    return tuple(read_mastery(profile, skill.id, now) for skill in skills)


def _list_learners(session: Session, context_id: str) -> list[Person]:
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.context_id == context_id,
            Membership.active,
            Membership.ever_instructor.is_(False),
        )
    )
    return list(session.scalars(query.order_by(Person.name == "", Person.name, Person.subject)))


def _count_answers(session: Session, context_id: str) -> dict[str, int]:
    query = (
        select(Attempt.person_id, func.count(Attempt.id).label("answers"))
        .where(Attempt.context_id == context_id)
        .group_by(Attempt.person_id)
    )
    return {row.person_id: row.answers for row in session.execute(query)}
