"""How a course's sources stand, for the page that lists them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Source, SourceState
from lti_tool.services.passages import count_passages
from lti_tool.services.sources import IN_WORK, LIVING, find_source


@dataclass(frozen=True, slots=True)
class SourceLine:
    """`replacement` is the living source that is to take this one's place."""

    source: Source
    passages: int
    replacement: Source | None

    @property
    def is_moving(self) -> bool:
        """Whether the page should ask again soon."""
        replacing = self.replacement is not None and self.replacement.state in IN_WORK
        return replacing or self.source.state in IN_WORK


def list_source_lines(session: Session, context_id: str) -> list[SourceLine]:
    """Living sources in course order."""
    query = select(Source).where(Source.context_id == context_id, Source.state.in_(LIVING))
    ordered = query.order_by(Source.position, Source.created_at, Source.id)
    sources = {source.id: source for source in session.scalars(ordered)}
    counts = count_passages(session, context_id)
    return [
        SourceLine(source, counts.get(source.id, 0), sources.get(source.replaced_by_id or ""))
        for source in sources.values()
    ]


def find_source_line(session: Session, context_id: str, source_id: str) -> SourceLine:
    """Raises `NotFoundError`."""
    source = find_source(session, context_id, source_id)
    replacement = session.get(Source, source.replaced_by_id) if source.replaced_by_id else None
    if replacement is not None and replacement.state not in LIVING:
        replacement = None
    return SourceLine(source, count_passages(session, context_id).get(source.id, 0), replacement)


def awaits_proposals(lines: list[SourceLine]) -> bool:
    """Whether skills are still to be proposed from one of these."""
    return any(
        line.source.state in IN_WORK
        or (line.source.state is SourceState.READY and not line.source.skills_proposed)
        for line in lines
    )
