"""What is known of one learner besides figures: groups, what was handed in, the newest answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Content
from lti_tool.models import (
    Attempt,
    CourseActivity,
    CourseGroup,
    ExerciseVersion,
    GroupMember,
    Showing,
    Submission,
    WaitingAnswer,
)
from lti_tool.services.exercises import show_content

MOST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An attempt and the exercise as it was shown then."""

    attempt: Attempt
    content: Content
    seed: int


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """`groups` are names; `submissions` come newest first, as do the `answers`, of which there are
    at most `MOST_ANSWERS`; `waiting` are the ids of open answers that nobody has marked."""

    groups: Sequence[str]
    submissions: Sequence[tuple[CourseActivity, Submission]]
    answers: Sequence[PastAnswer]
    waiting: Sequence[str]


def read_facts(session: Session, context_id: str, person_id: str) -> LearnerFacts:
    return LearnerFacts(
        _list_groups(session, context_id, person_id),
        _list_submissions(session, context_id, person_id),
        _list_answers(session, context_id, person_id),
        _list_waiting(session, context_id, person_id),
    )


def _list_groups(session: Session, context_id: str, person_id: str) -> list[str]:
    query = (
        select(CourseGroup.name)
        .join(GroupMember, GroupMember.group_id == CourseGroup.id)
        .where(CourseGroup.context_id == context_id, GroupMember.person_id == person_id)
    )
    return list(session.scalars(query.order_by(CourseGroup.name)))


def _list_submissions(
    session: Session, context_id: str, person_id: str
) -> list[tuple[CourseActivity, Submission]]:
    query = (
        select(CourseActivity, Submission)
        .join(Submission, Submission.course_activity_id == CourseActivity.id)
        .where(CourseActivity.context_id == context_id, Submission.person_id == person_id)
    )
    return list(session.execute(query.order_by(Submission.changed_at.desc())).tuples())


def _list_answers(session: Session, context_id: str, person_id: str) -> list[PastAnswer]:
    query = (
        select(Attempt, ExerciseVersion, Showing.seed)
        .join(Showing, Showing.id == Attempt.showing_id)
        .join(
            ExerciseVersion,
            (ExerciseVersion.exercise_id == Attempt.exercise_id)
            & (ExerciseVersion.number == Attempt.version),
        )
        .where(Attempt.context_id == context_id, Attempt.person_id == person_id)
        .order_by(Attempt.created_at.desc(), Attempt.id)
        .limit(MOST_ANSWERS)
    )
    return [
        PastAnswer(attempt, show_content(version, seed), seed)
        for attempt, version, seed in session.execute(query)
    ]


def _list_waiting(session: Session, context_id: str, person_id: str) -> list[str]:
    query = select(WaitingAnswer.id).where(
        WaitingAnswer.context_id == context_id, WaitingAnswer.person_id == person_id
    )
    return list(session.scalars(query.order_by(WaitingAnswer.created_at)))
