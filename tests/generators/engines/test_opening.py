"""From a catalogue entry to an engine; the default model itself, where tests may load it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from generators.engines.base import EngineError, Message, Prompt
from generators.engines.opening import EngineSettings, open_engine
from generators.models.catalogue import EndpointSource, ModelEntry, PathSource, load_catalogue
from generators.models.errors import NotInstalledError
from generators.models.install import install_model
from tests.generators.engines.tiny_model import make_tiny_model


def test_model_that_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(NotInstalledError, match="coursewright models install smollm2-135m"):
        open_engine(load_catalogue().find("smollm2-135m"), tmp_path)


def test_server_whose_key_is_missing(tmp_path: Path) -> None:
    source = EndpointSource(kind="endpoint", base_url="http://x", model="m", key_variable="KEY")
    with pytest.raises(EngineError, match="environment variable KEY"):
        open_engine(ModelEntry(name="far", source=source), tmp_path, env={})


def test_server_is_not_asked_when_opened(tmp_path: Path) -> None:
    source = EndpointSource(kind="endpoint", base_url="http://127.0.0.1:1", model="m")
    engine = open_engine(ModelEntry(name="far", source=source), tmp_path)
    assert (engine.name, engine.revision) == ("far", "m")


def test_folder_of_the_admin(tmp_path: Path) -> None:
    entry = ModelEntry(name="own", source=PathSource(kind="path", path=make_tiny_model(tmp_path)))
    engine = open_engine(entry, tmp_path, EngineSettings(device="cpu", dtype="float32"))
    prompt = Prompt(messages=(Message(role="user", content="Hi"),), max_new_tokens=4)
    assert engine.generate([prompt])[0].tokens > 0


@pytest.mark.model
def test_default_model_writes_what_the_schema_asks() -> None:
    cache = Path(os.environ.get("COURSEWRIGHT_CACHE") or user_cache_path("coursewright"))
    entry = load_catalogue().find("smollm2-135m")
    install_model(entry, cache)
    engine = open_engine(entry, cache)
    schema = {
        "type": "object",
        "properties": {"capital": {"type": "string", "maxLength": 30}},
        "required": ["capital"],
        "additionalProperties": False,
    }
    prompt = Prompt(
        messages=(Message(role="user", content="Name the capital of France as JSON."),),
        json_schema=schema,
        max_new_tokens=40,
        temperature=0,
    )
    [done] = engine.generate([prompt], seconds=60)
    assert done.finish_reason == "stop"
    assert "Paris" in json.loads(done.text)["capital"]
