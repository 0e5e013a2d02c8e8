"""What lies on the review desk: drafts by state, narrowed by skill, kind, request and flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from generators.exercise.verdict import Outcome, Verdict
from lti_tool.models import Draft, DraftState, Passage, Source
from lti_tool.services.drafts import DraftText, read_verdicts
from lti_tool.services.exercises import publish_draft
from lti_tool.services.passages import find_passages

LIMIT = 500
STATES = (DraftState.IN_REVIEW, DraftState.REFUSED, DraftState.REJECTED)


@dataclass(frozen=True, slots=True)
class DraftFilter:
    """Empty fields do not narrow. `flags` is "", "some" or "none"."""

    state: DraftState = DraftState.IN_REVIEW
    skill: str = ""
    kind: str = ""
    request: str = ""
    flags: str = ""
    assigned_to: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that a draft cites, with what it quotes of it."""

    passage: Passage
    source: Source
    quotes: tuple[str, ...]


def list_warnings(draft: Draft) -> list[Verdict]:
    """What a reviewer must see: failed checks first, then flags."""
    verdicts = read_verdicts(draft)
    return [
        verdict
        for outcome in (Outcome.FAIL, Outcome.FLAG)
        for verdict in verdicts
        if verdict.outcome is outcome
    ]


def list_run(draft: Draft) -> list[Verdict]:
    """Those of checks that ran, and so can say something."""
    return [v for v in read_verdicts(draft) if v.outcome is not Outcome.NOT_RUN]


def is_clean(draft: Draft) -> bool:
    """In review, checked as it stands, and no check had anything to say."""
    waiting = draft.state is not DraftState.IN_REVIEW or not draft.checked
    return not waiting and not list_warnings(draft)


def list_drafts(session: Session, context_id: str, wanted: DraftFilter) -> list[Draft]:
    """Skill by skill, oldest first; the newest first among what was rejected."""
    query = _narrow(select(Draft).where(Draft.context_id == context_id), wanted)
    query = query.where(Draft.state == wanted.state).limit(LIMIT)
    if wanted.state is DraftState.REJECTED:
        query = query.order_by(Draft.created_at.desc(), Draft.id)
    else:
        query = query.order_by(Draft.skill_id, Draft.created_at, Draft.id)
    drafts = list(session.scalars(query))
    if not wanted.flags:
        return drafts
    return [draft for draft in drafts if bool(list_warnings(draft)) == (wanted.flags == "some")]


def _narrow(query: Select[Draft], wanted: DraftFilter) -> Select[Draft]:
    if wanted.skill:
        query = query.where(Draft.skill_id == wanted.skill)
    if wanted.kind:
        query = query.where(Draft.kind == wanted.kind)
    if wanted.assigned_to:
        query = query.where(Draft.assigned_to == wanted.assigned_to)
    if wanted.request:
        query = query.where(Draft.request_id == wanted.request)
    return query


def count_drafts(session: Session, context_id: str) -> Counter[DraftState]:
    query = (
        select(Draft.state, func.count().label("total"))
        .where(Draft.context_id == context_id)
        .group_by(Draft.state)
    )
    return Counter({row.state: row.total for row in session.execute(query)})


def find_neighbours(drafts: Sequence[Draft], draft_id: str) -> tuple[str | None, str | None]:
    """Ids of the drafts before and after; the first one where this one left the list."""
    ids = [draft.id for draft in drafts]
    if draft_id not in ids:
        return None, ids[0] if ids else None
    place = ids.index(draft_id)
    before = ids[place - 1] if place else None
    return before, ids[place + 1] if place + 1 < len(ids) else None


def list_cited(session: Session, context_id: str, text: DraftText) -> list[Cited]:
    """In the order of citation; passages that are gone are left out."""
    quotes: dict[str, list[str]] = {}
    for citation in text.content.citations if text.content else ():
        quotes.setdefault(citation.passage, []).append(citation.quote)
    passages = find_passages(session, context_id, quotes)
    return [
        Cited(passages[id], session.get_one(Source, passages[id].source_id), tuple(quoted))
        for id, quoted in quotes.items()
        if id in passages
    ]


def publish_clean_drafts(
    session: Session, context_id: str, draft_ids: Sequence[str], person_id: str, now: datetime
) -> int:
    """Publish those of the named drafts that are (still) without any flag; how many they are."""
    rows = session.scalars(
        select(Draft).where(Draft.context_id == context_id, Draft.id.in_(draft_ids))
    ).all()
    clean = [draft for draft in rows if is_clean(draft)]
    for draft in clean:
        publish_draft(session, context_id, draft.id, person_id, now)
    return len(clean)
