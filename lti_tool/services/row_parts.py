"""Parts of rows, read and written without the ORM: for what every launch does.

To load, track and flush an object of the ORM costs several times its statement. A part is a
frozen dataclass whose fields are columns of one table, `id` among them where it is to be renewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Table, Update, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lti_tool.db import Base, Row

Part = TypeVar("Part", bound=Any)


def table_of(kind: type[Base]) -> Table:
    return cast(Table, kind.__table__)


def columns_of(kind: type[Base], shape: type[Any]) -> list[ColumnElement[Any]]:
    """Those that a part of this shape holds."""
    return [table_of(kind).c[name] for name in shape.__match_args__]


def take_part(shape: type[Part], values: Iterator[Any]) -> Part:
    """Of a result that holds the columns of several parts, the next one."""
    part: Part = shape(*islice(values, len(shape.__match_args__)))
    return part


def add_part(
    connection: Connection,
    kind: type[Row],
    shape: type[Part],
    key: Mapping[str, Any],
    values: Mapping[str, Any] | None = None,
) -> Part:
    """A new row, or the one with this key that another launch made meanwhile."""
    add_missing(connection, kind, {**key, **(values or {})})
    query = select(*columns_of(kind, shape)).filter_by(**key)
    return take_part(shape, iter(connection.execute(query).one()))


def add_missing(connection: Connection, kind: type[Row], values: Mapping[str, Any]) -> None:
    """Nothing is added where a row with the same unique key is there."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table_of(kind)).values(**values)
    connection.execute(insert.on_conflict_do_nothing())


def renew(connection: Connection, kind: type[Row], part: Part, **values: Any) -> Part:
    """Write what differs; the part as it is then."""
    changed = {name: new for name, new in values.items() if getattr(part, name) != new}
    if not changed:
        return part
    connection.execute(_update(kind), {"part_id": part.id, **changed})
    return replace(part, **changed)


@contextmanager
def open_orm(connection: Connection) -> Iterator[Session]:
    """A session within the connection's transaction, for a service that needs one."""
    with Session(connection) as session, session.begin():
        yield session


@cache
def _update(kind: type[Row]) -> Update:
    table = table_of(kind)
    return update(table).where(table.c.id == bindparam("part_id"))
