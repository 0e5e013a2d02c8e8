"""What is backed up of either database is restored into either, whole or not at all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from deploy.backup import restore as restoring
from deploy.backup.dump import write_backup
from deploy.backup.errors import (
    ArchiveDamagedError,
    ArchiveNewerError,
    ArchiveTooLargeError,
    NotEmptyError,
    OtherSecretError,
    RowMisfitError,
)
from deploy.backup.restore import restore_backup
from lti_tool.db import Base, Database
from lti_tool.migrate import schema_differences
from lti_tool.models import Admin, AuditEntry, Source
from lti_tool.services.audit import note_audit
from lti_tool.services.uploads import source_path
from lti_tool.settings import Settings
from tests.lti_tool.factories import store
from tests.lti_tool.whole_site import FILE, add_later_rows, make_whole_site, tables_without_rows

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path / "from")


@pytest.fixture
def target(tmp_path: Path) -> Settings:
    return make_settings(tmp_path / "to")


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Iterator[Database]:
    """Without any schema."""
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield database
    database.close()


def make_settings(data: Path, key: str = "k" * 40) -> Settings:
    return Settings.from_env({"COURSEWRIGHT_DATA": str(data), "COURSEWRIGHT_SECRET_KEY": key})


def fill(database: Database, settings: Settings) -> Source:
    with database.write() as session:
        site = make_whole_site(session)
        add_later_rows(session, site)
        assert tables_without_rows(session) == []
    path = source_path(settings.uploads, site.context.id, site.source.id)
    path.parent.mkdir(parents=True)
    path.write_bytes(FILE)
    return site.source


def read_rows(database: Database, without: str = "backup.restore") -> Rows:
    rows = {}
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            query = select(table).order_by(*table.primary_key.columns)
            found = [tuple(row) for row in session.execute(query)]
            rows[table.name] = [row for row in found if without not in row]
    return rows


def back_up(settings: Settings, database: Database, *, with_keys: bool = False) -> io.BytesIO:
    file = io.BytesIO()
    write_backup(settings, database, file, with_keys=with_keys, tell=lambda _: None)
    return file


def restore(settings: Settings, database: Database, file: io.BytesIO, **options: bool) -> None:
    restore_backup(settings, database, file, **{"force": False, "any_key": False, **options})


def repack(file: io.BytesIO, change: Callable[[dict[str, bytes]], None]) -> io.BytesIO:
    """The same archive with other members."""
    with zipfile.ZipFile(file) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made


def edit_manifest(file: io.BytesIO, change: Callable[[dict[str, Any]], None]) -> io.BytesIO:
    def apply(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        change(manifest)
        members["manifest.json"] = json.dumps(manifest).encode()

    return repack(file, apply)


def assert_nothing_changed(database: Database, settings: Settings, before: Rows) -> None:
    assert read_rows(database) == before
    assert sorted(path.name for path in settings.data.iterdir() if "uploads." in path.name) == []


def test_damaged_or_hostile_archives_change_nothing(
    settings: Settings, target: Settings, tmp_path: Path, new_sqlite: str
) -> None:
    database = Database(new_sqlite)
    source = fill(database, settings)
    whole = back_up(settings, database)
    good = whole.getvalue()
    before, name = read_rows(database), f"uploads/{source.context_id}/{source.id}"

    def flip(at: int) -> io.BytesIO:
        return io.BytesIO(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])

    def climb(manifest: dict[str, Any]) -> None:
        manifest["files"][0]["name"] = "uploads/../../evil"

    def rename_table(manifest: dict[str, Any]) -> None:
        manifest["tables"][0]["name"] = 'x"; DROP TABLE person; --'

    def unknown_table(manifest: dict[str, Any]) -> None:
        manifest["tables"][0]["name"] = "sqlite_master"
        manifest["tables"][0]["member"]["name"] = "tables/sqlite_master.jsonl"

    def lie_about_rows(manifest: dict[str, Any]) -> None:
        manifest["tables"][0]["rows"] += 1

    bad = {
        "empty": io.BytesIO(),
        "no zip": io.BytesIO(b"GIF89a" * 100),
        "truncated": io.BytesIO(good[: len(good) // 2]),
        "cut at its end": io.BytesIO(good[:-10]),
        "a flipped row": flip(good.index(b"tables/registration.jsonl") + 60),
        "a flipped upload": flip(good.index(b"Speed is distance") + 5),
        "another upload": repack(whole, lambda m: m.update({name: FILE[::-1]})),
        "a longer upload": repack(whole, lambda m: m.update({name: FILE + b"!"})),
        "a further member": repack(whole, lambda m: m.update({"../../evil": b"x"})),
        "no manifest": repack(whole, lambda m: m.pop("manifest.json") and None),
        "a climbing name": edit_manifest(whole, climb),
        "a table's name": edit_manifest(whole, rename_table),
        "an unknown table": edit_manifest(
            repack(whole, lambda m: m.update({"tables/sqlite_master.jsonl": b""})), unknown_table
        ),
        "fewer rows": edit_manifest(whole, lie_about_rows),
        "another format": edit_manifest(whole, lambda m: m.update(format="tar")),
    }
    for what, file in bad.items():
        with pytest.raises(ArchiveDamagedError, match="damaged or was not made"):
            restore(target, database, file, force=True)
            pytest.fail(f"{what} was restored")
        assert_nothing_changed(database, target, before)
    assert not (tmp_path / "evil").exists()
    database.close()


def test_an_archive_that_unpacks_to_more_than_the_disk_holds_is_refused(
    settings: Settings, target: Settings, empty_sqlite: Database, new_sqlite: str
) -> None:
    """Both where it says so and where it lies about it."""
    database = Database(new_sqlite)
    fill(database, settings)
    whole = back_up(settings, database)
    huge, zeros = 1 << 60, b"\0" * (32 << 20)

    def declare(manifest: dict[str, Any]) -> None:
        manifest["files"][0]["bytes"] = huge

    with pytest.raises((ArchiveTooLargeError, ArchiveDamagedError)):
        restore(target, empty_sqlite, edit_manifest(whole, declare))
    bomb = repack(whole, lambda m: m.update({"tables/admin.jsonl": zeros}))
    assert len(bomb.getvalue()) < len(zeros) / 100
    with pytest.raises(ArchiveDamagedError, match="does not hold what"):
        restore(target, empty_sqlite, bomb)
    assert not target.uploads.exists()
    database.close()


def test_too_little_room_is_told(
    settings: Settings, target: Settings, new_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(new_sqlite)
    fill(database, settings)
    whole = back_up(settings, database)
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ArchiveTooLargeError, match="10 are free"):
        restore(target, database, whole, force=True)
    database.close()


def test_what_is_there_is_not_replaced_unasked(
    settings: Settings, target: Settings, new_sqlite: str, tmp_path: Path
) -> None:
    database = Database(new_sqlite)
    fill(database, settings)
    whole, before = back_up(settings, database), read_rows(database)
    with database.write() as session:
        store(session, Admin(name="Grace"))
    with pytest.raises(NotEmptyError, match="--force"):
        restore(target, database, whole)
    (target.uploads / "x").mkdir(parents=True)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(NotEmptyError, match="holds files"):
        restore(target, other, whole)
    restore(target, database, whole, force=True)
    assert_nothing_changed(database, target, before)
    assert not (target.uploads / "x").exists()
    database.close()
    other.close()


def test_newer_release_and_other_secret_are_refused(
    settings: Settings, target: Settings, empty_sqlite: Database, new_sqlite: str
) -> None:
    database = Database(new_sqlite)
    fill(database, settings)
    whole = back_up(settings, database)
    newer = edit_manifest(whole, lambda m: m.update(revision="9999"))
    with pytest.raises(ArchiveNewerError, match="9999"):
        restore(target, empty_sqlite, newer)
    elsewhere = make_settings(target.data, "o" * 40)
    with pytest.raises(OtherSecretError, match="--with-keys"):
        restore(elsewhere, empty_sqlite, whole)
    assert not target.uploads.exists()
    restore(elsewhere, empty_sqlite, whole, any_key=True)
    assert read_rows(empty_sqlite) == read_rows(database)
    database.close()


def test_key_travels_only_where_it_was_asked_for(
    settings: Settings, target: Settings, empty_sqlite: Database, new_sqlite: str
) -> None:
    database = Database(new_sqlite)
    fill(database, settings)
    assert settings.secret_key not in back_up(settings, database).getvalue()
    with_keys = back_up(settings, database, with_keys=True)
    restore(make_settings(target.data, "o" * 40), empty_sqlite, with_keys)
    path = target.data / "secret.key"
    assert path.read_bytes() == settings.secret_key
    assert path.stat().st_mode & 0o777 == 0o600
    read_again = Settings.from_env({"COURSEWRIGHT_DATA": str(target.data)})
    assert read_again.secret_key == settings.secret_key
    database.close()


def test_failing_commit_puts_the_uploads_back(
    settings: Settings, new_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(new_sqlite)
    source = fill(database, settings)
    whole, before = back_up(settings, database), read_rows(database)
    swap = restoring._swap

    def swap_and_fail(staged: Path, uploads: Path) -> None:
        swap(staged, uploads)
        raise OSError("the disk is gone")

    monkeypatch.setattr(restoring, "_swap", swap_and_fail)
    kept = source_path(settings.uploads, source.context_id, source.id)
    kept.write_bytes(b"as it was")
    with pytest.raises(OSError, match="the disk is gone"):
        restore(settings, database, whole, force=True)
    assert kept.read_bytes() == b"as it was"
    assert_nothing_changed(database, settings, before)
    database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["sqlite", "postgres"])
def test_every_row_and_file_arrives_in_the_other_database(
    settings: Settings, target: Settings, new_sqlite: str, new_postgres: str, first: str
) -> None:
    urls = (new_sqlite, new_postgres) if first == "sqlite" else (new_postgres, new_sqlite)
    source_database, target_database = (Database(url) for url in urls)
    source = fill(source_database, settings)
    before = read_rows(source_database)
    restore(target, target_database, back_up(settings, source_database))
    assert read_rows(target_database) == before
    assert schema_differences(target_database.engine) == []
    path = source_path(target.uploads, source.context_id, source.id)
    assert path.read_bytes() == FILE
    again = back_up(target, target_database)
    with zipfile.ZipFile(again) as archive:
        assert json.loads(archive.read("manifest.json"))["files"][0]["name"] in archive.namelist()
    source_database.close()
    target_database.close()


@pytest.mark.postgres
def test_row_that_the_other_database_does_not_take_is_told(
    settings: Settings, target: Settings, new_sqlite: str, new_postgres: str
) -> None:
    """SQLite minds no lengths."""
    database, other = Database(new_sqlite), Database(new_postgres)
    with database.write() as session:
        store(session, Admin(name="A" * 300))
    with pytest.raises(RowMisfitError, match=r"table admin .*sqlite"):
        restore(target, other, back_up(settings, database))
    assert not any(read_rows(other).values())
    database.close()
    other.close()


def test_backup_shows_one_instant_while_others_write(
    settings: Settings, target: Settings, database: Database, tmp_path: Path
) -> None:
    """Rows that are added between two tables are in neither."""
    with database.write() as session:
        make_whole_site(session)
    counted = len(read_rows(database)["audit_entry"])

    def write(_line: str) -> None:
        with database.write() as session:
            note_audit(session, "x", "meanwhile", "y")

    file = io.BytesIO()
    made = write_backup(settings, database, file, with_keys=False, tell=write)
    assert {table.name: table.rows for table in made.tables}["audit_entry"] == counted
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) > counted + 10
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    restore(target, other, file)
    assert len(read_rows(other)["audit_entry"]) == counted
    other.close()


def test_uploads_that_are_gone_are_listed(
    settings: Settings, target: Settings, empty_sqlite: Database, new_sqlite: str
) -> None:
    database = Database(new_sqlite)
    source = fill(database, settings)
    source_path(settings.uploads, source.context_id, source.id).unlink()
    file = io.BytesIO()
    made = write_backup(settings, database, file, with_keys=False, tell=lambda _: None)
    assert made.missing == [f"uploads/{source.context_id}/{source.id}"]
    restore(replace(target), empty_sqlite, file)
    assert read_rows(empty_sqlite) == read_rows(database)
    database.close()
