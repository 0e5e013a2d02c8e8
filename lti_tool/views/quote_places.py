"""Where in the course to read on: each place once, with what is quoted of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lti_tool.services.citations import Quote


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """`where` has no passage once its source is gone; `texts` may be empty."""

    where: Quote
    texts: tuple[str, ...]


def group_quotes(quotes: Iterable[Quote], told: str) -> tuple[QuotePlace, ...]:
    """In order of their first quote; a quote that stands in `told` word for word is left out."""
    places: dict[str | None, list[Quote]] = {}
    for quote in quotes:
        places.setdefault(quote.passage_id, []).append(quote)
    return tuple(QuotePlace(found[0], _list_texts(found, told)) for found in places.values())


def _list_texts(quotes: Iterable[Quote], told: str) -> tuple[str, ...]:
    texts = dict.fromkeys(quote.text for quote in quotes)
    return tuple(text for text in texts if _squeeze(text) not in _squeeze(told))


def _squeeze(text: str) -> str:
    return " ".join(text.split())
