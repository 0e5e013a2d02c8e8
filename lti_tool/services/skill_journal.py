"""What a merge or a split changed, row by row, so that it can be taken back.

Entries are plain JSON: ["set", table, column, old, new, ids], ["add", table, row],
["drop", table, row]. Taken back in reverse order; what was changed again since stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from lti_tool.db import Base, UtcDateTime, utcnow

AT_ONCE = 400  # ids in one statement


class Journal:
    """Does changes and writes them down; the caller flushes before and expires afterwards."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.entries: list[Any] = []

    def set_values(self, column: Column[Any], old: Any, new: Any, ids: Sequence[str]) -> None:
        if ids and old != new:
            _set(self._session, column, new, ids)
            self.note_values(column, old, new, ids)

    def note_values(self, column: Column[Any], old: Any, new: Any, ids: Sequence[str]) -> None:
        """Of a change that was done already."""
        if ids and old != new:
            self.entries.append(["set", column.table.name, column.name, old, new, list(ids)])

    def add_row(self, table: Table, row: dict[str, Any]) -> None:
        row = {"created_at": utcnow(), **row}
        self._session.execute(insert(table).values(row))
        self.entries.append(["add", table.name, _plain(row)])

    def drop_row(self, table: Table, row_id: str) -> None:
        row = self._session.execute(select(table).where(table.c.id == row_id)).mappings().one()
        self._session.execute(delete(table).where(table.c.id == row_id))
        self.entries.append(["drop", table.name, _plain(dict(row))])


def take_back(session: Session, entries: Iterable[Any]) -> None:
    for kind, name, *rest in reversed(list(entries)):
        table = Base.metadata.tables[name]
        if kind == "set":
            _take_back_values(session, table.c[rest[0]], *rest[1:])
        elif kind == "add":
            session.execute(delete(table).where(table.c.id == rest[0]["id"]))
        elif session.scalar(select(table.c.id).where(table.c.id == rest[0]["id"])) is None:
            session.execute(insert(table).values(_rich(table, rest[0])))


def list_added(entries: Iterable[Any], table: Table) -> list[str]:
    return [entry[2]["id"] for entry in entries if entry[:2] == ["add", table.name]]


def _take_back_values(
    session: Session, column: Column[Any], old: Any, new: Any, ids: Sequence[str]
) -> None:
    own_id = column.table.c.id
    for part in _parts(ids):
        rows = session.execute(select(own_id, column).where(own_id.in_(part)))
        _set(session, column, old, [row_id for row_id, value in rows if value == new])


def _set(session: Session, column: Column[Any], value: Any, ids: Sequence[str]) -> None:
    for part in _parts(ids):
        change = update(column.table).where(column.table.c.id.in_(part))
        session.execute(change.values({column.name: value}))


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}


def _rich(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    times = {c.name for c in table.columns if isinstance(c.type, UtcDateTime)}
    return {k: datetime.fromisoformat(v) if k in times and v else v for k, v in row.items()}
