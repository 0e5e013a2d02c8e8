"""Asking for another exercise like a published one: its skill, kind and level, a little easier, as
hard, or a little harder; or in another form in which the course would ask for the skill, which the
model behind the bank's map draws (`generators.bank.forms`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import QUESTION_KINDS, Bloom, Kind, Language
from lti_tool.errors import ConflictError
from lti_tool.models import Exercise, GenerationRequest
from lti_tool.services.bank_models import find_bank_model
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


class FormGoneError(ConflictError):
    code = "form_gone"
    message = (
        "The forms that are offered have changed meanwhile, since the map of the bank was drawn "
        "anew. Look at the list again and choose."
    )


@dataclass(frozen=True, slots=True)
class Form:
    """What another exercise is to be; `difficulty` in logits."""

    shift: Shift
    kind: Kind
    bloom: Bloom
    difficulty: float

    @property
    def key(self) -> str:
        return f"{self.shift}-{self.kind}-{self.bloom}"


def keep_form(exercise: Exercise, shift: Shift) -> Form:
    """The form of the exercise itself."""
    difficulty = min(LIMIT, max(-LIMIT, exercise.difficulty + STEPS[shift]))
    return Form(shift, Kind(exercise.kind), Bloom(exercise.bloom), difficulty)


def list_forms(session: Session, exercise: Exercise) -> list[Form]:
    """Other ones in which this course would ask for the skill; none before a map was drawn."""
    model = find_bank_model(session, exercise.context_id)
    return [
        Form(Shift(own["shift"]), Kind(own["kind"]), Bloom(own["bloom"]), own["difficulty"])
        for own in (model.forms.get(exercise.id, []) if model else [])
        if own["kind"] in QUESTION_KINDS
    ]


def find_form(session: Session, exercise: Exercise, key: str) -> Form:
    """Raises `FormGoneError`."""
    for form in list_forms(session, exercise):
        if form.key == key:
            return form
    raise FormGoneError


def ask_another(
    session: Session, exercise: Exercise, person_id: str, form: Form, seed: int
) -> GenerationRequest:
    """The caller rings GENERATE after the commit. Raises `NothingToReadError`,
    `SkillDroppedError`."""
    if not read_options(session, exercise.context_id).sources:
        raise NothingToReadError
    blueprint = draw_blueprint(session, exercise, form)
    return create_request(session, exercise.context_id, person_id, [blueprint], seed)


def draw_blueprint(session: Session, exercise: Exercise, form: Form) -> Blueprint:
    """Raises `SkillDroppedError`."""
    kept = {skill.id: skill for skill in list_kept_skills(session, exercise.context_id)}
    skill = kept.get(exercise.skill_id)
    if skill is None:
        raise SkillDroppedError
    return Blueprint(
        skill=skill.id,
        skill_name=skill.name,
        kind=form.kind,
        language=Language(exercise.language),
        bloom=form.bloom,
        difficulty=form.difficulty,
        terms=tuple(skill.terms),
    )
