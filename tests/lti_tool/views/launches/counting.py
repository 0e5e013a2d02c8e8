"""How many rows a launch left."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from lti_tool.db import Database


def count(database: Database, kind: type[Any]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0
