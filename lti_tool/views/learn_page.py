"""What the learner's first page shows: how the practice stands and the one next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import g
from sqlalchemy.orm import Session

from analytics.profile import read_mastery
from lti_tool.models import Practice, Score, ScoreState, WorksheetState
from lti_tool.services.own_worksheets import find_own_worksheet
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.profiles import read_profile
from lti_tool.services.scores import list_scores
from lti_tool.services.self_reports import find_report, is_asked
from lti_tool.services.standings import Standing, read_standing
from lti_tool.services.windows import Window, WindowState, read_window
from lti_tool.views.learn_words import describe_policy, describe_sending, describe_standing
from lti_tool.views.next_card import Card, NextStep, read_next_step
from lti_tool.views.skill_line import SkillLine, make_line


class PageState(StrEnum):
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    EMPTY = "empty"
    READY = "ready"


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
class LearnPage:
    """`reminds`: of the self-report of this week. `sheet`: how the worksheet stands, None where
    there is none."""

    practice: Practice
    state: PageState
    window: Window
    card: Card | None
    missing: tuple[str, ...]
    standing: StandingWords
    strip: tuple[SkillLine, ...]
    reminds: bool
    sheet: WorksheetState | None


def read_learn_page(session: Session, practice: Practice, now: datetime) -> LearnPage:
    person_id: str = g.visit.person.id
    window = read_window(session, practice, person_id)
    step = NextStep(None)
    if window.state(now) is WindowState.OPEN:
        step = read_next_step(session, practice, person_id, now)
    standing = read_standing(session, practice, person_id, now)
    own_sheet = find_own_worksheet(session, practice.id, person_id)
    return LearnPage(
        practice=practice,
        state=_tell_state(window.state(now), step.card),
        window=window,
        card=step.card,
        missing=step.missing,
        standing=put_standing(session, practice, standing),
        strip=read_strip(session, practice, person_id, now),
        reminds=is_asked(g.visit.context, g.visit.membership)
        and find_report(session, practice.context_id, person_id, now) is None,
        sheet=own_sheet.state if own_sheet else None,
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
    return tuple(
        make_line(skill, read_mastery(profile, skill.id, now))
        for skill in list_practice_skills(session, practice)
    )


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
