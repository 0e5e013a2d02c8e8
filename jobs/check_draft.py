"""Checking a draft that an instructor edited or wrote. May run twice at any time."""

from __future__ import annotations

from generators.checks.case import INSTRUCTOR
from generators.checks.run import run_checks
from generators.drafters.base import Candidate, Material
from generators.exercise.verdict import Verdict
from jobs.check_tools import AFTER_EDIT
from jobs.course_material import read_cited
from jobs.parts import Parts, current_parts
from lti_tool.models import Draft
from lti_tool.services.drafts import (
    DraftText,
    list_bank_contents,
    read_blueprint,
    read_text,
    record_verdicts,
)


def run(draft_id: str) -> None:
    check_draft(current_parts(), draft_id)


def check_draft(parts: Parts, draft_id: str) -> None:
    with parts.database.read() as session:
        draft = session.get(Draft, draft_id)
        if draft is None or draft.checked:
            return
        text = read_text(draft)
        citations = text.content.citations if text.content else ()
        cited = read_cited(session, draft.context_id, (own.passage for own in citations))
        bank = list_bank_contents(session, draft.context_id, without=draft_id)
    candidate = _candidate(draft, text)
    material = Material.of(tuple(cited))
    blueprint = read_blueprint(draft)
    verdicts: tuple[Verdict, ...] = run_checks(candidate, blueprint, material, bank, AFTER_EDIT)
    with parts.database.write() as session:
        record_verdicts(session, draft_id, text, verdicts)


def _candidate(draft: Draft, text: DraftText) -> Candidate:
    """The words are the instructor's now, whoever wrote them first; an edited family shows its
    first variant.
    """
    seed = 0 if draft.edited else draft.seed
    return Candidate(
        drafter=INSTRUCTOR, seed=seed, content=text.content, family=text.family, raw=draft.raw
    )
