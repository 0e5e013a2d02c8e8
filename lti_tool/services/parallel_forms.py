"""Asking for another exercise like a published one: its skill, kind and level, and a little easier,
as hard, or a little harder."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Bloom, Kind, Language
from lti_tool.errors import ConflictError
from lti_tool.models import Exercise, GenerationRequest
from lti_tool.services.exercises import find_exercise
from lti_tool.services.request_options import read_options
from lti_tool.services.requests import create_request
from lti_tool.services.skills import list_kept_skills

STEP = 0.75  # logits: P(correct) moves from .70 to .52 or .83 for the same learner
LIMIT = 4.0  # of a blueprint


class Shift(StrEnum):
    EASIER = "easier"
    LIKE = "like"
    HARDER = "harder"


STEPS = {Shift.EASIER: -STEP, Shift.LIKE: 0.0, Shift.HARDER: STEP}


class NothingToReadError(ConflictError):
    code = "nothing_to_read"
    message = (
        "The course has no readable source that an exercise could be drafted from. Upload course "
        "material first, then ask."
    )


class SkillDroppedError(ConflictError):
    code = "skill_dropped"
    message = "The skill of this exercise was dropped. Keep it again on the page Skills, then ask."


def ask_another(
    session: Session, context_id: str, exercise_id: str, person_id: str, shift: Shift, seed: int
) -> GenerationRequest:
    """The caller rings GENERATE after the commit. Raises `NotFoundError`, `NothingToReadError`,
    `SkillDroppedError`."""
    exercise = find_exercise(session, context_id, exercise_id)
    if not read_options(session, context_id).sources:
        raise NothingToReadError
    blueprint = draw_blueprint(session, exercise, shift)
    return create_request(session, context_id, person_id, [blueprint], seed)


def draw_blueprint(session: Session, exercise: Exercise, shift: Shift) -> Blueprint:
    """Raises `SkillDroppedError`."""
    kept = {skill.id: skill for skill in list_kept_skills(session, exercise.context_id)}
    skill = kept.get(exercise.skill_id)
    if skill is None:
        raise SkillDroppedError
    return Blueprint(
        skill=skill.id,
        skill_name=skill.name,
        kind=Kind(exercise.kind),
        language=Language(exercise.language),
        bloom=Bloom(exercise.bloom),
        difficulty=min(LIMIT, max(-LIMIT, exercise.difficulty + STEPS[shift])),
        terms=tuple(skill.terms),
    )
