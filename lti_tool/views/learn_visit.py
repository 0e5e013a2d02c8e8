"""What of a practice this visit may touch: learners the activity's own, instructors any of the
course, as a preview."""

from __future__ import annotations

from flask import g, url_for
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.models import Practice, Showing
from lti_tool.services.practices import find_practice
from lti_tool.services.showings import find_showing
from lti_tool.views.visit import Visit


def visit_practice(session: Session, wanted: str = "") -> Practice | None:
    """The practice of the activity; `wanted` is an instructor's choice of another one. None where
    the activity was not bound to one yet."""
    visit: Visit = g.visit
    practice_id = wanted if wanted and visit.is_instructor else visit.practice_id
    return find_practice(session, visit.context.id, practice_id) if practice_id else None


def require_practice(session: Session, wanted: str = "") -> Practice:
    practice = visit_practice(session, wanted)
    if practice is None:
        raise NotFoundError
    return practice


def own_showing(session: Session, showing_id: str) -> tuple[Practice, Showing]:
    """Raises `NotFoundError` for anybody else's."""
    visit: Visit = g.visit
    bound = None if visit.is_instructor else require_practice(session).id
    showing = find_showing(session, visit.context.id, bound, visit.person.id, showing_id)
    return find_practice(session, visit.context.id, showing.practice_id), showing


def page_url(practice: Practice) -> str:
    """The practice's first page, which an instructor may have come to from elsewhere."""
    own = practice.id == g.visit.practice_id
    return url_for("learn.page", practice=None if own else practice.id)


def sheet_url(practice: Practice) -> str:
    """Of the learner's worksheet in the practice."""
    own = practice.id == g.visit.practice_id
    return url_for("own_worksheets.page", practice=None if own else practice.id)
