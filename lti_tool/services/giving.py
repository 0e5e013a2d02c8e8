"""How a planned worksheet comes to its learners, and back. The only writer of `Giving`.

One step is a few learners: `read_step` does the long part, which only reads, and `keep_step` the
short one, which writes. A step is kept once, whoever else went on meanwhile: it says from where it
goes, and a giving that has moved on since refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import Giving, GivingState, Practice, Worksheet, WorksheetState
from lti_tool.services.giving_copies import count_copies, count_keepers, list_having
from lti_tool.services.practices import find_practice
from lti_tool.services.worksheet_people import list_group, require_receivers
from lti_tool.services.worksheet_slots import write_slots
from lti_tool.services.worksheet_stock import fit_exercises, fit_people, list_stock
from lti_tool.services.worksheet_use import fill_slots
from lti_tool.services.worksheets import (
    list_slots,
    mark_given,
    mark_taken_back,
    require_usable,
)

AT_ONCE = 200  # learners a step: some tens of milliseconds of the write lock
LEASE = timedelta(minutes=1)
MOST_TRIES = 3
OPEN = (GivingState.GIVING, GivingState.TAKING)
INTERRUPTED, TAKING_INTERRUPTED = "interrupted", "taking_interrupted"
NOTHING_FITS = "nothing_fits"


class NothingFitsError(ConflictError):
    code = "nothing_fits"
    message = (
        "No published exercise of this practice fits a slot of the worksheet, so there is nothing "
        "to give. Have exercises drafted first."
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What the next learners behind `after` are to find, by person id; `reached` is the last of
    the `people` who were looked at, empty where nobody was left; `having` of them have it."""

    after: str
    reached: str
    people: int
    having: int
    sheets: dict[str, list[Any]]


def find_giving(session: Session, worksheet_id: str) -> Giving | None:
    """The newest of the worksheet."""
    query = select(Giving).where(Giving.worksheet_id == worksheet_id)
    return session.scalars(query.order_by(Giving.created_at.desc()).limit(1)).first()


def ask_giving(
    session: Session, row: Worksheet, practice_id: str, asked_by: str, now: datetime
) -> Giving | None:
    """None where it is given already; pressed twice there is one. The caller goes on with it, or
    rings GIVE_WORKSHEET after the commit.

    Raises `NotFoundError`, `ConflictError`, `NothingFitsError`, `LearnerLeftError`,
    `NobodyToPlanForError`.
    """
    practice = find_practice(session, row.context_id, practice_id)
    if row.given_at is not None:
        return None
    require_usable(row)
    people = require_receivers(session, row)
    if not fit_exercises(list_slots(row), list_stock(session, practice, row.person_id)):
        raise NothingFitsError
    giving = Giving(
        context_id=row.context_id,
        worksheet_id=row.id,
        practice_id=practice.id,
        person_id=row.person_id,
        asked_by=asked_by,
        total=people,
    )
    session.add(giving)
    mark_given(row, now)
    session.flush()
    return giving


def givings_to_ring(session: Session, now: datetime) -> list[str]:
    """Under way, and with nobody at them: the sweeper's work."""
    silent = or_(Giving.lease_until.is_(None), Giving.lease_until < now)
    query = select(Giving.id).where(Giving.state.in_(OPEN), silent).order_by(Giving.created_at)
    return list(session.scalars(query))


def begin_run(session: Session, giving_id: str, now: datetime) -> bool:
    """False where nothing is to be done, another worker is at it, or three workers died over the
    same step: then it is stopped, and its reason tells which way it was going."""
    giving = session.get(Giving, giving_id, with_for_update=True)
    if giving is None or giving.state not in OPEN:
        return False
    if giving.lease_until and giving.lease_until > now:
        return False
    giving.tries += 1
    if giving.tries > MOST_TRIES:
        back = giving.state is GivingState.TAKING
        _end(giving, GivingState.STOPPED, now, TAKING_INTERRUPTED if back else INTERRUPTED)
        return False
    giving.lease_until = now + LEASE
    return True


def give_back_run(session: Session, giving_id: str) -> None:
    """The worker is to end: another one goes on."""
    giving = session.get_one(Giving, giving_id, with_for_update=True)
    giving.lease_until, giving.tries = None, max(giving.tries - 1, 0)


def read_step(session: Session, giving_id: str) -> Step:
    """Who has the worksheet already is left out."""
    giving = session.get_one(Giving, giving_id)
    if giving.state is not GivingState.GIVING:
        return Step(giving.reached, "", 0, 0, {})
    row = session.get_one(Worksheet, giving.worksheet_id)
    people = _list_next(session, giving, row)
    practice = session.get_one(Practice, giving.practice_id)
    slots, having = list_slots(row), list_having(session, row, people)
    wanting = [person for person in people if person not in having]
    sheets: dict[str, list[Any]] = {}
    for fits, alike in fit_people(session, practice, slots, wanting):
        if fits:
            sheets.update(dict.fromkeys(alike, write_slots(fill_slots(slots, fits))))
    reached = people[-1] if people else ""
    return Step(giving.reached, reached, len(people), len(having), sheets)


def _list_next(session: Session, giving: Giving, row: Worksheet) -> list[str]:
    if row.person_id:
        return [row.person_id] if row.person_id > giving.reached else []
    return list_group(session, row, giving.reached, AT_ONCE)


