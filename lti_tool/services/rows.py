"""Find a row by its natural key, or add it: safe when two requests do so at once. Delete many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.db import Row
from lti_tool.services.row_parts import add_missing

Kind = TypeVar("Kind", bound=Row)
AT_ONCE = 5_000  # a statement holds at most 32,766 (SQLite) or 65,535 (PostgreSQL) values


def find_row(session: Session, kind: type[Kind], **key: Any) -> Kind | None:
    return session.scalars(select(kind).filter_by(**key)).one_or_none()


def find_or_add(session: Session, kind: type[Kind], values: dict[str, Any], **key: Any) -> Kind:
    """The row with this key; `values` are for a new one. `key` has a unique constraint: of two
    first launches that race, the second finds the row that the first one made."""
    row = find_row(session, kind, **key)
    if row is not None:
        return row
    add_missing(session.connection(), kind, key | values)
    return session.scalars(select(kind).filter_by(**key)).one()


def delete_rows(session: Session, kind: type[Kind], ids: Sequence[str]) -> None:
    for first in range(0, len(ids), AT_ONCE):
        session.execute(delete(kind).where(kind.id.in_(ids[first : first + AT_ONCE])))
