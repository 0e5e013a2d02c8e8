"""`coursewright models`, on the catalogue of this release and an empty cache."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generators.models.catalogue import load_catalogue
from generators.models.store import write_manifest
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


def test_use_for_what_it_is_not_made_for(installed: Run) -> None:
    done = installed("models", "use", "embed", "qwen2.5-coder-0.5b")
    assert done.exit_code == 2
    assert "is for draft, not for embed" in done.stderr
    assert installed("models", "use", "cook", "minilm-l6").exit_code == 2


def test_use_without_a_database(run: Run) -> None:
    done = run("models", "use", "draft", "none")
    assert done.exit_code == 2
    assert "coursewright migrate" in done.stderr


def test_what_is_used_is_kept_and_listed(installed: Run, tmp_path: Path) -> None:
    path = tmp_path / "models.json"

    def listed() -> dict[str, str]:
        assert installed("models", "list", "--json", str(path)).exit_code == 0
        uses: dict[str, str] = json.loads(path.read_text())["uses"]
        return uses

    before = listed()
    assert before["re-solve"] == before["draft"]
    assert installed("models", "use", "draft", "qwen2.5-coder-1.5b").exit_code == 0
    assert installed("models", "use", "check", "none").exit_code == 0
    assert listed() == {**before, "draft": "qwen2.5-coder-1.5b", "check": "none"} | {
        "re-solve": "qwen2.5-coder-1.5b"
    }
    assert installed("models", "use", "draft", "default").exit_code == 0
    assert listed() == {**before, "check": "none"}


def make_installed(cache: Path, name: str) -> Path:
    folder = cache / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"weights")
    write_manifest(folder, name, "r1")
    return folder


def test_removing_what_is_in_use_is_refused(installed: Run, tmp_path: Path) -> None:
    folder = make_installed(tmp_path / "cache", "qwen2.5-7b-instruct")
    installed("models", "use", "re-solve", "qwen2.5-7b-instruct")
    done = installed("models", "remove", "qwen2.5-7b-instruct", "--yes")
    assert done.exit_code == 2
    assert "used for re-solve" in done.stderr
    assert folder.exists()


def test_removing_asks_first(installed: Run, tmp_path: Path) -> None:
    folder = make_installed(tmp_path / "cache", "qwen2.5-coder-0.5b")
    assert installed("models", "remove", "qwen2.5-coder-0.5b").exit_code == 1  # nobody answers
    assert folder.exists()
    done = installed("models", "remove", "qwen2.5-coder-0.5b", "--yes")
    assert "was removed" in done.output
    assert not folder.exists()


def test_check_of_all_finds_the_one_whose_bytes_changed(run: Run, tmp_path: Path) -> None:
    assert run("models", "check").output == "No model is installed.\n"
    folder = make_installed(tmp_path / "cache", "qwen2.5-coder-0.5b")
    assert run("models", "check").output == "qwen2.5-coder-0.5b is whole.\n"
    (folder / "model.safetensors").write_bytes(b"wEights")
    done = run("models", "check")
    assert done.exit_code == 2
    assert "was changed: install qwen2.5-coder-0.5b anew" in done.stderr


def test_catalogue_of_the_admin(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "own.json"
    monkeypatch.setenv("COURSEWRIGHT_CATALOGUE", str(file))
    assert "cannot be read" in run("models", "list").stderr
    source = {"kind": "endpoint", "base_url": "http://gpu:8000/v1", "model": "large"}
    file.write_text(json.dumps({"models": [{"name": "ours", "source": source}]}))
    path = tmp_path / "models.json"
    assert run("models", "list", "--json", str(path)).exit_code == 0
    assert json.loads(path.read_text())["models"][-1]["entry"]["name"] == "ours"
