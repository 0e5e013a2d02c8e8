"""Skills that a job proposed: added behind the course's own, which they never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from generators.exercise.folding import fold_text
from lti_tool.models import Context, Skill, SkillPrerequisite, SkillState, Source, SourceState
from lti_tool.services.course_rows import next_position
from lti_tool.services.skills import list_skills
from lti_tool.services.sources import IN_WORK


@dataclass(frozen=True, slots=True)
class Proposal:
    """`misconceptions` are (text, quote); `requires` (the name of another proposal, the quote that
    says so), and only proposals that come before."""

    name: str
    description: str
    terms: tuple[str, ...]
    language: str
    definition: str = ""
    misconceptions: tuple[tuple[str, str], ...] = ()
    requires: tuple[tuple[str, str], ...] = ()


def sources_without_proposals(session: Session, context_id: str) -> list[Source]:
    """In course order. Empty while another source of the course is still to be read: files that
    came in together are looked at together."""
    query = (
        select(Source)
        .where(
            Source.context_id == context_id,
            Source.state == SourceState.READY,
            Source.skills_proposed.is_(False),
            ~_has_work(),
        )
        .order_by(Source.position, Source.created_at)
    )
    return list(session.scalars(query))


def contexts_to_ring(session: Session) -> list[str]:
    """Courses with read sources that nobody proposed skills from yet: the sweeper's work."""
    query = (
        select(Source.context_id)
        .where(Source.state == SourceState.READY, Source.skills_proposed.is_(False), ~_has_work())
        .distinct()
    )
    return list(session.scalars(query))


def add_proposals(
    session: Session, context_id: str, source_ids: Sequence[str], proposals: Sequence[Proposal]
) -> int:
    """Add what the course has not, mark the sources as done; how many skills are new.

    A second run for the same sources adds nothing.
    """
    session.get_one(Context, context_id, with_for_update=True)
    waiting = Source.id.in_(source_ids) & Source.skills_proposed.is_(False)
    sources = list(session.scalars(select(Source).where(waiting)))
    if not sources:
        return 0
    for source in sources:
        source.skills_proposed = True
    taken = _taken_names(session, context_id)
    new = [p for p in _distinct(proposals) if fold_text(p.name) not in taken]
    first = next_position(session, Skill, context_id)
    added = [_make_skill(context_id, p, position) for position, p in enumerate(new, first)]
    session.add_all(added)
    session.flush()
    _add_prerequisites(session, context_id, list(zip(added, new, strict=True)))
    return len(new)


def _has_work() -> ColumnElement[bool]:
    """Whether a source of the same course is still to be read."""
    other = aliased(Source)
    return exists().where(other.context_id == Source.context_id, other.state.in_(IN_WORK))


def _taken_names(session: Session, context_id: str) -> set[str]:
    """What skills are called and were called when a source proposed them, dropped ones too."""
    query = select(Skill.name, Skill.proposed_as).where(Skill.context_id == context_id)
    return {fold_text(name) for pair in session.execute(query) for name in pair if name}


def _add_prerequisites(
    session: Session, context_id: str, added: Sequence[tuple[Skill, Proposal]]
) -> None:
    """Of new skills alone: what the course has is the instructor's. No circle can come of it, since
    nothing builds on a new skill but those that are proposed after it."""
    known = {
        fold_text(row.name): row
        for row in list_skills(session, context_id)
        if row.state is not SkillState.DROPPED
    }
    for skill, proposal in added:
        for name, quote in proposal.requires:
            required = known.get(fold_text(name))
            if required is not None and required.position < skill.position:
                session.add(
                    SkillPrerequisite(skill_id=skill.id, requires_id=required.id, quote=quote)
                )


def _distinct(proposals: Sequence[Proposal]) -> list[Proposal]:
    return list({fold_text(proposal.name): proposal for proposal in reversed(proposals)}.values())[
        ::-1
    ]


def _make_skill(context_id: str, proposal: Proposal, position: int) -> Skill:
    return Skill(
        context_id=context_id,
        name=proposal.name[:200],
        proposed_as=proposal.name[:200],
        description=proposal.description,
        definition=proposal.definition,
        misconceptions=[{"text": text, "quote": quote} for text, quote in proposal.misconceptions],
        terms=list(proposal.terms),
        language=proposal.language,
        position=position,
    )
