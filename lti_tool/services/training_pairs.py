"""What instructors made of drafts, as pairs to train a model on: no person is named in them, and
nothing of any learner is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import IS_CURRENT, Draft, DraftState, Exercise, ExerciseVersion
from lti_tool.services.drafts import IMPORTED, INSTRUCTOR

BY_PEOPLE = (INSTRUCTOR, IMPORTED)


def list_pairs(session: Session, context_id: str) -> Iterator[dict[str, Any]]:
    """Decided drafts, oldest first: `drafted` as the drafter wrote it, `published` as learners meet
    it now (None where it was rejected, with `reason` by its code).
    """
    query = (
        select(Draft, ExerciseVersion)
        .outerjoin(Exercise, Exercise.draft_id == Draft.id)
        .outerjoin(ExerciseVersion, IS_CURRENT)
        .where(
            Draft.context_id == context_id,
            Draft.state.in_((DraftState.PUBLISHED, DraftState.REJECTED)),
            Draft.drafter.not_in(BY_PEOPLE),
        )
        .order_by(Draft.created_at, Draft.id)
    )
    for draft, version in session.execute(query).tuples():
        yield _describe(draft, version)


def _describe(draft: Draft, version: ExerciseVersion | None) -> dict[str, Any]:
    own = draft.drafted or {"content": draft.content, "family": draft.family}
    published = {"content": version.content, "family": version.family} if version else None
    # The wish that an instructor typed may name somebody, and so may a reason in their own words.
    blueprint = {name: value for name, value in draft.blueprint.items() if name != "note"}
    return {
        "blueprint": blueprint,
        "drafter": draft.drafter,
        "revision": draft.revision,
        "seed": draft.seed,
        "drafted": own,
        "published": published,
        "changed": published is not None and published != own,
        "reason": draft.reason.partition(": ")[0] if draft.state is DraftState.REJECTED else "",
        "verdicts": draft.verdicts,
    }
