"""The command line: what goes wrong is one sentence and exit code 2; every command has help."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.cli.main import COMMANDS, main
from lti_tool.settings import Settings
from tests.deploy.cli.conftest import Run


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE_URL", "http://moodle.example", "must be https"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("PROXIES", "some", "whole number"),
    ],
)
def test_a_wrong_setting_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"COURSEWRIGHT_{name}", value)
    done = run("migrate")
    assert done.exit_code == 2
    assert said in done.stderr
    assert f"COURSEWRIGHT_{name}" in done.stderr
    assert "Traceback" not in done.output


def test_a_data_folder_that_cannot_be_made_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSEWRIGHT_DATA", str(tmp_path / "file" / "data"))
    done = run("migrate")
    assert done.exit_code == 2
    assert str(tmp_path / "file") in done.stderr


def test_a_database_out_of_reach_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEWRIGHT_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    done = run("migrate")
    assert done.exit_code == 2
    assert "COURSEWRIGHT_DATABASE_URL" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words", [("serve",), ("worker", "--queue", "work"), ("sweeper",), ("keys", "list")]
)
def test_nothing_runs_on_a_database_that_is_behind(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert "coursewright migrate" in done.stderr


def test_a_bug_is_not_dressed_up(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(Settings, "from_env", classmethod(fail))
    assert isinstance(run("migrate").exception, KeyError)


@pytest.mark.parametrize("words", [("unknown",), ("worker", "--queue", "both"), ("bench", "x")])
def test_what_does_not_exist_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 4
    overview = CliRunner().invoke(main, ["--help"]).output
    line = next(line for line in overview.splitlines() if line.split()[:1] == [name])
    assert len(line.split()) > 3


def test_migrating_twice_does_no_harm(run: Run) -> None:
    assert "brought to this release" in run("migrate").output
    again = run("migrate")
    assert (again.exit_code, again.output) == (0, "The database is up to date.\n")


def test_figures_that_cannot_be_written_are_an_error(installed: Run, tmp_path: Path) -> None:
    done = installed("keys", "list", "--json", str(tmp_path / "no" / "such" / "figures.json"))
    assert done.exit_code == 2
    assert "could not be written" in done.stderr
