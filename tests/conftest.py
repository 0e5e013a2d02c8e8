"""What all tests share: a migrated database, on SQLite or, where asked for, on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.db import Database
from lti_tool.migrate import migrate_database

os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate_database(database.engine)
    yield database
    database.close()
