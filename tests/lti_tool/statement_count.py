"""How many statements a page takes, however large the class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from lti_tool.db import Database


@contextmanager
def count_statements(database: Database) -> Iterator[list[str]]:
    """The statements of all engines of the database, as they are run."""
    found: list[str] = []

    def listen(connection: object, cursor: object, statement: str, *more: object) -> None:
        found.append(statement)

    engines = {database.engine, database._writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", listen)
