"""Where in the course an exercise comes from: its citations, with file, page and heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Citation
from lti_tool.models import Source
from lti_tool.services.passages import find_passages


@dataclass(frozen=True, slots=True)
class Quote:
    """`passage_id` is None, and the place empty, where the source is gone from the course."""

    text: str
    passage_id: str | None = None
    filename: str = ""
    page: int | None = None
    heading: str = ""


def list_quotes(session: Session, context_id: str, citations: Sequence[Citation]) -> list[Quote]:
    passages = find_passages(session, context_id, [citation.passage for citation in citations])
    wanted = {passage.source_id for passage in passages.values()}
    query = select(Source.id, Source.filename).where(Source.id.in_(wanted))
    names = {row.id: row.filename for row in session.execute(query)}
    quotes = []
    for citation in citations:
        row = passages.get(citation.passage)
        if row is None:
            quotes.append(Quote(citation.quote))
        else:
            name = names[row.source_id]
            quotes.append(Quote(citation.quote, row.id, name, row.page, row.heading))
    return quotes
