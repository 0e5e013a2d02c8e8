"""Plan one worksheet: by the course's trained planner where the gate says so, else by the rule.

The rule needs no model: a worker of the work queue plans by it at once. Where a model is to be
asked, a worker of the model's queue goes on, and whatever keeps the model from answering, a long
wait too, serves the rule, with that reason kept beside the sheet. May run twice: one sheet is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from generators.exercise.worksheet import Slot
from generators.planner.errors import PlannerError
from generators.planner.rule import plan_by_rule
from jobs.parts import Parts, current_parts
from jobs.worksheet_ground import Ground, NoGroundError, read_ground
from lti_tool.db import utcnow
from lti_tool.models import SheetPath, Worksheet
from lti_tool.queue import JobName
from lti_tool.services import worksheets
from lti_tool.services.exercise_minutes import MINUTES
from lti_tool.services.planner_models import Decision, decide_path, planner_folder
from lti_tool.services.request_options import has_worker
from lti_tool.services.worksheet_slots import SheetSlot
from lti_tool.services.worksheet_stock import Stocked, fit_exercises
from lti_tool.services.worksheet_use import fill_slots
from lti_tool.services.worksheets import Plan

log = structlog.get_logger(__name__)

NO_WORKER, UNREADABLE = "no_worker", "unreadable"  # reasons beside the gate's


def run(worksheet_id: str) -> None:
    plan_worksheet(current_parts(), worksheet_id)


def run_with_model(worksheet_id: str) -> None:
    plan_worksheet(current_parts(), worksheet_id, by_model=True)


def plan_worksheet(parts: Parts, worksheet_id: str, *, by_model: bool = False) -> None:
    """`by_model`: this process may ask the planner, which is a model."""
    now = utcnow()
    with parts.database.write() as session:
        row = worksheets.begin_planning(session, worksheet_id, now)
        if row is None:
            return
        decision = decide_path(session, row.context_id)
        handed = (
            not by_model
            and _wants_model(row, decision)
            and has_worker(session, now)
            and not worksheets.is_overdue(row, now)
        )
        if handed:
            worksheets.hand_to_model(session, worksheet_id, now)
    if handed:
        parts.queue.ring(JobName.PLAN_BY_MODEL, worksheet_id)
        return
    try:
        with parts.database.read() as session:
            plan = _plan(parts, session, row, decision, now, by_model=by_model)
    except NoGroundError as error:
        with parts.database.write() as session:
            worksheets.fail_worksheet(session, worksheet_id, str(error), now)
        return
    with parts.database.write() as session:
        kept = worksheets.keep_plan(session, worksheet_id, plan, now)
    log.info("worksheet_planned", worksheet=worksheet_id, kept=kept, path=plan.path.value,
             reason=plan.path_reason, detail=plan.detail, revision=plan.revision)  # fmt: skip


def _wants_model(row: Worksheet, decision: Decision) -> bool:
    """An instructor sees both sheets side by side; a learner gets the one that is served."""
    return decision.has_model and (row.practice_id is None or decision.path is SheetPath.PLANNER)


def _plan(
    parts: Parts,
    session: Session,
    row: Worksheet,
    decision: Decision,
    now: datetime,
    *,
    by_model: bool,
) -> Plan:
    """Raises `NoGroundError`."""
    ground = read_ground(session, row, now)
    sheets = {SheetPath.RULE: _finish(ground, _ask_rule(ground, row.seed))}
    path, reason, detail = decision.path, decision.reason, ""
    if by_model and decision.has_model:
        try:
            found = _finish(ground, _ask_planner(parts, row, ground, decision.revision))
            sheets[SheetPath.PLANNER] = found
        except PlannerError as error:
            detail = str(error)
            if path is SheetPath.PLANNER:
                path, reason = SheetPath.RULE, UNREADABLE
    elif path is SheetPath.PLANNER:
        path, reason = SheetPath.RULE, NO_WORKER
    if not sheets.get(path):
        raise NoGroundError("no_exercises")
    return Plan(
        slots=sheets[path],
        sheets=sheets,
        path=path,
        path_reason=reason,
        detail=detail,
        revision=decision.revision if path is SheetPath.PLANNER else "",
        profile=ground.learner.model_dump(mode="json"),
    )


def _ask_rule(ground: Ground, seed: int) -> tuple[Slot, ...]:
    (sheet,) = plan_by_rule(
        ground.learner,
        ground.wishes,
        seed=seed,
        grid=ground.grid,
        requires=ground.requires,
        wanted=ground.wanted,
    )
    return sheet.sheet


def _ask_planner(parts: Parts, row: Worksheet, ground: Ground, revision: str) -> tuple[Slot, ...]:
    """Raises `PlannerError`."""
    from generators.planner.planner import Planner  # brings torch

    planner = Planner.load(planner_folder(parts.settings.data, row.context_id) / revision)
    (sheet,) = planner.plan(
        ground.learner, ground.wishes, seed=row.seed, grid=ground.grid, wanted=ground.wanted
    )
    return sheet.sheet


def _finish(ground: Ground, sheet: Sequence[Slot]) -> list[SheetSlot]:
    """With the reason of each slot; of published exercises only, where no others count: what
    nothing published fits is left out, and what fits is as hard as the exercise is."""
    slots = [_explain(ground, number, slot) for number, slot in enumerate(sheet, start=1)]
    if ground.stock is None:
        return slots
    fits = fit_exercises(slots, ground.stock, strict=False)
    filled = fill_slots(slots, fits) + _fill_rest(ground, slots, fits)
    by_id = {one.id: one for one in ground.stock}
    return sorted(
        (_fit_slot(ground, slot, by_id[slot.exercise or ""]) for slot in filled),
        key=lambda slot: slot.difficulty,
    )


def _fill_rest(ground: Ground, slots: list[SheetSlot], fits: dict[str, str]) -> list[SheetSlot]:
    """Where a skill has too few exercises, new ones of the next wanted skill take the places."""
    wanted = list(ground.whys)
    pool = [
        one
        for one in ground.stock or ()
        if not one.seen and one.id not in fits.values() and one.skill in ground.whys
    ]
    filled = []
    for slot in (slot for slot in slots if slot.id not in fits):
        if not pool:
            break
        expected = slot.p_correct

        def rank(one: Stocked, expected: float = expected) -> tuple[int, float, str]:
            chance = ground.grid.at(one.skill, one.difficulty)
            return wanted.index(one.skill), abs(chance - expected), one.id

        best = min(pool, key=rank)
        pool.remove(best)
        why, facts = ground.whys[best.skill]
        update = {"skill": best.skill, "exercise": best.id, "why": why, "facts": facts,
                  "misconception": None}  # fmt: skip
        filled.append(slot.model_copy(update=update))
    return filled


def _fit_slot(ground: Ground, slot: SheetSlot, one: Stocked) -> SheetSlot:
    update = {
        "kind": one.kind,
        "bloom": one.bloom,
        "difficulty": one.difficulty,
        "minutes": MINUTES[one.kind],
        "p_correct": ground.grid.at(slot.skill, one.difficulty),
    }
    return slot.model_copy(update=update)


def _explain(ground: Ground, number: int, slot: Slot) -> SheetSlot:
    why, facts = ground.whys.get(slot.skill, ("", {}))
    return SheetSlot(id=f"s{number}", why=why, facts=facts, **slot.model_dump())
