"""Evidence out of the statements of other tools: always of all that was sent about one thing.

A late, repeated, contradicting or voided statement therefore needs no rule of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, defer

from analytics.types import Source
from lti_tool.models import OutsideEvidence, Statement
from lti_tool.services.outside_evidence import SkillChoice
from lti_tool.statements.received import ANSWER, COMPLETION

Touched = tuple[str, str]  # a person's id and an object's
AT_ONCE = 200


def pick_standing(statements: Iterable[Statement]) -> dict[str, Statement]:
    """By occasion, those that count. Each answer counts; of what was told about one attempt at a
    whole (completed, passed, scored, ...) the latest, and a score goes before a mere completion."""
    found: dict[str, Statement] = {}
    for one in sorted(statements, key=lambda one: (one.happened_at, one.created_at, one.id)):
        if one.voided or one.share is None:
            continue
        occasion = one.statement_id if one.weight == ANSWER else one.attempt
        known = found.get(occasion)
        if known is None or one.weight != COMPLETION or known.weight == COMPLETION:
            found[occasion] = one
    return found


def derive_evidence(session: Session, context_id: str, touched: Collection[Touched]) -> None:
    """Make the rows of these people and objects agree with what was sent about them."""
    wanted = sorted(touched)
    skills = SkillChoice(session, context_id, Source.TOOL)
    for start in range(0, len(wanted), AT_ONCE):
        _derive(session, context_id, wanted[start : start + AT_ONCE], skills)
    session.flush()


def _derive(
    session: Session, context_id: str, wanted: Sequence[Touched], skills: SkillChoice
) -> None:
    sent = _group(session, context_id, wanted)
    rows = _find_rows(session, context_id, wanted)
    for key in wanted:
        known = rows.get(key, {})
        for occasion, statement in pick_standing(sent.get(key, ())).items():
            row = known.pop(occasion, None)
            if row is None:
                row = _make_row(context_id, key, occasion)
                session.add(row)
            _fill(row, statement, skills)
        for gone in known.values():
            session.delete(gone)


def propose_for_tools(session: Session, context_id: str) -> None:
    """Skills that the course got since; what somebody chose stays."""
    skills = SkillChoice(session, context_id, Source.TOOL)
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source == Source.TOOL.value,
        OutsideEvidence.mapped.is_(False),
    )
    for row in session.scalars(query):
        row.skill_ids, row.mapped = skills.choose(row.external_id, row.title)


def _group(
    session: Session, context_id: str, wanted: Sequence[Touched]
) -> dict[Touched, list[Statement]]:
    query = select(Statement).options(defer(Statement.body))
    query = query.where(
        Statement.context_id == context_id,
        tuple_(Statement.person_id, Statement.object_id).in_(wanted),
    )
    found: dict[Touched, list[Statement]] = {}
    for one in session.scalars(query):
        found.setdefault((one.person_id or "", one.object_id), []).append(one)
    return found


def _find_rows(
    session: Session, context_id: str, wanted: Sequence[Touched]
) -> dict[Touched, dict[str, OutsideEvidence]]:
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source == Source.TOOL.value,
        tuple_(OutsideEvidence.person_id, OutsideEvidence.external_id).in_(wanted),
    )
    found: dict[Touched, dict[str, OutsideEvidence]] = {}
    for row in session.scalars(query):
        found.setdefault((row.person_id, row.external_id), {})[row.occasion] = row
    return found


def _make_row(context_id: str, key: Touched, occasion: str) -> OutsideEvidence:
    person_id, object_id = key
    return OutsideEvidence(
        context_id=context_id,
        person_id=person_id,
        source=Source.TOOL.value,
        external_id=object_id,
        occasion=occasion,
    )


def _fill(row: OutsideEvidence, statement: Statement, skills: SkillChoice) -> None:
    row.title = statement.title or statement.object_id
    row.score, row.weight = statement.share or 0.0, statement.weight
    row.seen_at = statement.happened_at
    row.skill_ids, row.mapped = skills.choose(row.external_id, row.title)
