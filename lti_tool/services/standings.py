"""How one learner stands in one practice: counted from attempts, whenever it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Profile
from lti_tool.models import GRADED_UNDER, Attempt, ExerciseVersion, Practice, ScorePolicy, Showing
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.profiles import read_profile
from lti_tool.services.score_policy import (
    ActivityProgress,
    Answered,
    Tally,
    count_different,
    give_points,
    tell_progress,
)
from lti_tool.services.windows import WindowState, read_window


@dataclass(frozen=True, slots=True)
class Standing:
    """`given` is of 100."""

    tally: Tally
    given: float
    progress: ActivityProgress

    @property
    def reached(self) -> bool:
        return self.given >= 100


def read_standing(
    session: Session,
    practice: Practice,
    person_id: str,
    now: datetime,
    profile: Profile | None = None,
) -> Standing:
    """`profile` where the caller has folded it already."""
    tally = _tally(session, practice, person_id, now, profile)
    given = give_points(practice.policy, practice.goal, tally)
    closed = read_window(session, practice, person_id).state(now) is WindowState.CLOSED
    return Standing(tally, given, tell_progress(given, tally.answered, closed=closed))


def _tally(
    session: Session, practice: Practice, person_id: str, now: datetime, profile: Profile | None
) -> Tally:
    answers = _list_answers(session, practice.id, person_id)
    right = count_different(answer for answer, correct in answers if correct)
    answered = count_different(answer for answer, _ in answers)
    if practice.policy is not ScorePolicy.MASTERY:
        return Tally(right, answered)
    profile = profile or read_profile(session, practice.context_id, person_id, now)
    skills = [skill.id for skill in list_practice_skills(session, practice)]
    return Tally(right, answered, [_shown_mastery(profile, skill) for skill in skills])


def _shown_mastery(profile: Profile, skill_id: str) -> float:
    mastery = profile.mastery.get(skill_id)
    return mastery.mean if mastery and mastery.answers else 0.0


def _list_answers(
    session: Session, practice_id: str, person_id: str
) -> list[tuple[Answered, bool]]:
    query = (
        select(Attempt.exercise_id, Showing.seed, ExerciseVersion.family, Attempt.correct)
        .join(Showing, Showing.id == Attempt.showing_id)
        .join(ExerciseVersion, GRADED_UNDER)
        .where(Attempt.practice_id == practice_id, Attempt.person_id == person_id)
    )
    return [
        (Answered(exercise, seed, is_family=bool(family)), correct)
        for exercise, seed, family, correct in session.execute(query)
    ]
