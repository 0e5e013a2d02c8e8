"""The one next step: what, why, how long, and what the reason rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from generators.exercise.content import Kind
from lti_tool.models import Exercise, Practice, Skill
from lti_tool.services.exercise_minutes import MINUTES
from lti_tool.services.own_worksheets import choose_in_sheet, find_running_sheet
from lti_tool.services.recommendations import recommend_step
from lti_tool.services.showings import CONTESTED, WORKSHEET, find_open_showing, list_attempts
from lti_tool.services.skill_accounts import read_account
from lti_tool.services.skill_tests import choose_in_test, find_running_test
from lti_tool.services.typed_answers import read_typed
from lti_tool.views.evidence_rows import EvidenceRow, make_rows
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn_words import explain_reason
from lti_tool.views.skill_line import SkillLine, make_line

MOST_ROWS = 3  # as many as the reason of recent errors speaks of


@dataclass(frozen=True, slots=True)
class Card:
    """The next step; `showing_id` where it was begun already, `typed`: an answer waits there.

    `line` and the latest `rows` are what the reason rests on; `expected` is the chance in [0, 1]
    that this learner gets this exercise right, None where nobody asked.
    """

    line: SkillLine
    kind: str
    why: str
    minutes: int
    rows: tuple[EvidenceRow, ...]
    expected: float | None = None
    showing_id: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """`missing` are the skills for which an exercise was lacking."""

    card: Card | None
    missing: tuple[str, ...] = ()


def read_next_step(session: Session, practice: Practice, person_id: str, now: datetime) -> NextStep:
    """What `learn.start_next` would open."""

    def make(exercise_id: str, reason: str, facts: Mapping[str, float]) -> Card:
        return _make_card(session, practice, person_id, exercise_id, reason, facts, now)

    if showing := find_open_showing(session, practice.id, person_id):
        card = make(showing.exercise_id, showing.reason, showing.facts)
        typed = read_typed(session, showing.id, len(list_attempts(session, showing.id)))
        return NextStep(replace(card, showing_id=showing.id, typed=bool(typed.fields)))
    test = find_running_test(session, practice.id, person_id)
    if test and (asked := choose_in_test(session, practice, test, now)) and asked.exercise:
        return NextStep(make(asked.exercise, CONTESTED, asked.facts))
    sheet = find_running_sheet(session, practice.id, person_id)
    if sheet and (planned := choose_in_sheet(session, practice, sheet)) and planned.exercise:
        return NextStep(make(planned.exercise, WORKSHEET, planned.facts))
    step = recommend_step(session, practice, person_id, now)
    found = step.recommendation
    if found is None or found.exercise is None:
        return NextStep(None, step.missing)
    card = make(found.exercise, found.reason, found.facts)
    return NextStep(replace(card, expected=found.p_correct), step.missing)


def _make_card(
    session: Session,
    practice: Practice,
    person_id: str,
    exercise_id: str,
    reason: str,
    facts: Mapping[str, float],
    now: datetime,
) -> Card:
    exercise = session.get_one(Exercise, exercise_id)
    skill = session.get_one(Skill, exercise.skill_id)
    account = read_account(session, skill, person_id, now)
    kind = Kind(exercise.kind)
    return Card(
        line=make_line(skill, account.mastery),
        kind=str(KINDS[kind]),
        why=explain_reason(reason, facts),
        minutes=MINUTES[kind],
        rows=make_rows(account.pieces[:MOST_ROWS], practice.id),
    )
