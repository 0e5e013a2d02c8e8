"""The skills of a course in course order; what an instructor decides about them stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from generators.exercise.folding import fold_text
from lti_tool.errors import InvalidInputError
from lti_tool.models import Context, Skill, SkillState
from lti_tool.services.course_rows import find_in_course, next_position

NAME_CHARACTERS = 200
DESCRIPTION_CHARACTERS = 2000
TERMS = 24
MISCONCEPTIONS = 12
MISCONCEPTION_CHARACTERS = 500
TERM_CHARACTERS = 80


class SkillNameMissingError(InvalidInputError):
    code = "skill_name_missing"
    message = "Give the skill a name of at most %(most)s characters."


class SkillNameTakenError(InvalidInputError):
    code = "skill_name_taken"
    message = (
        "This course already has a skill named %(name)s. Choose another name, or look for it "
        "among the dropped skills."
    )


@dataclass(frozen=True, slots=True)
class TypedError:
    """What learners get wrong; `mark` is `mark_error` of what it was, "" for a new one."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class SkillForm:
    """As typed: surrounding blanks, empty and repeated terms do not matter. None leaves the
    definition and the misconceptions as they are."""

    name: str
    description: str = ""
    terms: tuple[str, ...] = ()
    definition: str | None = None
    misconceptions: tuple[TypedError, ...] | None = None


def list_skills(session: Session, context_id: str) -> list[Skill]:
    """All of them, dropped ones too, in course order."""
    query = select(Skill).where(Skill.context_id == context_id)
    return list(session.scalars(query.order_by(Skill.position, Skill.created_at, Skill.id)))


def list_kept_skills(session: Session, context_id: str) -> list[Skill]:
    """What exercises may be about, in course order."""
    return [row for row in list_skills(session, context_id) if row.state is SkillState.KEPT]


def name_skills(session: Session, context_id: str) -> dict[str, str]:
    """Names by id. Dropped skills keep theirs on what was made for them."""
    return {row.id: row.name for row in list_skills(session, context_id)}


def find_skill(session: Session, context_id: str, skill_id: str) -> Skill:
    """Raises `NotFoundError`."""
    return find_in_course(session, Skill, context_id, skill_id)


def add_skill(session: Session, context_id: str, form: SkillForm, language: str) -> Skill:
    """One that an instructor thought of: kept from the start, last in the course.

    Raises `SkillNameMissingError`, `SkillNameTakenError`.
    """
    session.get_one(Context, context_id, with_for_update=True)
    skill = Skill(context_id=context_id, state=SkillState.KEPT, language=language)
    _fill(session, skill, form)
    skill.position = next_position(session, Skill, context_id)
    session.add(skill)
    session.flush()
    return skill


def change_skill(session: Session, context_id: str, skill_id: str, form: SkillForm) -> Skill:
    """Whoever edits a proposal means to keep it. Raises what `add_skill` raises."""
    skill = find_skill(session, context_id, skill_id)
    _fill(session, skill, form)
    skill.state = SkillState.KEPT
    return skill


def keep_skill(session: Session, context_id: str, skill_id: str) -> Skill:
    """A proposed one, or one that was dropped before."""
    skill = find_skill(session, context_id, skill_id)
    skill.state = SkillState.KEPT
    return skill


def drop_skill(session: Session, context_id: str, skill_id: str) -> Skill:
    """No further exercises are made for it; `keep_skill` brings it back as it was."""
    skill = find_skill(session, context_id, skill_id)
    skill.state = SkillState.DROPPED
    return skill


def keep_all_skills(session: Session, context_id: str) -> int:
    """Every proposed one; how many they were."""
    proposed = (Skill.context_id == context_id) & (Skill.state == SkillState.PROPOSED)
    kept = session.execute(
        update(Skill).where(proposed).values(state=SkillState.KEPT).returning(Skill.id)
    )
    return len(kept.all())


def move_skill(session: Session, context_id: str, skill_id: str, steps: int) -> None:
    """Up (negative) or down among the skills that are not dropped; at the end it stays."""
    session.get_one(Context, context_id, with_for_update=True)
    moved = find_skill(session, context_id, skill_id)
    rows = [r for r in list_skills(session, context_id) if r.state is not SkillState.DROPPED]
    if moved not in rows:
        return
    place = rows.index(moved)
    rows.insert(max(0, min(len(rows) - 1, place + steps)), rows.pop(place))
    for position, row in enumerate(rows, 1):
        row.position = position


def check_skill_name(
    session: Session, context_id: str, typed: str, own_id: str | None = None
) -> str:
    """The name as it is kept. Raises `SkillNameMissingError`, `SkillNameTakenError`."""
    name = " ".join(typed.split())
    if not name or len(name) > NAME_CHARACTERS:
        raise SkillNameMissingError(most=NAME_CHARACTERS)
    for other in list_skills(session, context_id):
        if other.id != own_id and fold_text(other.name) == fold_text(name):
            raise SkillNameTakenError(name=other.name)
    return name


def mark_error(error: Mapping[str, str]) -> str:
    """Names a misconception in a form, so that its quote need not come from the browser."""
    return sha256(f"{error['text']}\n{error['quote']}".encode()).hexdigest()[:16]


def _keep_errors(skill: Skill, typed: Iterable[TypedError]) -> list[dict[str, str]]:
    """Emptied ones go; the quote of one that was changed stays, since that is where it is from."""
    quotes = {mark_error(error): error["quote"] for error in skill.misconceptions}
    errors: dict[str, dict[str, str]] = {}
    for one in typed:
        text = " ".join(one.text.split())[:MISCONCEPTION_CHARACTERS]
        if text:
            errors.setdefault(text, {"text": text, "quote": quotes.get(one.mark, "")})
    return list(errors.values())[:MISCONCEPTIONS]


def _fill(session: Session, skill: Skill, form: SkillForm) -> None:
    skill.name = check_skill_name(session, skill.context_id, form.name, skill.id)
    skill.description = form.description.strip()[:DESCRIPTION_CHARACTERS]
    terms = (" ".join(term.split())[:TERM_CHARACTERS] for term in form.terms)
    skill.terms = list(dict.fromkeys(term for term in terms if term))[:TERMS]
    if form.definition is not None:
        skill.definition = " ".join(form.definition.split())[:DESCRIPTION_CHARACTERS]
    if form.misconceptions is not None:
        skill.misconceptions = _keep_errors(skill, form.misconceptions)