def keep_step(session: Session, giving_id: str, step: Step, now: datetime) -> bool:
    """Whether there is more to do. Nothing is kept of what another one did already, or after it was
    stopped."""
    giving = session.get_one(Giving, giving_id, with_for_update=True, populate_existing=True)
    if giving.state is GivingState.TAKING:
        return _take_some(session, giving, now)
    if giving.state is not GivingState.GIVING or giving.reached != step.after:
        return False
    row = session.get_one(Worksheet, giving.worksheet_id)
    if step.sheets:
        copies = [_copy(giving, row, person, slots, now) for person, slots in step.sheets.items()]
        session.execute(insert(Worksheet), copies)
    giving.given += len(step.sheets)
    giving.done += step.people - step.having
    giving.total = max(giving.total - step.having, giving.done)
    if step.people:
        giving.reached = step.reached
    if row.person_id or step.people < AT_ONCE:
        _finish_giving(session, giving, row, now)
        return False
    giving.tries, giving.lease_until = 1, now + LEASE
    return True


def _finish_giving(session: Session, giving: Giving, row: Worksheet, now: datetime) -> None:
    if giving.given or count_keepers(session, giving):
        _end(giving, GivingState.GIVEN, now)
    else:
        _end(giving, GivingState.TAKEN, now, NOTHING_FITS)
        mark_taken_back(row)


def _copy(
    giving: Giving, row: Worksheet, person_id: str, slots: list[Any], now: datetime
) -> dict[str, Any]:
    return {
        "context_id": row.context_id,
        "practice_id": giving.practice_id,
        "giving_id": giving.id,
        "person_id": person_id,
        "asked_by": giving.asked_by,
        "state": WorksheetState.PLANNED,
        "size": len(slots),
        "seed": row.seed,
        "slots": slots,
        "path": row.path,
        "path_reason": row.path_reason,
        "revision": row.revision,
        "planned_at": now,
    }


def stop_giving(session: Session, worksheet_id: str, now: datetime) -> None:
    """Whoever was given it keeps it. Raises `ConflictError` where it has ended already."""
    giving = _lock(session, worksheet_id)
    if giving.state is not GivingState.GIVING:
        raise ConflictError("The giving has already ended; there is nothing left to stop.")
    _end(giving, GivingState.STOPPED, now)


def stop_under_way(session: Session, worksheet_id: str, now: datetime) -> None:
    """Where the worksheet is just being given; else nothing happens."""
    giving = find_giving(session, worksheet_id)
    if giving is not None and giving.state is GivingState.GIVING:
        stop_giving(session, worksheet_id, now)


def go_on_giving(session: Session, worksheet_id: str) -> Giving:
    """After a stop, the way it was going. The caller rings. Raises `ConflictError` where nothing
    was stopped."""
    giving = _lock(session, worksheet_id)
    if giving.state is not GivingState.STOPPED:
        raise ConflictError("Nothing was stopped here. Reload the page to see how it stands.")
    back = giving.reason == TAKING_INTERRUPTED
    giving.state = GivingState.TAKING if back else GivingState.GIVING
    giving.reason, giving.ended_at = "", None
    giving.tries, giving.lease_until = 0, None
    return giving


def take_back(session: Session, worksheet_id: str) -> Giving:
    """From all who have not begun it. The caller rings. Raises `ConflictError` where it is not
    given, or still being given."""
    giving = _lock(session, worksheet_id)
    if giving.state not in (GivingState.GIVEN, GivingState.STOPPED):
        raise ConflictError(
            "The worksheet is not with learners, or is just being given. Stop that first."
        )
    giving.state, giving.reason, giving.ended_at = GivingState.TAKING, "", None
    giving.done, giving.total = 0, count_copies(session, giving.id, WorksheetState.PLANNED)
    giving.tries, giving.lease_until = 0, None
    return giving


def _take_some(session: Session, giving: Giving, now: datetime) -> bool:
    """Whether there is more. A learner who begins at this moment keeps it: the database looks at
    the state once more when it writes."""
    waiting = (Worksheet.giving_id == giving.id) & (Worksheet.state == WorksheetState.PLANNED)
    some = list(session.scalars(select(Worksheet.id).where(waiting).limit(AT_ONCE)))
    session.execute(
        update(Worksheet)
        .where(Worksheet.id.in_(some), Worksheet.state == WorksheetState.PLANNED)
        .values(state=WorksheetState.DROPPED, ended_at=now)
        .execution_options(synchronize_session=False)
    )
    giving.done = min(giving.done + len(some), giving.total)
    if len(some) < AT_ONCE:
        _end(giving, GivingState.TAKEN, now)
        mark_taken_back(session.get_one(Worksheet, giving.worksheet_id))
        return False
    giving.tries, giving.lease_until = 1, now + LEASE
    return True


def _lock(session: Session, worksheet_id: str) -> Giving:
    """Raises `NotFoundError` where the worksheet was never given."""
    found = find_giving(session, worksheet_id)
    if found is None:
        raise NotFoundError
    return session.get_one(Giving, found.id, with_for_update=True, populate_existing=True)


def _end(giving: Giving, state: GivingState, now: datetime, reason: str = "") -> None:
    giving.state, giving.reason = state, reason
    giving.ended_at, giving.lease_until = now, None
