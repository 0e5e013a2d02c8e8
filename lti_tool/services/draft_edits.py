"""What an instructor does to the text of a draft: change it, write one, have it written anew."""

from __future__ import annotations

import json
from hashlib import sha256

from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Bloom, Kind, Language
from lti_tool.errors import ConflictError
from lti_tool.models import Draft, GenerationRequest, Skill
from lti_tool.services.drafts import (
    INSTRUCTOR,
    DraftText,
    change_text,
    find_draft,
    new_draft,
    read_blueprint,
    reject_draft,
)
from lti_tool.services.requests import create_request

REGENERATED = "regenerated"


def describe_wish(
    skill: Skill, kind: Kind, language: Language, bloom: Bloom, difficulty: float
) -> Blueprint:
    return Blueprint(
        skill=skill.id,
        skill_name=skill.name,
        kind=kind,
        language=language,
        bloom=bloom,
        difficulty=difficulty,
        terms=tuple(skill.terms),
    )


class DraftChangedError(ConflictError):
    code = "draft_changed"
    message = (
        "Somebody else saved this draft while you had it open, so yours was not saved. It is still "
        "below; saving it again replaces theirs."
    )


def fingerprint(draft: Draft) -> str:
    """Of what an edit may change: the same as long as nobody saved another text."""
    saved = json.dumps([draft.content, draft.family, draft.blueprint], sort_keys=True)
    return sha256(saved.encode()).hexdigest()


def edit_draft(
    session: Session,
    context_id: str,
    draft_id: str,
    base: str,
    text: DraftText,
    blueprint: Blueprint,
) -> Draft:
    """`base` is the fingerprint of the draft that was edited.

    Raises `DraftChangedError`, and `DraftDecidedError` once it is published or rejected.
    """
    draft = find_draft(session, context_id, draft_id, lock=True)
    if fingerprint(draft) != base:
        raise DraftChangedError
    change_text(session, draft, text)
    note = read_blueprint(draft).note
    draft.blueprint = blueprint.model_copy(update={"note": note}).model_dump(mode="json")
    draft.skill_id, draft.language = blueprint.skill, blueprint.language.value
    draft.bloom, draft.difficulty = blueprint.bloom.value, blueprint.difficulty
    return draft


def write_draft(
    session: Session,
    context_id: str,
    text: DraftText,
    blueprint: Blueprint,
    drafter: str = INSTRUCTOR,
) -> Draft:
    """A draft by hand or from a file; it goes through the same checks as any other."""
    draft = new_draft(context_id, blueprint, text, ())
    draft.drafter, draft.checked = drafter, False
    session.add(draft)
    session.flush()
    return draft


def regenerate_draft(
    session: Session,
    context_id: str,
    draft_id: str,
    person_id: str,
    note: str,
    seed: int,
) -> GenerationRequest:
    """Ask for another draft of the same blueprint, with the note; this one leaves the desk."""
    draft = reject_draft(session, context_id, draft_id, person_id, REGENERATED)
    blueprint = read_blueprint(draft).model_copy(update={"note": note})
    return create_request(
        session, context_id, person_id, [blueprint], seed, regenerates_id=draft.id
    )
