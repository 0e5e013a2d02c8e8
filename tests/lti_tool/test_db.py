from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from lti_tool import db
from lti_tool.db import Database
from lti_tool.migrate import migrate_database, newest_revisions, schema_differences
from lti_tool.models import Admin, AdminInvite, Deployment
from lti_tool.revision import HEAD, is_current
from tests.lti_tool.factories import make_course, make_person


def test_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        session.add(Admin(name="a", created_at=datetime(2026, 1, 1)))


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(Deployment(registration_id="nobody", lti_id="1"))


def test_unknown_state_is_refused_by_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO tool_key (id, created_at, registration_id, kid, state, public_pem,"
            " private_sealed) VALUES ('1', '2026-01-01', 'r', 'k', 'lost', '', '')"
        )


def test_writer_that_waits_in_vain_says_that_the_database_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    database = Database(f"sqlite:///{tmp_path / 'busy.db'}")
    with database.write() as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="locked"), database.write() as second:
            second.execute(text("SELECT 1"))
        with database.read() as reader:
            reader.execute(text("SELECT 1"))
    database.close()


def test_failed_write_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(Admin(name="a"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Admin)) == 0


def test_error_of_the_database_tells_no_values(database: Database) -> None:
    """It ends up in a log."""
    with database.write() as session:
        course = make_course(session)
        make_person(session, course, subject="5")
    with pytest.raises(IntegrityError) as raised, database.write() as session:
        make_person(session, course, subject="5", name="Ada Marsh", email="ada@example.invalid")
    assert "UNIQUE" in str(raised.value).upper()
    assert "Ada Marsh" not in str(raised.value)
    assert "ada@" not in str(raised.value)


def test_migrated_schema_is_what_the_rows_say(database: Database) -> None:
    assert schema_differences(database.engine) == []
    assert is_current(database.engine)


def test_migration_runs_twice(database: Database) -> None:
    migrate_database(database.engine)
    assert is_current(database.engine)


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    assert newest_revisions() == [HEAD]


@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET version_num = '0000'"])
def test_database_of_another_release_is_not_current(new_sqlite: str, change: str) -> None:
    database = Database(new_sqlite)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(change.format("alembic_version"))
    assert not is_current(database.engine)
    database.close()


def test_empty_database_is_not_current(tmp_path: Path) -> None:
    assert not is_current(Database(f"sqlite:///{tmp_path / 'new.db'}").engine)


def test_concurrent_read_then_write_never_finds_it_locked(database: Database) -> None:
    errors: list[Exception] = []

    def rename(number: int) -> None:
        try:
            for step in range(20):
                with database.write() as session:
                    session.scalar(select(func.count()).select_from(Admin))
                    session.add(Admin(name=f"{number}-{step}"))
        except Exception as error:  # noqa: BLE001 - any error fails the test below
            errors.append(error)

    threads = [threading.Thread(target=rename, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Admin)) == 120
        assert session.scalar(select(func.count()).select_from(AdminInvite)) == 0
