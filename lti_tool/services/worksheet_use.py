"""What becomes of a planned worksheet: drafts are asked for, published exercises are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Language
from lti_tool.errors import ConflictError
from lti_tool.models import GenerationRequest, Practice, Skill, Worksheet, WorksheetState
from lti_tool.services.practices import find_practice, list_practices
from lti_tool.services.request_options import claim_wishes, read_options
from lti_tool.services.requests import create_request
from lti_tool.services.skills import list_kept_skills
from lti_tool.services.worksheet_chances import list_group
from lti_tool.services.worksheet_slots import SheetSlot, write_slots
from lti_tool.services.worksheet_stock import fit_exercises, fit_people, list_stock
from lti_tool.services.worksheets import (
    NobodyToPlanForError,
    list_slots,
    mark_sent,
    require_learner,
)


class NothingToDraftError(ConflictError):
    code = "nothing_to_draft"
    message = (
        "There is nothing to ask for: published exercises fit every slot, or the skills of this "
        "worksheet were dropped."
    )


class NoSourceError(ConflictError):
    code = "no_source"
    message = (
        "The course has no readable source that exercises could be drafted from. Upload course "
        "material first, then send the worksheet."
    )


class NothingFitsError(ConflictError):
    code = "nothing_fits"
    message = (
        "No published exercise of this practice fits a slot of the worksheet, so there is nothing "
        "to give. Have exercises drafted first."
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A practice whose published exercises fill `fits` (by slot id) of the worksheet."""

    practice: Practice
    fits: dict[str, str]


def list_offers(session: Session, row: Worksheet) -> list[Offer]:
    """Practices that have something for the worksheet, those that fill most slots first."""
    slots = list_slots(row)
    offers = [
        Offer(practice, fit_exercises(slots, list_stock(session, practice, row.person_id)))
        for practice in list_practices(session, row.context_id)
    ]
    return sorted((one for one in offers if one.fits), key=lambda one: -len(one.fits))


def draw_blueprints(
    session: Session, row: Worksheet, language: Language, *, missing_only: bool
) -> list[Blueprint]:
    """One a slot; of those alone that no published exercise fits, where `missing_only`. Empty where
    the worksheet was sent before. Raises `ConflictError` and the errors above.
    """
    if row.request_id is not None:
        return []
    _require_ready(row)
    if not read_options(session, row.context_id).sources:
        raise NoSourceError
    slots = list_slots(row)
    if missing_only:
        filled = {slot for offer in list_offers(session, row) for slot in offer.fits}
        slots = [slot for slot in slots if slot.id not in filled]
    kept = {skill.id: skill for skill in list_kept_skills(session, row.context_id)}
    blueprints = [_draw(slot, kept[slot.skill], language) for slot in slots if slot.skill in kept]
    if not blueprints:
        raise NothingToDraftError
    return blueprints


def send_worksheet(
    session: Session, row: Worksheet, person_id: str, blueprints: Sequence[Blueprint]
) -> GenerationRequest:
    """What `draw_blueprints` gave goes to the drafters. The caller rings GENERATE after the
    commit."""
    request = create_request(session, row.context_id, person_id, blueprints, row.seed)
    claim_wishes(session, request)
    row.request_id = request.id
    mark_sent(row)
    return request


@dataclass(frozen=True, slots=True)
class Gift:
    """What of the worksheet's `slots` each learner is to find in the practice, by person id."""

    practice_id: str
    slots: list[Any]
    sheets: Mapping[str, list[Any]]


def prepare_gift(session: Session, row: Worksheet, practice_id: str) -> Gift:
    """The long part of giving, which grows with the class: it only reads, so nobody waits for it.

    Raises `NotFoundError`, `ConflictError`, `NothingFitsError`, `LearnerLeftError`.
    """
    practice = find_practice(session, row.context_id, practice_id)
    if row.given_at is not None:
        return Gift(practice.id, row.slots, {})
    _require_ready(row)
    slots = list_slots(row)
    sheets = {}
    for fits, people in fit_people(session, practice, slots, _list_receivers(session, row)):
        if fits:
            sheets.update(dict.fromkeys(people, write_slots(fill_slots(slots, fits))))
    if not sheets:
        raise NothingFitsError
    return Gift(practice.id, row.slots, sheets)


def give_worksheet(
    session: Session, row: Worksheet, gift: Gift, asked_by: str, now: datetime
) -> int:
    """Learners find it in the practice, by one statement however many they are; how many that is,
    0 where it was given before. Raises `ConflictError`, also where the worksheet was changed since
    the gift was prepared.
    """
    if row.given_at is not None:
        return 0
    _require_ready(row)
    if row.slots != gift.slots:
        raise ConflictError(
            "The worksheet was changed while it was being given, so nobody was given it. Look at "
            "it and give it again."
        )
    copies = [
        {**_copy(row, gift.practice_id, slots, now), "person_id": person, "asked_by": asked_by}
        for person, slots in gift.sheets.items()
    ]  # fmt: skip
    session.execute(insert(Worksheet), copies)
    row.given_at = now
    mark_sent(row)
    session.flush()
    return len(copies)


def fill_slots(slots: Sequence[SheetSlot], fits: Mapping[str, str]) -> list[SheetSlot]:
    """Those that an exercise fills, with it."""
    return [
        slot.model_copy(update={"exercise": fits[slot.id]}) for slot in slots if slot.id in fits
    ]


def _copy(row: Worksheet, practice_id: str, slots: list[Any], now: datetime) -> dict[str, Any]:
    return {
        "context_id": row.context_id,
        "practice_id": practice_id,
        "state": WorksheetState.PLANNED,
        "size": len(slots),
        "seed": row.seed,
        "slots": slots,
        "path": row.path,
        "path_reason": row.path_reason,
        "revision": row.revision,
        "planned_at": now,
    }


def _list_receivers(session: Session, row: Worksheet) -> list[str]:
    if row.person_id:
        require_learner(session, row.context_id, row.person_id)
        return [row.person_id]
    found = list_group(session, row)
    if not found:
        raise NobodyToPlanForError
    return found


def _require_ready(row: Worksheet) -> None:
    if row.state not in (WorksheetState.PLANNED, WorksheetState.SENT):
        raise ConflictError("This worksheet is not planned yet, or it was dropped. Plan another.")


def _draw(slot: SheetSlot, skill: Skill, language: Language) -> Blueprint:
    return Blueprint(
        skill=skill.id,
        skill_name=skill.name,
        kind=slot.kind,
        language=language,
        bloom=slot.bloom,
        difficulty=slot.difficulty,
        terms=tuple(skill.terms),
        note=_note(slot),
    )


def _note(slot: SheetSlot) -> str:
    """What a drafter is told of the slot beside its fields."""
    parts = [slot.context, slot.misconception and f"misconception: {slot.misconception}"]
    return "; ".join(part for part in parts if part)
