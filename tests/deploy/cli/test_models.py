"""`coursewright models`, on the catalogue of this release and an empty cache."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generators.models.catalogue import load_catalogue
from tests.deploy.cli.conftest import Run


@pytest.mark.parametrize("verb", ["install", "remove", "check"])
def test_an_unknown_model_is_answered_with_the_known_ones(run: Run, verb: str) -> None:
    done = run("models", verb, "no-such-model")
    assert done.exit_code == 2
    assert "smollm2-135m" in done.stderr


def test_a_model_that_is_not_here_cannot_be_checked(run: Run) -> None:
    done = run("models", "check", "smollm2-135m")
    assert done.exit_code == 2
    assert "smollm2-135m" in done.stderr


def test_removing_what_is_not_here_says_so(run: Run) -> None:
    assert run("models", "remove", "smollm2-135m").output == "smollm2-135m was not installed.\n"


def test_the_list_has_the_whole_catalogue(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "models.json"
    assert run("models", "list", "--json", str(path)).exit_code == 0
    listed = json.loads(path.read_text())
    names = {model["entry"]["name"] for model in listed["models"]}
    assert names == {entry.name for entry in load_catalogue().models}
    assert listed["default"] in names
    assert not any(model["installed"] for model in listed["models"])


def test_a_folder_of_ones_own_is_taken_as_it_is(run: Run, tmp_path: Path) -> None:
    done = run("models", "install", str(tmp_path / "no-folder"))
    assert done.exit_code == 2
    assert "give a path" in done.stderr
