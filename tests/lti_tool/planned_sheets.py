"""Worksheets as a job leaves them, for tests of what is done with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from generators.exercise.content import Bloom, Kind
from lti_tool.db import utcnow
from lti_tool.models import SheetPath, Worksheet
from lti_tool.services.worksheet_people import Target
from lti_tool.services.worksheet_slots import SheetSlot
from lti_tool.services.worksheets import Plan, ask_worksheet, keep_plan

KINDS = (Kind.TRUE_FALSE, Kind.MULTIPLE_CHOICE, Kind.CLOZE)


def make_slots(skill_id: str, count: int = 3, **values: Any) -> list[SheetSlot]:
    """From easy to hard, of different kinds."""
    return [
        SheetSlot(
            **{
                "id": f"s{number + 1}",
                "skill": skill_id,
                "kind": KINDS[number % len(KINDS)],
                "bloom": Bloom.UNDERSTAND,
                "difficulty": min(4.0, number / 2 - 0.5),
                "minutes": 2,
                "p_correct": max(0.1, 0.9 - 0.2 * number),
                "why": "start",
                **values,
            }
        )
        for number in range(count)
    ]


def make_plan(skill_id: str, count: int = 3, **values: Any) -> Plan:
    slots = make_slots(skill_id, count)
    return Plan(
        **{
            "slots": slots,
            "sheets": {SheetPath.RULE: slots},
            "path": SheetPath.RULE,
            "path_reason": "no_model",
            **values,
        }
    )


def make_worksheet(
    session: Session,
    context_id: str,
    asked_by: str,
    skill_id: str,
    target: Target,
    **values: Any,
) -> Worksheet:
    """A planned one."""
    row = ask_worksheet(session, context_id, asked_by, target, 3, seed=1)
    keep_plan(session, row.id, make_plan(skill_id, **values), utcnow())
    return row
