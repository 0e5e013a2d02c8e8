"""Drafts: what a drafter wrote, with its verdicts. The only writer of `Draft.state`.

An edit makes a draft wait for its checks (`checked` is False); the verdicts that come back count
only for the very text that was checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content, read_content
from generators.exercise.draw import FamilyError, draw_variant
from generators.exercise.family import Family
from generators.exercise.verdict import Outcome, Verdict
from lti_tool.errors import ConflictError
from lti_tool.models import (
    IS_CURRENT,
    Draft,
    DraftState,
    Exercise,
    ExerciseState,
    ExerciseVersion,
    GenerationRequest,
)
from lti_tool.services.course_rows import find_in_course

INSTRUCTOR = "instructor"  # the drafter of what was written by hand
IMPORTED = "imported"  # of what came in a file, whose provenance is in `raw`


class DraftUncheckedError(ConflictError):
    code = "draft_unchecked"
    message = "This draft was edited and its checks have not ended. Wait for them, then accept it."


class DraftRefusedError(ConflictError):
    code = "draft_refused"
    message = "A check refused this draft. Edit it so that its checks pass, then accept it."


class DraftDecidedError(ConflictError):
    code = "draft_decided"
    message = "Somebody has decided on this draft already. Reload the page and look again."


@dataclass(frozen=True, slots=True)
class DraftText:
    """What a draft says: `content`, and for a parametric one the `family` it is drawn from."""

    content: Content | None
    family: Family | None

    @classmethod
    def of(cls, content: Content | None, family: Family | None) -> DraftText:
        """A family without content shows its first variant, if it has any."""
        if content is None and family is not None:
            try:
                content = draw_variant(family, 0)
            except FamilyError:
                return cls(None, family)
        return cls(content, family)

    @property
    def is_empty(self) -> bool:
        return self.content is None


def read_text(draft: Draft) -> DraftText:
    return read_stored(draft.content, draft.family)


def read_stored(content: dict[str, Any] | None, family: dict[str, Any] | None) -> DraftText:
    """The text of a row's JSON, a draft's or a version's."""
    return DraftText(
        read_content(content) if content else None,
        Family.model_validate(family) if family else None,
    )


def read_blueprint(draft: Draft) -> Blueprint:
    return Blueprint.model_validate(draft.blueprint)


def read_verdicts(draft: Draft) -> list[Verdict]:
    return [Verdict.model_validate(verdict) for verdict in draft.verdicts]


def store_draft(
    session: Session,
    request: GenerationRequest,
    *,
    run_key: str,
    blueprint: Blueprint,
    drafter: str,
    revision: str,
    seed: int,
    content: Content | None,
    family: Family | None,
    raw: str,
    verdicts: Sequence[Verdict],
) -> Draft | None:
    """Keep what a drafter gave and count it in its request.

    None where `run_key` was stored before: a job that runs twice stores nothing twice.
    """
    row = session.get_one(GenerationRequest, request.id, with_for_update=True)
    if session.scalar(select(Draft.id).where(Draft.run_key == run_key)):
        return None
    draft = new_draft(row.context_id, blueprint, DraftText.of(content, family), verdicts)
    draft.request_id, draft.run_key, draft.regenerates_id = row.id, run_key, row.regenerates_id
    draft.drafter, draft.revision, draft.seed, draft.raw = drafter, revision, seed, raw
    session.add(draft)
    row.drafted += 1
    row.accepted += draft.state is DraftState.IN_REVIEW
    session.flush()
    return draft


def new_draft(
    context_id: str, blueprint: Blueprint, text: DraftText, verdicts: Sequence[Verdict]
) -> Draft:
    draft = Draft(
        context_id=context_id,
        skill_id=blueprint.skill,
        blueprint=blueprint.model_dump(mode="json"),
        kind=blueprint.kind.value,
        language=blueprint.language.value,
        bloom=blueprint.bloom.value,
        difficulty=blueprint.difficulty,
    )
    set_text(draft, text)
    set_verdicts(draft, verdicts)
    return draft


def set_text(draft: Draft, text: DraftText) -> None:
    draft.content = text.content.model_dump(mode="json") if text.content else None
    draft.family = text.family.model_dump(mode="json") if text.family else None


