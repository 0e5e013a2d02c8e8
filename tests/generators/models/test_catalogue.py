"""The catalogue: names, pins and the admin's own file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generators.models.catalogue import (
    HubSource,
    PackagesSource,
    PathSource,
    WheelSource,
    load_catalogue,
)
from generators.models.errors import CatalogueError, UnknownModelError


@pytest.mark.parametrize("name", ["", "gpt-9", "../etc", "/no/such/folder"])
def test_unknown_name_lists_the_known(name: str) -> None:
    with pytest.raises(UnknownModelError, match="smollm2-135m"):
        load_catalogue().find(name)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        json.dumps({"models": [{"name": "Bad Name", "source": {"kind": "path", "path": "/x"}}]}),
        json.dumps({"models": [{"name": "m", "source": {"kind": "pickle", "path": "/x"}}]}),
        json.dumps(
            {"models": [{"name": "m", "source": {"kind": "hub", "id": "a/b", "revision": "main"}}]}
        ),
        json.dumps({"models": [{"name": "smollm2-135m", "source": {"kind": "path", "path": "/"}}]}),
    ],
)
def test_own_file_that_cannot_be_used(text: str, tmp_path: Path) -> None:
    extra = tmp_path / "models.json"
    extra.write_text(text)
    with pytest.raises(CatalogueError):
        load_catalogue(extra)


def test_own_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(tmp_path / "nowhere.json")


def test_own_file_adds_a_server(tmp_path: Path) -> None:
    source = {"kind": "endpoint", "base_url": "http://gpu:8000/v1", "model": "big"}
    extra = tmp_path / "models.json"
    extra.write_text(json.dumps({"models": [{"name": "gpu-server", "source": source}]}))
    assert load_catalogue(extra).find("gpu-server").source.kind == "endpoint"


def test_everything_built_in_is_pinned_and_licensed() -> None:
    for entry in load_catalogue().models:
        assert entry.licence
        assert entry.languages
        assert entry.purposes
        assert isinstance(entry.source, PackagesSource | WheelSource | HubSource)


def test_folder_is_a_model_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "My Model v2"
    folder.mkdir()
    entry = load_catalogue().find(str(folder))
    assert entry.name == "my-model-v2"
    assert entry.source == PathSource(kind="path", path=folder)
