"""The passages of a course as drafters and checks read them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from generators.exercise.passage import Passage
from lti_tool.models import Passage as PassageRow
from lti_tool.models import Source
from lti_tool.services.passages import find_passages, list_passages, to_passage


def read_passages(session: Session, context_id: str) -> list[Passage]:
    """Of the sources that are ready, in course order."""
    return _convert(session, list_passages(session, context_id))


def read_cited(session: Session, context_id: str, ids: Iterable[str]) -> list[Passage]:
    """Of replaced and deleted sources too."""
    return _convert(session, find_passages(session, context_id, set(ids)).values())


def _convert(session: Session, rows: Iterable[PassageRow]) -> list[Passage]:
    found: dict[str, Source] = {}
    for row in (rows := list(rows)):
        if row.source_id not in found:
            found[row.source_id] = session.get_one(Source, row.source_id)
    return [to_passage(row, found[row.source_id]) for row in rows]
