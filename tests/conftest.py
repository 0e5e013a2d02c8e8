"""What all tests share: a migrated database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from copy import copy
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url

from lti_tool.db import Base, Database
from lti_tool.lti.keys import KeyPair, make_key_pair
from lti_tool.migrate import migrate_database

LONG = {"functional", "faults", "browser", "test_long_outage.py", "test_worker.py"}
CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: at the end no process waits for another's last file."""
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "pages too on SQLite and on PostgreSQL, not on one of them by their name"
    parser.addoption("--both-databases", action="store_true", help=text)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The same test on both databases. What a browser looks at is the same on either. Tests of
    pages are dealt to one of them: what reads and writes rows has tests of its own."""
    if "database" not in metafunc.fixturenames:
        return
    kinds: list[Any] = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
    module = metafunc.module.__name__
    if "browser" in module or "live" in metafunc.fixturenames:
        kinds = kinds[:1]
    elif module.startswith("tests.lti_tool.views") and not metafunc.config.option.both_databases:
        kinds = [kinds[crc32(metafunc.definition.nodeid.encode()) % 2]]
    metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture(scope="session")
def made_keys() -> list[KeyPair]:
    return []


@pytest.fixture
def database(
    request: pytest.FixtureRequest, made_keys: list[KeyPair], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """Empty, on engines that know the statements of the tests before: compiling them is a third of
    a test. Its registrations take the keys that those of others had: making one takes 50 ms."""
    own = _draw(made_keys)
    monkeypatch.setattr("lti_tool.services.keys.make_key_pair", lambda: next(own))
    database = copy(request.getfixturevalue(f"emptied_{request.param}"))
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def new_sqlite(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "test.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def shared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'test.db'}")
    for engine in (database.engine, database._writer):
        event.listen(engine.pool, "connect", _sync_nothing)
    return database


@pytest.fixture
def emptied_sqlite(shared_sqlite: Database, sqlite_template: Path) -> Database:
    """A new file at the old path."""
    path = Path(str(shared_sqlite.engine.url.database))
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copyfile(sqlite_template, path)
    return shared_sqlite


@pytest.fixture(scope="session")
def migrated_postgres() -> Iterator[str]:
    """The database of an embedded server of this test process."""
    import pgserver

    folder = tempfile.mkdtemp(prefix="coursewright-postgres-")  # short: a socket lies in it
    server = pgserver.get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    shown = url.render_as_string(hide_password=False)
    # A crash loses nothing that anybody wants.
    careless = [f"ALTER SYSTEM SET {name} = off" for name in CARELESS]
    _run_sql(shown, *careless, "SELECT pg_reload_conf()")
    _migrate(shown)
    yield shown
    server.cleanup()


@pytest.fixture(scope="session")
def eraser(migrated_postgres: str) -> Iterator[Connection]:
    """A connection for which no foreign key holds rows back."""
    engine = create_engine(migrated_postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        yield connection
    engine.dispose()


@pytest.fixture(scope="session")
def shared_postgres(migrated_postgres: str) -> Database:
    return Database(migrated_postgres)


@pytest.fixture
def emptied_postgres(shared_postgres: Database, new_postgres: str) -> Database:
    return shared_postgres


@pytest.fixture
def new_postgres(migrated_postgres: str, eraser: Connection) -> Iterator[str]:
    """Emptied after each test, row by row: TRUNCATE takes 0.2 s, as it makes each table anew."""
    yield migrated_postgres
    deletes = [str(table.delete()) for table in Base.metadata.sorted_tables]
    eraser.execute(text("; ".join(deletes)))


def _sync_nothing(connection: Any, record: object) -> None:
    """What only a power failure would lose is lost; each wait for a disk takes some ms."""
    connection.execute("PRAGMA synchronous=OFF")


def _draw(keys: list[KeyPair]) -> Iterator[KeyPair]:
    """From the first on, each once; what is lacking is made."""
    for place in count():
        if place == len(keys):
            keys.append(make_key_pair())
        yield keys[place]


def _migrate(url: str) -> None:
    database = Database(url)
    migrate_database(database.engine)
    database.close()


def _run_sql(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
