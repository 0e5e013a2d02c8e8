"""The passages of a course: those in use, and those that an exercise once cited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from generators.exercise.content import Language
from generators.exercise.passage import Passage as ReadPassage
from lti_tool.errors import NotFoundError
from lti_tool.models import Passage, Source, SourceState


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage in its source, between its neighbours there."""

    passage: Passage
    source: Source
    before: Passage | None
    after: Passage | None


def list_passages(session: Session, context_id: str) -> list[Passage]:
    """Of the sources that are ready, in course order."""
    query = (
        select(Passage)
        .join(Source, Source.id == Passage.source_id)
        .where(Source.context_id == context_id, Source.state == SourceState.READY)
        .order_by(Source.position, Source.created_at, Source.id, Passage.ordinal)
    )
    return list(session.scalars(query))


def find_passages(session: Session, context_id: str, ids: Collection[str]) -> dict[str, Passage]:
    """By id; of replaced and deleted sources too. Ids of other courses are left out."""
    query = select(Passage).where(Passage.context_id == context_id, Passage.id.in_(ids))
    return {passage.id: passage for passage in session.scalars(query)}


def to_passage(row: Passage, source: Source) -> ReadPassage:
    return ReadPassage(
        id=row.id,
        text=row.text,
        source=source.filename,
        page=row.page,
        heading=row.heading,
        kind=row.kind,
        language=Language(row.language),
        marked=tuple(row.marked),
    )


def list_passages_of(
    session: Session, source_id: str, offset: int = 0, limit: int | None = None
) -> list[Passage]:
    query = select(Passage).where(Passage.source_id == source_id).order_by(Passage.ordinal)
    return list(session.scalars(query.offset(offset).limit(limit)))


def count_tables(session: Session, context_id: str) -> int:
    """In the sources that are ready."""
    query = (
        select(func.count())
        .select_from(Passage)
        .join(Source, Source.id == Passage.source_id)
        .where(
            Passage.context_id == context_id,
            Passage.kind == "table",
            Source.state == SourceState.READY,
        )
    )
    return session.scalar(query) or 0


def count_passages(session: Session, context_id: str) -> dict[str, int]:
    """By source id."""
    query = (
        select(Passage.source_id, func.count())
        .where(Passage.context_id == context_id)
        .group_by(Passage.source_id)
    )
    return dict(session.execute(query).tuples().all())


def find_surroundings(session: Session, context_id: str, passage_id: str) -> Surroundings:
    """Raises `NotFoundError` for a passage of another course."""
    passage = find_passages(session, context_id, [passage_id]).get(passage_id)
    if passage is None:
        raise NotFoundError
    near = select(Passage).where(
        Passage.source_id == passage.source_id,
        Passage.ordinal.in_((passage.ordinal - 1, passage.ordinal + 1)),
    )
    found = {row.ordinal - passage.ordinal: row for row in session.scalars(near)}
    source = session.get_one(Source, passage.source_id)
    return Surroundings(passage, source, found.get(-1), found.get(1))
