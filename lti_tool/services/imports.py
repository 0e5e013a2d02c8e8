"""Exercises out of a file of another tool: drafts like any other, to be checked and reviewed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Bloom, Content
from generators.exercise.folding import fold_text
from generators.exercise.formats.portable import Portable
from lti_tool.db import new_id
from lti_tool.errors import ConflictError
from lti_tool.models import Draft, DraftState, Skill
from lti_tool.services.draft_edits import describe_wish, write_draft
from lti_tool.services.drafts import IMPORTED, DraftText, list_bank_contents, reject_draft
from lti_tool.services.passages import find_passages
from lti_tool.services.skills import find_skill, list_skills

UNDONE = "import_undone"


class ImportGoneError(ConflictError):
    code = "import_gone"
    message = "Nothing of this import is left to take back: its drafts were decided on already."


@dataclass(frozen=True, slots=True)
class Imported:
    """`batch` names the import for its undo; `known` counts what the course had already."""

    batch: str
    drafts: list[Draft]
    known: int


def store_exercises(
    session: Session, context_id: str, exercises: Sequence[Portable], skill_id: str
) -> Imported:
    """As drafts whose checks have yet to run. A skill of the course by the name that the file
    gives is taken, else `skill_id`. Raises `NotFoundError` for a skill of another course.
    """
    fallback = find_skill(session, context_id, skill_id)
    skills = {fold_text(skill.name): skill for skill in list_skills(session, context_id)}
    there = {_essence(content) for content in list_bank_contents(session, context_id)}
    batch, known, drafts = new_id(), 0, list[Draft]()
    for portable in exercises:
        essence = _essence(portable.content)
        if essence in there:
            known += 1
            continue
        there.add(essence)
        skill = skills.get(fold_text(portable.skill), fallback)
        drafts.append(_store(session, context_id, portable, skill))
        drafts[-1].run_key = f"import:{batch}:{len(drafts)}"
    session.flush()
    return Imported(batch, drafts, known)


def _essence(content: Content) -> str:
    """The same for the same exercise: without citations, which are the course's own."""
    return content.model_copy(update={"citations": ()}).model_dump_json()


def _store(session: Session, context_id: str, portable: Portable, skill: Skill) -> Draft:
    portable = _keep_citations(session, context_id, portable)
    content = portable.content
    difficulty = min(4.0, max(-4.0, portable.difficulty or 0.0))
    bloom = portable.bloom or Bloom.UNDERSTAND
    blueprint = describe_wish(skill, content.kind, content.language, bloom, difficulty)
    text = DraftText(content, portable.family)
    draft = write_draft(session, context_id, text, blueprint, IMPORTED)
    if portable.generated:
        draft.raw = json.dumps({"AIGC": _label(portable)}, ensure_ascii=False)
    return draft


def _label(portable: Portable) -> dict[str, str]:
    """A file may say that an exercise is generated without saying by whom."""
    label = portable.provenance.get("AIGC") or {"Label": "1", "ProduceID": portable.id}
    return {str(name): str(value) for name, value in label.items()}


def _keep_citations(session: Session, context_id: str, portable: Portable) -> Portable:
    """Those of passages of this course; another course's say nothing here."""
    content, family = portable.content, portable.family
    cited = {citation.passage for citation in content.citations}
    there = find_passages(session, context_id, cited)
    kept = tuple(citation for citation in content.citations if citation.passage in there)
    return replace(
        portable,
        content=content.model_copy(update={"citations": kept}),
        family=family.model_copy(update={"citations": kept}) if family else None,
    )


def undo_import(session: Session, context_id: str, batch: str, person_id: str) -> int:
    """Reject what of it nobody has decided on; how many that were.

    Raises `ImportGoneError` where there are none.
    """
    query = select(Draft.id).where(
        Draft.context_id == context_id,
        Draft.run_key.startswith(f"import:{batch}:", autoescape=True),
        Draft.state.in_((DraftState.IN_REVIEW, DraftState.REFUSED)),
    )
    found = list(session.scalars(query))
    if not found:
        raise ImportGoneError
    for draft_id in found:
        reject_draft(session, context_id, draft_id, person_id, UNDONE)
    return len(found)
