"""The worksheet that a learner works through in a practice, one published exercise after another.

Asked for by the learner, or given by an instructor. Whatever changes it happens under the lock of
the learner's membership. Its answers are ordinary evidence and count as any answer does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from analytics.types import Reason, Recommendation
from generators.exercise.content import Kind
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import (
    Attempt,
    Exercise,
    Giving,
    GivingState,
    Practice,
    Showing,
    WaitingAnswer,
    Worksheet,
    WorksheetState,
)
from lti_tool.services.choices import list_practice_exercises
from lti_tool.services.exercise_minutes import MINUTES
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.showings import WORKSHEET, close_showings, open_showing
from lti_tool.services.worksheet_slots import SheetSlot, write_slots
from lti_tool.services.worksheets import list_slots

SIZE = 5  # exercises that a learner's worksheet asks for
UNDER_WAY = (WorksheetState.WORKING, WorksheetState.PLANNED, WorksheetState.WAITING)


class TakenBackError(ConflictError):
    code = "taken_back"
    message = "Your instructor took this worksheet back."


class Outcome(StrEnum):
    """Of a slot of a learner's worksheet."""

    RIGHT = "right"
    TRIED = "tried"
    SKIPPED = "skipped"
    OPEN = "open"
    TO_COME = "to_come"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Place:
    """A slot and what became of it; kind and minutes are those of the exercise that fills it."""

    slot: SheetSlot
    outcome: Outcome
    kind: Kind
    minutes: float


def find_own_worksheet(
    session: Session, practice_id: str, person_id: str, worksheet_id: str = ""
) -> Worksheet | None:
    """The one under way, else one that waits to be begun, else the newest that has ended. None that
    was put away or taken back, but for the one that `worksheet_id` names.

    Raises `NotFoundError` where `worksheet_id` is somebody else's, or of another practice.
    """
    mine = (Worksheet.practice_id == practice_id) & (Worksheet.person_id == person_id)
    if worksheet_id:
        found = session.scalar(select(Worksheet).where(mine, Worksheet.id == worksheet_id))
        if found is None:
            raise NotFoundError
        return found
    turn = case(
        {state: place for place, state in enumerate(UNDER_WAY)},
        value=Worksheet.state,
        else_=len(UNDER_WAY),
    )
    query = select(Worksheet).where(mine, Worksheet.state != WorksheetState.DROPPED)
    order = (turn, Worksheet.created_at.desc(), Worksheet.id)
    return session.scalars(query.order_by(*order).limit(1)).first()


def was_taken_back(session: Session, row: Worksheet) -> bool:
    """By who gave it, before it was begun."""
    giving = session.get(Giving, row.giving_id) if row.giving_id else None
    taken = giving is not None and giving.state in (GivingState.TAKING, GivingState.TAKEN)
    return taken and row.state is WorksheetState.DROPPED


def find_put_away(session: Session, practice_id: str, person_id: str) -> Worksheet | None:
    """The planned one that the learner put away last, where it can still be brought back."""
    query = select(Worksheet).where(
        Worksheet.practice_id == practice_id,
        Worksheet.person_id == person_id,
        Worksheet.state == WorksheetState.DROPPED,
    )
    row = session.scalars(query.order_by(Worksheet.ended_at.desc()).limit(1)).first()
    if row is None or not row.slots or was_taken_back(session, row):
        return None
    return row


def bring_back(session: Session, row: Worksheet) -> None:
    """After it was put away. Raises `ConflictError` where it was taken back."""
    if was_taken_back(session, row):
        raise TakenBackError
    if row.state is WorksheetState.DROPPED and row.slots:
        row.state, row.ended_at = WorksheetState.PLANNED, None
        session.flush()


def ask_own_worksheet(session: Session, practice: Practice, person_id: str, seed: int) -> Worksheet:
    """Pressed twice there is one. The caller rings PLAN_WORKSHEET after the commit."""
    found = find_own_worksheet(session, practice.id, person_id)
    if found is not None and found.state in UNDER_WAY:
        return found
    row = Worksheet(
        context_id=practice.context_id,
        person_id=person_id,
        practice_id=practice.id,
        asked_by=person_id,
        size=SIZE,
        seed=seed,
    )
    session.add(row)
    session.flush()
    return row


def find_running_sheet(session: Session, practice_id: str, person_id: str) -> Worksheet | None:
    query = select(Worksheet).where(
        Worksheet.practice_id == practice_id,
        Worksheet.person_id == person_id,
        Worksheet.state == WorksheetState.WORKING,
    )
    return session.scalars(query.order_by(Worksheet.created_at.desc()).limit(1)).first()


