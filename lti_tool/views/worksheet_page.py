"""What the page of one worksheet shows an instructor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Bloom, Kind
from lti_tool.db import utcnow
from lti_tool.models import Exercise, Membership, Person, SheetPath, Worksheet, WorksheetState
from lti_tool.queue import QueueName
from lti_tool.services.planner_models import find_planner
from lti_tool.services.request_options import has_worker, read_options
from lti_tool.services.skills import list_kept_skills, name_skills
from lti_tool.services.worksheet_slots import SheetSlot, read_slots
from lti_tool.services.worksheet_use import Offer, list_offers
from lti_tool.services.worksheets import MOST
from lti_tool.views.exercise_words import BLOOMS, KINDS, describe_difficulty
from lti_tool.views.giving_page import GivingPage, read_giving
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext
from lti_tool.views.wiring import wiring
from lti_tool.views.worksheet_words import describe_chance, explain_slot


@dataclass(frozen=True, slots=True)
class Line:
    """One slot in words. `published` is an exercise that is there already and fits it, `other_kind`
    its kind where it is not the planned one."""

    slot: SheetSlot
    skill: str
    kind: str
    bloom: str
    difficulty: str
    chance: str
    why: str
    published: str = ""
    other_kind: str = ""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`both` are the sheets of planner and rule, as far as they were drawn; `left`: the learner
    is no longer on the roster; `working`: somebody is there to plan it."""

    row: Worksheet
    whom: str
    left: bool
    lines: list[Line]
    both: dict[SheetPath, list[Line]]
    offers: list[Offer]
    missing: int
    skills: list[Any]
    sources: int
    full: bool
    working: bool
    model_state: str
    giving: GivingPage | None

    @property
    def minutes(self) -> int:
        return round(sum(line.slot.minutes for line in self.lines))

    @property
    def open(self) -> bool:
        return self.row.state is WorksheetState.PLANNED

    @property
    def usable(self) -> bool:
        return self.row.state in (WorksheetState.PLANNED, WorksheetState.SENT)


def read_sheet_page(session: Session, row: Worksheet) -> SheetPage:
    names = name_skills(session, row.context_id)
    offers = list_offers(session, row) if row.slots else []
    lines = _put_lines(read_slots(row.slots), names, _list_filled(session, offers))
    model = find_planner(session, row.context_id)
    return SheetPage(
        row=row,
        whom=name_target(session, row),
        left=_has_left(session, row),
        lines=lines,
        both={
            path: _put_lines(read_slots(row.sheets[path.value]), names)
            for path in SheetPath
            if row.sheets.get(path.value)
        },
        offers=offers,
        missing=sum(not line.published for line in lines),
        skills=list_kept_skills(session, row.context_id),
        sources=read_options(session, row.context_id).sources,
        full=len(lines) >= MOST,
        working=wiring().queue.depth(QueueName.WORK) is not None
        and (not row.for_model or has_worker(session, utcnow())),
        model_state=model.state.value if model else "none",
        giving=read_giving(session, row),
    )


def name_target(session: Session, row: Worksheet) -> str:
    """Whom the worksheet is for."""
    if row.person_id:
        return name_person(session.get_one(Person, row.person_id))
    return row.group_name or gettext("All learners")


def _has_left(session: Session, row: Worksheet) -> bool:
    if not row.person_id:
        return False
    found = (
        session.query(Membership)
        .filter_by(context_id=row.context_id, person_id=row.person_id)
        .one_or_none()
    )
    return found is None or not found.active


def _list_filled(session: Session, offers: Sequence[Offer]) -> dict[str, Exercise]:
    """By slot, out of the practice that fills most."""
    ids = {slot: own for offer in reversed(offers) for slot, own in offer.fits.items()}
    query = select(Exercise).where(Exercise.id.in_(ids.values()))
    rows = {row.id: row for row in session.scalars(query)}
    return {slot: rows[own] for slot, own in ids.items()}


def _name_other_kind(slot: SheetSlot, exercise: Exercise | None) -> str:
    if exercise is None or Kind(exercise.kind) is Kind(slot.kind):
        return ""
    return str(KINDS[Kind(exercise.kind)])


def _put_lines(
    slots: Iterable[SheetSlot],
    names: Mapping[str, str],
    filled: Mapping[str, Exercise] = MappingProxyType({}),
) -> list[Line]:
    return [
        Line(
            slot=slot,
            skill=names.get(slot.skill, gettext("A skill that is gone")),
            kind=str(KINDS[Kind(slot.kind)]),
            bloom=str(BLOOMS[Bloom(slot.bloom)]),
            difficulty=describe_difficulty(slot.difficulty),
            chance=describe_chance(slot.p_correct),
            why=explain_slot(slot.why, slot.facts),
            published=filled[slot.id].id if slot.id in filled else "",
            other_kind=_name_other_kind(slot, filled.get(slot.id)),
        )
        for slot in slots
    ]
