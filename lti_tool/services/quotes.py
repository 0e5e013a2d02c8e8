"""Finding the passage that a quote was taken from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from generators.exercise.folding import fold_spaces
from lti_tool.services.passages import find_passages, list_passages


def locate_quotes(
    session: Session, context_id: str, quotes: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Quote to passage id, for (quote, passage id or ""). The named passage is looked at first
    (it may belong to a source that was replaced), then all that are in use, in course order.
    White space may differ. A quote that no passage holds is left out."""
    quotes = list(quotes)
    named = find_passages(session, context_id, [passage for _, passage in quotes if passage])
    in_use = [(row.id, fold_spaces(row.text)) for row in list_passages(session, context_id)]
    found = {}
    for quote, passage_id in quotes:
        first = [(passage_id, fold_spaces(named[passage_id].text))] if passage_id in named else []
        wanted = fold_spaces(quote)
        holder = next((id for id, text in [*first, *in_use] if wanted and wanted in text), None)
        if holder:
            found[quote] = holder
    return found
