"""Find a row by its natural key, or add it: safe when two requests do so at once."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Row
from lti_tool.services.row_parts import add_missing

Kind = TypeVar("Kind", bound=Row)


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
