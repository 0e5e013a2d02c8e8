"""Gradebook columns for activities that came without one, made when an instructor asks for it.

Never by itself: where an instructor switched grading off, Moodle names no column either, and would
get one that belongs to no activity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.lti import ags
from lti_tool.lti.connector import Connector, ForeignUrlError
from lti_tool.lti.origins import origin
from lti_tool.models import Attempt, Context, LineItem, Practice, ResourceLink
from lti_tool.services.rows import find_or_add
from lti_tool.services.scores import update_scores


class ColumnThereError(ConflictError):
    code = "column_there"
    message = "This activity has a gradebook column already. Reload the page."


@dataclass(frozen=True, slots=True)
class BareActivity:
    """An activity with a practice and no gradebook column, where the course takes columns."""

    link_id: str
    lti_id: str
    title: str
    practice_id: str
    context_id: str
    registration_id: str
    line_items_url: str


def list_bare_activities(session: Session, context_id: str) -> list[BareActivity]:
    query = (
        select(ResourceLink, Practice, Context)
        .join(Practice, Practice.id == ResourceLink.practice_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .where(
            ResourceLink.context_id == context_id,
            ResourceLink.line_item_id.is_(None),
            Context.lineitems_url.is_not(None),
        )
        .order_by(ResourceLink.created_at, ResourceLink.id)
    )
    return [
        BareActivity(
            link.id,
            link.lti_id,
            link.title or practice.title,
            practice.id,
            context.id,
            context.registration_id,
            context.lineitems_url or "",
        )
        for link, practice, context in session.execute(query)
    ]


def find_bare_activity(session: Session, context_id: str, link_id: str) -> BareActivity:
    """Raises `NotFoundError`, `ColumnThereError`."""
    link = session.get(ResourceLink, link_id)
    if link is None or link.context_id != context_id:
        raise NotFoundError
    if link.line_item_id:
        raise ColumnThereError
    found = [one for one in list_bare_activities(session, context_id) if one.link_id == link_id]
    if not found:
        raise NotFoundError
    return found[0]


def make_column(connector: Connector, activity: BareActivity) -> ags.LineItemEntry:
    """The platform's column for it: one of an earlier try that broke off, under the activity's
    present name, or a new one. Raises `HttpError`; `ForeignUrlError` for one that is elsewhere."""
    entry = _find_or_create(connector, activity)
    if origin(entry.url) not in connector.origins:
        raise ForeignUrlError
    return entry


def _find_or_create(connector: Connector, activity: BareActivity) -> ags.LineItemEntry:
    held = ags.list_line_items(connector, activity.line_items_url, activity.practice_id)
    own = [
        entry
        for entry in held
        if (entry.resource_id, entry.resource_link_id) == (activity.practice_id, activity.lti_id)
    ]
    if not own:
        return ags.create_line_item(
            connector,
            activity.line_items_url,
            label=activity.title,
            resource_id=activity.practice_id,
            resource_link_id=activity.lti_id,
        )
    if own[0].label == activity.title:
        return own[0]
    return ags.rename_line_item(connector, own[0].url, activity.title)


def keep_column(
    session: Session, activity: BareActivity, entry: ags.LineItemEntry, now: datetime
) -> set[str]:
    """Bind it, with the scores of what was answered so far; the registrations to send to."""
    link = session.get_one(ResourceLink, activity.link_id, with_for_update=True)
    item = find_or_add(
        session,
        LineItem,
        {"resource_id": entry.resource_id, "score_maximum": entry.score_maximum},
        context_id=activity.context_id,
        url=entry.url,
    )
    link.line_item_id = link.line_item_id or item.id
    session.flush()
    answered = select(Attempt.person_id).where(Attempt.practice_id == activity.practice_id)
    people = session.scalars(answered.distinct()).all()
    return update_scores(session, [(activity.practice_id, person) for person in people], now)
