"""The life of a worksheet. The only writer of `Worksheet.state`, but for what learners work
through: that is `services.own_worksheets`.

Whoever plans it looks again whether it still waits before the sheet is kept: two workers at it
give one sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.models import CourseGroup, SheetPath, Worksheet, WorksheetState
from lti_tool.services.course_rows import find_in_course
from lti_tool.services.worksheet_people import Target, require_people
from lti_tool.services.worksheet_slots import SheetSlot, read_slots, write_slots

FEWEST, MOST = 3, 12  # slots of a sheet that is asked for
MOST_TRIES = 3
MODEL_PATIENCE = timedelta(seconds=60)  # the model's queue may be held for hours by drafting
MOST_ALTERNATIVES = 8
LISTED = 50
OPEN = (WorksheetState.WAITING, WorksheetState.PLANNED, WorksheetState.SENT)


@dataclass(frozen=True, slots=True)
class Plan:
    """What planning gave: `sheets` by path, of which `path` is served for `path_reason` (and
    `detail`, a sentence of the model's own). `slots` are those served."""

    slots: Sequence[SheetSlot]
    sheets: Mapping[SheetPath, Sequence[SheetSlot]]
    path: SheetPath
    path_reason: str
    detail: str = ""
    revision: str = ""
    profile: dict[str, Any] = field(default_factory=dict)


def ask_worksheet(
    session: Session, context_id: str, asked_by: str, target: Target, size: int, seed: int
) -> Worksheet:
    """For an instructor; pressed twice there is one. The caller rings PLAN_WORKSHEET after the
    commit.

    Raises `InvalidInputError`, `NotFoundError`, `NobodyToPlanForError`, `LearnerLeftError`.
    """
    if not FEWEST <= size <= MOST:
        raise InvalidInputError(
            "A worksheet has %(fewest)s to %(most)s exercises.", fewest=FEWEST, most=MOST
        )
    if waiting := _find_waiting(session, context_id, asked_by, target, size):
        return waiting
    require_people(session, context_id, target)
    row = Worksheet(context_id=context_id, asked_by=asked_by, size=size, seed=seed)
    if target.person_id:
        row.person_id = target.person_id
    elif target.group_id:
        row.group_id = target.group_id
        row.group_name = session.get_one(CourseGroup, target.group_id).name
    session.add(row)
    session.flush()
    return row


def _find_waiting(
    session: Session, context_id: str, asked_by: str, target: Target, size: int
) -> Worksheet | None:
    """The same, asked for by the same person and not planned yet."""
    person = target.person_id
    query = select(Worksheet).where(
        Worksheet.context_id == context_id,
        Worksheet.asked_by == asked_by,
        Worksheet.state == WorksheetState.WAITING,
        Worksheet.practice_id.is_(None),
        Worksheet.person_id == person if person else Worksheet.person_id.is_(None),
        Worksheet.group_id == ("" if person else target.group_id),
        Worksheet.size == size,
        Worksheet.planned_at.is_(None),
    )
    return session.scalars(query.order_by(Worksheet.created_at).limit(1)).first()


def find_worksheet(
    session: Session, context_id: str, worksheet_id: str, *, lock: bool = False
) -> Worksheet:
    """Of an instructor's asking, not a learner's own. Raises `NotFoundError`."""
    row = find_in_course(session, Worksheet, context_id, worksheet_id, lock=lock)
    if row.practice_id is not None:
        raise NotFoundError
    return row


def list_worksheets(session: Session, context_id: str) -> list[Worksheet]:
    """The instructors', newest first."""
    query = (
        select(Worksheet)
        .where(
            Worksheet.context_id == context_id,
            Worksheet.practice_id.is_(None),
            Worksheet.state != WorksheetState.DROPPED,
        )
        .order_by(Worksheet.created_at.desc(), Worksheet.id)
        .limit(LISTED)
    )
    return list(session.scalars(query))


def worksheets_to_ring(session: Session, now: datetime, *, for_model: bool) -> list[str]:
    """Those that wait, oldest first: the sweeper's work. One that is overdue waits for no model."""
    query = (
        select(Worksheet)
        .where(Worksheet.state == WorksheetState.WAITING)
        .order_by(Worksheet.created_at)
    )
    return [
        row.id
        for row in session.scalars(query)
        if for_model is (row.for_model and not is_overdue(row, now))
    ]


def is_overdue(row: Worksheet, now: datetime) -> bool:
    """Whether the model's workers had it for longer than anybody is to wait."""
    handed = row.handed_at if row.for_model else None
    return handed is not None and now - handed > MODEL_PATIENCE


def begin_planning(session: Session, worksheet_id: str, now: datetime) -> Worksheet | None:
    """None where it waits no more. The third worker that dies over it is the last."""
    row = session.get(Worksheet, worksheet_id, with_for_update=True)
    if row is None or row.state is not WorksheetState.WAITING:
        return None
    row.tries += 1
    if row.tries > MOST_TRIES:
        _fail(row, "interrupted", now)
        return None
    return row


def hand_to_model(session: Session, worksheet_id: str, now: datetime) -> None:
    """The planner is a model: a worker of the model's queue goes on. Handed over again, the first
    time counts."""
    row = session.get_one(Worksheet, worksheet_id)
    if not row.for_model:
        row.for_model, row.handed_at = True, now
    row.tries = max(row.tries - 1, 0)


def keep_plan(session: Session, worksheet_id: str, plan: Plan, now: datetime) -> bool:
    """False, and nothing kept, where it was planned or dropped meanwhile."""
    row = session.get(Worksheet, worksheet_id, with_for_update=True)
    if row is None or row.state is not WorksheetState.WAITING:
        return False
    row.state, row.planned_at = WorksheetState.PLANNED, now
    row.slots, row.undone = write_slots(plan.slots), []
    row.sheets = {path.value: write_slots(slots) for path, slots in plan.sheets.items()}
    row.path, row.path_reason, row.detail = plan.path, plan.path_reason, plan.detail
    row.revision, row.profile = plan.revision, plan.profile
    row.for_model = False
    return True


def fail_worksheet(session: Session, worksheet_id: str, reason: str, now: datetime) -> None:
    row = session.get(Worksheet, worksheet_id, with_for_update=True)
    if row is not None and row.state is WorksheetState.WAITING:
        _fail(row, reason, now)


def _fail(row: Worksheet, reason: str, now: datetime) -> None:
    """A sheet that another was asked for in place of comes back."""
    if row.alternatives and not row.slots:
        _take(row, row.alternatives[-1])
        row.alternatives, row.state = row.alternatives[:-1], WorksheetState.PLANNED
    else:
        row.state, row.ended_at = WorksheetState.FAILED, now
    row.reason, row.for_model = reason, False


def ask_another(row: Worksheet, seed: int) -> None:
    """Another sheet by another seed; the present one is kept as an alternative. Asked for again
    while that waits, nothing happens."""
    if row.state is WorksheetState.WAITING:
        return
    require_editable(row)
    row.alternatives = [*row.alternatives, _pack(row)][-MOST_ALTERNATIVES:]
    row.state, row.seed, row.slots, row.undone = WorksheetState.WAITING, seed, [], []
    row.tries, row.for_model, row.reason = 0, False, ""


def choose_alternative(row: Worksheet, seed: int) -> None:
    """Back to the sheet of that seed; the present one takes its place among the others."""
    require_editable(row)
    place = next((at for at, one in enumerate(row.alternatives) if one["seed"] == seed), None)
    if place is None:
        raise NotFoundError
    chosen, others = row.alternatives[place], list(row.alternatives)
    others[place] = _pack(row)
    _take(row, chosen)
    row.alternatives, row.reason = others, ""


def ask_again(row: Worksheet, seed: int) -> None:
    """After a failure."""
    if row.state is not WorksheetState.FAILED:
        return
    row.state, row.seed, row.tries = WorksheetState.WAITING, seed, 0
    row.reason, row.ended_at = "", None


def drop_worksheet(row: Worksheet, now: datetime) -> None:
    """Nobody wants it; what was asked for or given by it stays."""
    row.state, row.ended_at = WorksheetState.DROPPED, now


def restore_worksheet(row: Worksheet) -> None:
    """As it was before it was dropped; one that nobody had planned yet waits again."""
    if row.state is not WorksheetState.DROPPED:
        return
    row.ended_at = None
    if row.request_id or row.given_at:
        row.state = WorksheetState.SENT
    elif row.slots:
        row.state = WorksheetState.PLANNED
    else:
        row.state = WorksheetState.WAITING
        row.tries, row.for_model, row.reason = 0, False, ""


def require_editable(row: Worksheet) -> None:
    if row.state is not WorksheetState.PLANNED:
        raise ConflictError(
            "This worksheet is not open for changes: it is being planned, or was sent already. "
            "Plan another one instead."
        )


def mark_sent(row: Worksheet) -> None:
    row.state = WorksheetState.SENT


def require_usable(row: Worksheet) -> None:
    if row.state not in (WorksheetState.PLANNED, WorksheetState.SENT):
        raise ConflictError("This worksheet is not planned yet, or it was dropped. Plan another.")


def mark_given(row: Worksheet, now: datetime) -> None:
    row.given_at = now
    mark_sent(row)


def mark_taken_back(row: Worksheet) -> None:
    """It may be changed again, unless drafts were asked for by it."""
    row.given_at = None
    if row.state is WorksheetState.SENT and row.request_id is None:
        row.state = WorksheetState.PLANNED


def _pack(row: Worksheet) -> dict[str, Any]:
    return {
        "seed": row.seed,
        "slots": row.slots,
        "sheets": row.sheets,
        "path": row.path,
        "path_reason": row.path_reason,
        "detail": row.detail,
        "revision": row.revision,
        "profile": row.profile,
        "planned_at": row.planned_at.isoformat() if row.planned_at else None,
    }


def _take(row: Worksheet, packed: dict[str, Any]) -> None:
    row.seed, row.slots, row.sheets = packed["seed"], packed["slots"], packed["sheets"]
    row.path, row.path_reason = packed["path"] and SheetPath(packed["path"]), packed["path_reason"]
    row.detail, row.revision, row.undone = packed["detail"], packed["revision"], []
    row.profile = packed.get("profile", {})  # older ones lack it: unknown, so not learned from
    if planned := packed.get("planned_at"):  # older ones lack it too
        row.planned_at = datetime.fromisoformat(planned)


def list_slots(row: Worksheet) -> list[SheetSlot]:
    return read_slots(row.slots)
