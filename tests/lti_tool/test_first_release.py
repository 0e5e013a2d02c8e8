"""An installation of the first release is brought to this one with everything that it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, column, create_engine, select, table, text
from sqlalchemy.engine import make_url

from deploy.backup.values import KINDS, kind_of
from lti_tool.app import create_app
from lti_tool.db import Base, Database, utcnow
from lti_tool.migrate import migrate_database, migrate_within, schema_differences
from lti_tool.models import LaunchSession, Registration
from lti_tool.revision import is_current
from lti_tool.services.private_hosts import list_hosts
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.visits import enter_visit

FIRST = json.loads(
    (Path(__file__).parents[1] / "fixtures/first_release/rows.json").read_text(encoding="utf-8")
)
ROWS: dict[str, list[dict[str, Any]]] = FIRST["tables"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def first_release(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """At the first release's revision, with its rows."""
    url = f"sqlite:///{tmp_path / 'first.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("own_postgres")
    database = Database(url)
    with database.write_plainly() as connection:
        migrate_within(connection, FIRST["revision"])
        for one in Base.metadata.sorted_tables:
            if rows := ROWS.get(one.name):
                _insert(connection, one, rows)
    yield database
    database.close()


@pytest.fixture
def own_postgres(migrated_postgres: str) -> Iterator[str]:
    """A database of its own: the shared one stands at the newest revision."""
    name = "first_release"
    server = create_engine(migrated_postgres, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(migrated_postgres).set(database=name)
    yield url.render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


def test_every_row_of_the_first_release_is_kept(first_release: Database) -> None:
    assert not is_current(first_release.engine)
    migrate_database(first_release.engine)
    migrate_database(first_release.engine)
    assert is_current(first_release.engine)
    assert schema_differences(first_release.engine) == []
    with first_release.read() as session:
        for name, rows in ROWS.items():
            expected = [_read(Base.metadata.tables[name], row) for row in rows]
            assert rows
            found = [
                {key: row[key] for key in rows[0]}
                for row in session.execute(select(Base.metadata.tables[name])).mappings()
            ]
            assert sorted(found, key=str) == sorted(expected, key=str), name


def test_platforms_of_the_first_release_are_asked_wherever_they_are(
    first_release: Database,
) -> None:
    """What is in a private network was permitted by its working until now."""
    migrate_database(first_release.engine)
    with first_release.read() as session:
        rows = session.scalars(select(Registration)).all()
        assert rows
        for row in rows:
            assert row.private_hosts == list_hosts(row) != []


def test_learner_of_the_first_release_goes_on(first_release: Database, tmp_path: Path) -> None:
    migrate_database(first_release.engine)
    settings = Settings.from_env(
        {"COURSEWRIGHT_DATA": str(tmp_path), "COURSEWRIGHT_SECRET_KEY": "k" * 40}
    )
    app = create_app(settings, first_release, RecordingQueue())
    with first_release.write() as session:
        visit = session.query(LaunchSession).filter_by(person_id=FIRST["learner"]).one()
        visit.seen_at = utcnow()
    learner = enter_visit(app, visit, FIRST["secret"], None)
    for path in ("/learn", "/mastery", "/my-data"):
        assert learner.get(path).status_code == 200, path
    assert "李 小明" in learner.get("/my-data").text


def _insert(connection: Connection, one: Table, rows: list[dict[str, Any]]) -> None:
    """Rows that refer to others of their table come behind those."""
    names = list(rows[0])
    into = table(one.name, *(column(name, KINDS[kind_of(one.c[name].type)]) for name in names))
    own = [key.parent.name for key in one.foreign_keys if key.column.table is one]
    ordered = sorted(rows, key=lambda row: any(row[name] for name in own))
    connection.execute(into.insert(), [_read(one, row) for row in ordered])


def _read(one: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(kind_of(one.c[name].type), value) for name, value in row.items()}


def _value(kind: str, value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case "time":
            return datetime.fromisoformat(value)
        case "bytes":
            return bytes.fromhex(value)
        case _:
            return value