def begin_own_worksheet(session: Session, row: Worksheet, now: datetime) -> None:
    """What was open before is put aside. Begun twice it goes on. Raises `ConflictError`."""
    if row.state is WorksheetState.WORKING:
        return
    if row.state is not WorksheetState.PLANNED or row.practice_id is None or not row.person_id:
        raise ConflictError("This worksheet has ended, or is not ready yet. Ask for another one.")
    close_showings(session, row.practice_id, row.person_id, now)
    row.state = WorksheetState.WORKING
    session.flush()


def choose_in_sheet(session: Session, practice: Practice, row: Worksheet) -> Recommendation | None:
    """The next exercise that is still published in the practice; None once the sheet is over."""
    slots = list_slots(row)
    there = _list_there(session, practice)
    for number, slot in enumerate(slots, start=1):
        if slot.showing is None and slot.exercise in there:
            facts = {"number": float(number), "length": float(len(slots))}
            return Recommendation(
                slot.skill, slot.exercise, slot.p_correct, Reason.BELOW_GATE, facts
            )
    return None


def show_in_sheet(
    session: Session, practice: Practice, row: Worksheet, now: datetime, seed: int
) -> Showing | None:
    """The next exercise is opened; None: the worksheet has ended."""
    found = choose_in_sheet(session, practice, row)
    if found is None or row.person_id is None:
        row.state, row.ended_at = WorksheetState.DONE, now
        session.flush()
        return None
    showing = open_showing(session, practice, row.person_id, found, seed, reason=WORKSHEET)
    slots = [
        slot.model_copy(update={"showing": showing.id}) if slot.exercise == found.exercise else slot
        for slot in list_slots(row)
    ]
    row.slots = write_slots(slots)
    session.flush()
    return showing


def stop_own_worksheet(session: Session, row: Worksheet, now: datetime) -> None:
    """What was answered counts, the rest is not asked. One that nobody began is put away."""
    if row.state is WorksheetState.WORKING and row.practice_id and row.person_id:
        close_showings(session, row.practice_id, row.person_id, now)
        row.state, row.ended_at = WorksheetState.DONE, now
    elif row.state in (*UNDER_WAY, WorksheetState.FAILED):
        row.state, row.ended_at = WorksheetState.DROPPED, now
    session.flush()


def list_places(session: Session, practice: Practice, row: Worksheet) -> list[Place]:
    """One a slot, in the order of the sheet."""
    slots = list_slots(row)
    ids = [slot.showing for slot in slots if slot.showing]
    showings = {one.id: one for one in session.scalars(select(Showing).where(Showing.id.in_(ids)))}
    tried: dict[str, bool] = {}
    for attempt in session.scalars(select(Attempt).where(Attempt.showing_id.in_(ids))):
        tried[attempt.showing_id] = tried.get(attempt.showing_id, False) or attempt.correct
    handed_in = select(WaitingAnswer.showing_id).where(WaitingAnswer.showing_id.in_(ids))
    for showing_id in session.scalars(handed_in):
        tried.setdefault(showing_id, False)
    there = _list_there(session, practice)
    kinds = _list_kinds(session, slots)
    return [
        Place(
            slot,
            _judge(slot, showings, tried, there),
            kinds.get(slot.exercise or "", Kind(slot.kind)),
            MINUTES[kinds[slot.exercise]] if slot.exercise in kinds else slot.minutes,
        )
        for slot in slots
    ]


def _list_kinds(session: Session, slots: list[SheetSlot]) -> dict[str, Kind]:
    """Of the exercises in the slots, which may be of another kind than was planned."""
    ids = [slot.exercise for slot in slots if slot.exercise]
    query = select(Exercise.id, Exercise.kind).where(Exercise.id.in_(ids))
    return {own: Kind(kind) for own, kind in session.execute(query)}


def _judge(
    slot: SheetSlot, showings: dict[str, Showing], tried: dict[str, bool], there: set[str]
) -> Outcome:
    showing = showings.get(slot.showing or "")
    if showing is None:
        return Outcome.TO_COME if slot.exercise in there else Outcome.WITHDRAWN
    if showing.id in tried:
        return Outcome.RIGHT if tried[showing.id] else Outcome.TRIED
    if showing.closed_at is not None:
        return Outcome.SKIPPED
    return Outcome.OPEN if slot.exercise in there else Outcome.WITHDRAWN


def _list_there(session: Session, practice: Practice) -> set[str]:
    skill_ids = [skill.id for skill in list_practice_skills(session, practice)]
    return {row.id for row in list_practice_exercises(session, practice, skill_ids)}
