"""What becomes of a planned worksheet: drafts are asked for, published exercises offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Language
from lti_tool.errors import ConflictError
from lti_tool.models import GenerationRequest, Practice, Skill, Worksheet
from lti_tool.services.practices import list_practices
from lti_tool.services.request_options import claim_wishes, read_options
from lti_tool.services.requests import create_request
from lti_tool.services.skills import list_kept_skills
from lti_tool.services.worksheet_slots import SheetSlot
from lti_tool.services.worksheet_stock import fit_exercises, list_stock
from lti_tool.services.worksheets import list_slots, mark_sent, require_usable


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
    require_usable(row)
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


def fill_slots(slots: Sequence[SheetSlot], fits: Mapping[str, str]) -> list[SheetSlot]:
    """Those that an exercise fills, with it."""
    return [
        slot.model_copy(update={"exercise": fits[slot.id]}) for slot in slots if slot.id in fits
    ]


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
