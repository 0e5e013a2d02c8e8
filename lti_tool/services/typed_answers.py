"""What is typed and not sent yet, so that a visit that ends takes nothing along.

A browser may refuse a frame all storage of its own, so the row is the only place that outlives the
page in every browser. It goes with the attempt that is made of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.errors import TooLargeError
from lti_tool.models import Showing, TypedAnswer
from lti_tool.services.showings import list_attempts, lock_showing

MOST_CHARACTERS = 40_000  # of all fields together; the longest field of an answer holds 600


class TypedTooLongError(TooLargeError):
    code = "typed_too_long"
    message = "This is more than an answer may hold. Shorten it before you send it."


def keep_typed(
    session: Session, showing: Showing, number: int, fields: Mapping[str, str], now: datetime
) -> bool:
    """In place of what was typed before. False where the try after `number` attempts was sent or
    the showing closed meanwhile: nothing is kept then.

    Raises `TypedTooLongError`.
    """
    if len(json.dumps(dict(fields), ensure_ascii=False)) > MOST_CHARACTERS:
        raise TypedTooLongError
    lock_showing(session, showing)
    if showing.closed_at is not None or len(list_attempts(session, showing.id)) != number:
        return False
    row = _find(session, showing.id) or TypedAnswer(
        showing_id=showing.id, person_id=showing.person_id
    )
    row.number, row.fields, row.typed_at = number, dict(fields), now
    session.add(row)
    session.flush()
    return True


def read_typed(session: Session, showing_id: str, number: int) -> dict[str, str]:
    """The form's fields for the try after `number` attempts; empty where nothing was typed."""
    row = _find(session, showing_id)
    return dict(row.fields) if row is not None and row.number == number else {}


def forget_typed(session: Session, showing_id: str) -> None:
    session.execute(delete(TypedAnswer).where(TypedAnswer.showing_id == showing_id))


def _find(session: Session, showing_id: str) -> TypedAnswer | None:
    return session.scalar(select(TypedAnswer).where(TypedAnswer.showing_id == showing_id))
