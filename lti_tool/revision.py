"""At which revision a database stands, without the machinery that migrates it (migrate.py)."""

from __future__ import annotations

from sqlalchemy import Engine, column, inspect, select, table

HEAD = "0006"  # the newest of migrations/versions; a test holds them together
VERSIONS = table("alembic_version", column("version_num"))


def is_current(engine: Engine) -> bool:
    """Whether it is the newest one: asked by every readiness probe and at every start."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSIONS.name):
            return False
        return list(connection.scalars(select(VERSIONS.c.version_num))) == [HEAD]
