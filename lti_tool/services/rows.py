"""Find a row by its natural key, or add it: safe when two requests do so at once."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lti_tool.db import Row

Kind = TypeVar("Kind", bound=Row)


def find_row(session: Session, kind: type[Kind], **key: Any) -> Kind | None:
    return session.scalars(select(kind).filter_by(**key)).one_or_none()


def find_or_add(session: Session, kind: type[Kind], values: dict[str, Any], **key: Any) -> Kind:
    """The row with this key; `values` are for a new one. `key` has a unique constraint: of two
    first launches that race, the second finds the row that the first one made."""
    row = find_row(session, kind, **key)
    if row is not None:
        return row
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    table = inspect(kind).local_table
    session.execute(dialect.insert(table).values(**key, **values).on_conflict_do_nothing())
    return session.scalars(select(kind).filter_by(**key)).one()
