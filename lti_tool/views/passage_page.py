"""The passage that an exercise comes from; its quote is marked once the exercise is over, for
until then the quote may be the answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.models import Practice, Showing
from lti_tool.services.attempts import is_over
from lti_tool.services.passages import Surroundings, find_surroundings
from lti_tool.services.showings import list_attempts, show_current
from lti_tool.services.windows import read_window


@dataclass(frozen=True, slots=True)
class PassagePage:
    """`quote` is "" while nothing is to be marked."""

    place: Surroundings
    quote: str


def read_passage_page(
    session: Session, practice: Practice, showing: Showing, passage_id: str
) -> PassagePage:
    """Raises `NotFoundError` for a passage that the exercise does not cite, and for any before
    the first try: an exercise is no way to read all of a course's files."""
    attempts = list_attempts(session, showing.id)
    quotes = {
        citation.passage: citation.quote for citation in show_current(session, showing).citations
    }
    if passage_id not in quotes or not attempts:
        raise NotFoundError
    place = find_surroundings(session, practice.context_id, passage_id)
    window = read_window(session, practice, showing.person_id)
    over = is_over(showing, attempts, window.tries_left(len(attempts)))
    return PassagePage(place, quotes[passage_id] if over else "")
