"""Rows of one course: the one place that keeps a row of another course from being found."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.db import Row
from lti_tool.errors import NotFoundError

Kind = TypeVar("Kind", bound=Row)


def find_in_course(
    session: Session, kind: type[Kind], context_id: str, row_id: str, *, lock: bool = False
) -> Kind:
    """Of a kind with a `context_id`. Raises `NotFoundError` for another course's row too."""
    row = session.get(kind, row_id, with_for_update=lock or None)
    if row is None or _context_of(row) != context_id:
        raise NotFoundError
    return row


def next_position(session: Session, kind: type[Row], context_id: str) -> int:
    """Behind all rows of the course; of a kind with a `position`, counted from 1."""
    row: Any = kind
    last = select(func.coalesce(func.max(row.position), 0)).where(row.context_id == context_id)
    return (session.scalar(last) or 0) + 1


def _context_of(row: Any) -> object:
    return row.context_id
