"""What the learner's first page shows: how the practice stands and the one next step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flask import g
from sqlalchemy.orm import Session

from analytics.profile import read_mastery
from analytics.types import Mastery
from generators.exercise.content import Kind
from lti_tool.models import Exercise, Practice, Score, ScoreState, Skill
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.profiles import read_profile
from lti_tool.services.recommendations import recommend_step
from lti_tool.services.scores import list_scores
from lti_tool.services.self_reports import find_report, is_asked
from lti_tool.services.showings import CONTESTED, find_open_showing, list_attempts
from lti_tool.services.skill_tests import choose_in_test, find_running_test
from lti_tool.services.standings import Standing, read_standing
from lti_tool.services.typed_answers import read_typed
from lti_tool.services.windows import Window, WindowState, read_window
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn_words import (
    MINUTES,
    Level,
    describe_policy,
    describe_sending,
    describe_standing,
    explain_reason,
    judge_level,
)


class PageState(StrEnum):
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    EMPTY = "empty"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Card:
    """The next step; `showing_id` where it was begun already, `typed`: an answer waits there."""

    skill: str
    kind: str
    why: str
    minutes: int
    showing_id: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class StandingWords:
    policy: str
    own: str
    sending: str
    given: float
    reached: bool
    waiting: bool
    practice_id: str


@dataclass(frozen=True, slots=True)
class SkillLine:
    skill: Skill
    mastery: Mastery
    level: Level


@dataclass(frozen=True, slots=True)
class LearnPage:
    """`reminds`: of the self-report of this week."""

    practice: Practice
    state: PageState
    window: Window
    card: Card | None
    missing: tuple[str, ...]
    standing: StandingWords
    strip: tuple[SkillLine, ...]
    reminds: bool


def read_learn_page(session: Session, practice: Practice, now: datetime) -> LearnPage:
    person_id: str = g.visit.person.id
    window = read_window(session, practice, person_id)
    card: Card | None = None
    missing: tuple[str, ...] = ()
    if window.state(now) is WindowState.OPEN:
        card, missing = _read_card(session, practice, person_id, now)
    standing = read_standing(session, practice, person_id, now)
    return LearnPage(
        practice=practice,
        state=_tell_state(window.state(now), card),
        window=window,
        card=card,
        missing=missing,
        standing=put_standing(session, practice, standing),
        strip=read_strip(session, practice, person_id, now),
        reminds=is_asked(g.visit.context, g.visit.membership)
        and find_report(session, practice.context_id, person_id, now) is None,
    )


def put_standing(session: Session, practice: Practice, standing: Standing) -> StandingWords:
    scores = list_scores(session, practice.id, g.visit.person.id)
    return StandingWords(
        policy=describe_policy(practice),
        own=describe_standing(practice, standing),
        sending=describe_sending(scores),
        given=standing.given,
        reached=standing.reached,
        waiting=any(_is_moving(score) for score in scores),
        practice_id=practice.id,
    )


def read_strip(
    session: Session, practice: Practice, person_id: str, now: datetime
) -> tuple[SkillLine, ...]:
    profile = read_profile(session, practice.context_id, person_id, now)
    lines = []
    for skill in list_practice_skills(session, practice):
        mastery = read_mastery(profile, skill.id, now)
        lines.append(SkillLine(skill, mastery, judge_level(mastery)))
    return tuple(lines)


def _is_moving(score: Score) -> bool:
    """Worth asking again in a moment: not once the platform keeps failing."""
    return score.state is ScoreState.WAITING and score.failures < 3


def _tell_state(window: WindowState, card: Card | None) -> PageState:
    match window:
        case WindowState.NOT_OPEN:
            return PageState.NOT_OPEN
        case WindowState.CLOSED:
            return PageState.CLOSED
        case WindowState.OPEN:
            return PageState.READY if card else PageState.EMPTY


def _read_card(
    session: Session, practice: Practice, person_id: str, now: datetime
) -> tuple[Card | None, tuple[str, ...]]:
    if showing := find_open_showing(session, practice.id, person_id):
        words = explain_reason(showing.reason, showing.facts)
        card = _make_card(session, showing.exercise_id, words)
        typed = read_typed(session, showing.id, len(list_attempts(session, showing.id)))
        return replace(card, showing_id=showing.id, typed=bool(typed)), ()
    test = find_running_test(session, practice.id, person_id)
    if test and (found := choose_in_test(session, practice, test, now)) and found.exercise:
        return _make_card(session, found.exercise, explain_reason(CONTESTED, found.facts)), ()
    step = recommend_step(session, practice, person_id, now)
    found = step.recommendation
    if found is None or found.exercise is None:
        return None, step.missing
    words = explain_reason(found.reason, found.facts)
    return _make_card(session, found.exercise, words), step.missing


def _make_card(session: Session, exercise_id: str, why: str) -> Card:
    exercise = session.get_one(Exercise, exercise_id)
    kind = Kind(exercise.kind)
    return Card(
        skill=session.get_one(Skill, exercise.skill_id).name,
        kind=str(KINDS[kind]),
        why=why,
        minutes=MINUTES[kind],
    )