def set_verdicts(draft: Draft, verdicts: Sequence[Verdict]) -> None:
    """A FAIL refuses the draft; so does having no text at all."""
    draft.verdicts = [verdict.model_dump(mode="json") for verdict in verdicts]
    failed = any(verdict.outcome is Outcome.FAIL for verdict in verdicts)
    refused = failed or draft.content is None
    draft.state = DraftState.REFUSED if refused else DraftState.IN_REVIEW
    draft.checked = True


def find_draft(session: Session, context_id: str, draft_id: str, *, lock: bool = False) -> Draft:
    return find_in_course(session, Draft, context_id, draft_id, lock=lock)


def change_text(session: Session, draft: Draft, text: DraftText) -> None:
    """An edit: the draft is a candidate again and waits for its checks."""
    if draft.state not in (DraftState.IN_REVIEW, DraftState.REFUSED):
        raise DraftDecidedError
    if draft.drafted is None:
        draft.drafted = {"content": draft.content, "family": draft.family}
    set_text(draft, text)
    draft.state, draft.edited, draft.checked = DraftState.IN_REVIEW, True, False
    session.flush()


def record_verdicts(
    session: Session, draft_id: str, text: DraftText, verdicts: Sequence[Verdict]
) -> bool:
    """End the checks of an edited draft. False where it was edited again or decided on meanwhile:
    verdicts of another text say nothing of this one."""
    draft = session.get(Draft, draft_id, with_for_update=True)
    if draft is None or draft.checked or draft.state is not DraftState.IN_REVIEW:
        return False
    if read_text(draft) != text:
        return False
    set_verdicts(draft, verdicts)
    session.flush()
    return True


def drafts_to_ring(session: Session) -> list[str]:
    """Edited drafts that wait for their checks, oldest first: the sweeper's work."""
    query = (
        select(Draft.id)
        .where(Draft.state == DraftState.IN_REVIEW, Draft.checked.is_(False))
        .order_by(Draft.created_at)
    )
    return list(session.scalars(query))


def accept_draft(session: Session, context_id: str, draft_id: str, person_id: str) -> Draft:
    """Mark as published. Raises `ConflictError` for one that may not be: its message says why."""
    draft = find_draft(session, context_id, draft_id, lock=True)
    if draft.state is DraftState.REFUSED:
        raise DraftRefusedError
    if draft.state is not DraftState.IN_REVIEW:
        raise DraftDecidedError
    if not draft.checked:
        raise DraftUncheckedError
    draft.state, draft.decided_by, draft.reason = DraftState.PUBLISHED, person_id, ""
    return draft


def reject_draft(
    session: Session, context_id: str, draft_id: str, person_id: str, reason: str
) -> Draft:
    draft = find_draft(session, context_id, draft_id, lock=True)
    if draft.state not in (DraftState.IN_REVIEW, DraftState.REFUSED):
        raise DraftDecidedError
    draft.state, draft.decided_by, draft.reason = DraftState.REJECTED, person_id, reason
    return draft


def return_to_review(draft: Draft) -> None:
    """Undo a decision: the draft stands where its verdicts put it."""
    checked = draft.checked
    set_verdicts(draft, read_verdicts(draft))
    draft.checked, draft.decided_by, draft.reason = checked, None, ""
    if not checked:
        draft.state = DraftState.IN_REVIEW


def list_bank_contents(
    session: Session, context_id: str, skill_id: str | None = None, *, without: str | None = None
) -> list[Content]:
    """What a new draft may not repeat: published exercises and drafts in review, oldest first.

    `without` is the draft that is being checked itself.
    """
    published = (
        select(ExerciseVersion.content)
        .join(Exercise, IS_CURRENT)
        .where(Exercise.context_id == context_id, Exercise.state == ExerciseState.PUBLISHED)
        .order_by(Exercise.created_at)
    )
    in_review = (
        select(Draft.content)
        .where(Draft.context_id == context_id, Draft.state == DraftState.IN_REVIEW)
        .order_by(Draft.created_at)
    )
    if skill_id is not None:
        published = published.where(Exercise.skill_id == skill_id)
        in_review = in_review.where(Draft.skill_id == skill_id)
    if without is not None:
        in_review = in_review.where(Draft.id != without)
    found = [*session.scalars(published), *session.scalars(in_review)]
    return [read_content(content) for content in found if content]
