"""The short test of a disagreement: few exercises of one skill, each where most is to be learnt.

Its answers are ordinary evidence and count for the practice's score as any answer does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.predict import p_correct
from analytics.types import Choice, Reason, Recommendation
from lti_tool.models import (
    Attempt,
    Disagreement,
    DisagreementState,
    Practice,
    Showing,
    WaitingAnswer,
)
from lti_tool.services.choices import count_unseen, list_choices
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.profiles import read_profile
from lti_tool.services.showings import CONTESTED, close_showings, open_showing

MOST, FEWEST = 5, 3  # exercises of a test, where there are as many
TELLING = 0.5  # P(correct) at which an answer tells most
STEP = 0.05  # predictions that are closer than this are as good as equal


@dataclass(frozen=True, slots=True)
class Offer:
    """A test of `length` exercises can be had, 0 for none; `unseen` of them are new."""

    length: int
    unseen: int


def offer_test(session: Session, practice: Practice, person_id: str, skill_id: str) -> Offer:
    """Fresh variants are new exercises, too. Those that were seen before only fill up to the
    fewest that tell anything."""
    skill_ids = _own_skill(session, practice, skill_id)
    unseen = min(MOST, count_unseen(session, practice, person_id, skill_ids))
    seen = sum(one.answered for one in list_choices(session, practice, person_id, skill_ids))
    return Offer(max(unseen, min(FEWEST, unseen + seen)), unseen)


def lacks_exercises(session: Session, practice: Practice, person_id: str, skill_id: str) -> bool:
    """Of a skill of this practice: too few are new for a test."""
    skill_ids = _own_skill(session, practice, skill_id)
    return bool(skill_ids) and count_unseen(session, practice, person_id, skill_ids) < FEWEST


def begin_test(session: Session, practice: Practice, row: Disagreement, now: datetime) -> bool:
    """False where there is nothing to test with."""
    offer = offer_test(session, practice, row.person_id, row.skill_id)
    if not offer.length:
        return False
    for other in _list_running(session, practice.id, row.person_id):
        _end(session, other, now)
    close_showings(session, practice.id, row.person_id, now)
    row.state, row.practice_id = DisagreementState.TESTING, practice.id
    row.length, row.showing_ids, row.ended_at = offer.length, [], None
    session.flush()
    return True


def find_running_test(session: Session, practice_id: str, person_id: str) -> Disagreement | None:
    return next(iter(_list_running(session, practice_id, person_id)), None)


def choose_in_test(
    session: Session, practice: Practice, row: Disagreement, now: datetime
) -> Recommendation | None:
    """The next exercise; None once the test is over."""
    if len(row.showing_ids) >= row.length:
        return None
    shown = _exercises_of(session, row)
    skill_ids = _own_skill(session, practice, row.skill_id)
    choices = list_choices(session, practice, row.person_id, skill_ids)
    left = [choice for choice in choices if choice.exercise not in shown or not choice.answered]
    if not left:
        return None
    profile = read_profile(session, row.context_id, row.person_id, now)

    def rank(choice: Choice) -> tuple[bool, bool, int, int]:
        difficulty = profile.snapshot.difficulty(choice.exercise, choice.skills)
        expected = p_correct(profile, choice.skills, difficulty, now)
        distance = round(abs(expected - TELLING) / STEP)
        turn = crc32(f"{row.id}:{choice.exercise}".encode())
        return choice.answered, choice.exercise in shown, distance, turn

    best = min(left, key=rank)
    facts = {"number": len(row.showing_ids) + 1.0, "length": float(row.length)}
    return Recommendation(row.skill_id, best.exercise, None, Reason.BELOW_GATE, facts)


def show_in_test(
    session: Session, practice: Practice, row: Disagreement, now: datetime, seed: int
) -> Showing | None:
    """The next exercise is opened; None: the test has ended."""
    found = choose_in_test(session, practice, row, now)
    if found is None:
        _end(session, row, now)
        return None
    showing = open_showing(session, practice, row.person_id, found, seed, reason=CONTESTED)
    row.showing_ids = [*row.showing_ids, showing.id]
    session.flush()
    return showing


def stop_test(session: Session, row: Disagreement, now: datetime) -> None:
    """Before its end: what was answered counts, the rest is not asked."""
    if row.state is DisagreementState.TESTING and row.practice_id:
        close_showings(session, row.practice_id, row.person_id, now)
        _end(session, row, now)


def _end(session: Session, row: Disagreement, now: datetime) -> None:
    """Skipped altogether it was no test: the disagreement stands as it was said."""
    given = (
        select(kind.id).where(kind.showing_id.in_(row.showing_ids)).limit(1)
        for kind in (Attempt, WaitingAnswer)
    )
    if all(session.scalar(query) is None for query in given):
        row.state, row.length, row.showing_ids = DisagreementState.STATED, 0, []
    else:
        row.state, row.ended_at = DisagreementState.TESTED, now
    session.flush()


def _list_running(session: Session, practice_id: str, person_id: str) -> list[Disagreement]:
    query = select(Disagreement).where(
        Disagreement.practice_id == practice_id,
        Disagreement.person_id == person_id,
        Disagreement.state == DisagreementState.TESTING,
    )
    return list(session.scalars(query.order_by(Disagreement.created_at.desc())))


def _exercises_of(session: Session, row: Disagreement) -> set[str]:
    query = select(Showing.exercise_id).where(Showing.id.in_(row.showing_ids))
    return set(session.scalars(query))


def _own_skill(session: Session, practice: Practice, skill_id: str) -> set[str]:
    """Empty where the practice leaves the skill out."""
    return {skill_id} & {skill.id for skill in list_practice_skills(session, practice)}
