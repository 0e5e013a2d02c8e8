"""`backup` and `restore` as an admin meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database
from tests.lti_tool.whole_site import make_whole_site


def test_archive_that_is_there_is_not_overwritten(installed: Run, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_text("precious")
    done = installed("backup", str(path))
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    assert path.read_text() == "precious"


def test_no_archive_is_left_where_writing_fails(installed: Run, tmp_path: Path) -> None:
    done = installed("backup", str(tmp_path / "no" / "folder.zip"))
    assert done.exit_code == 2
    assert not (tmp_path / "no").exists()


def test_damage_is_one_sentence(installed: Run, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_text("no archive")
    done = installed("restore", str(path))
    assert done.exit_code == 2
    assert "damaged" in done.stderr


def test_a_backup_comes_back(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database().write() as session:
        make_whole_site(session)
    path = tmp_path / "b.zip"
    done = installed("backup", str(path))
    assert done.exit_code == 0, done.output
    assert "The secret key is not in it" in done.output
    assert path.stat().st_mode & 0o777 == 0o600
    refused = installed("restore", str(path))
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    monkeypatch.setenv("COURSEWRIGHT_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert "Restored" in installed("restore", str(path)).output
    assert "in it: whoever has this file" in installed(
        "backup", str(tmp_path / "keys.zip"), "--with-keys"
    ).output  # fmt: skip
