"""Parts of rows, read and written without the ORM: for what every launch does.

To load, track and flush an object of the ORM costs several times its statement. A part is a
frozen dataclass whose fields are columns of one table, `id` first where it is to be renewed.
What the ORM has not flushed yet is not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, Executable, Table, Update, bindparam, update
from sqlalchemy.orm import Session

from lti_tool.db import Base, Row

Part = TypeVar("Part", bound=Any)


def table_of(kind: type[Base]) -> Table:
    return cast(Table, kind.__table__)


def columns_of(kind: type[Base], shape: type[Any]) -> list[ColumnElement[Any]]:
    """Those that a part of this shape holds."""
    return [table_of(kind).c[name] for name in shape.__match_args__]


def run(
    session: Session, statement: Executable, values: Mapping[str, Any] | None = None
) -> CursorResult[Any]:
    """In the session's own transaction."""
    return session.connection().execute(statement, values)


def take_part(shape: type[Part], values: Iterator[Any]) -> Part:
    """Of a result that holds the columns of several parts, the next one."""
    part: Part = shape(*islice(values, len(shape.__match_args__)))
    return part


def part_of(shape: type[Part], row: Base) -> Part:
    part: Part = shape(*(getattr(row, name) for name in shape.__match_args__))
    return part


def renew(session: Session, kind: type[Row], part: Part, **values: Any) -> Part:
    """Write what differs; the part as it is then."""
    changed = {name: new for name, new in values.items() if getattr(part, name) != new}
    if not changed:
        return part
    run(session, _update(kind), {"part_id": part.id, **changed})
    return replace(part, **changed)


@cache
def _update(kind: type[Row]) -> Update:
    table = table_of(kind)
    return update(table).where(table.c.id == bindparam("part_id"))
