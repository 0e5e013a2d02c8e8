"""The embedder of a worker: where there is none, words alone find passages and the log says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from generators.drafters.base import Material
from generators.exercise.passage import Passage
from jobs.meaning import MeaningShelf
from jobs.parts import Parts
from lti_tool.services.model_choice import ModelUse, choose_model

MATERIAL = Material.of((Passage(id="1", text="Invoices are kept for six years."),))


@pytest.mark.parametrize(
    ("name", "event"),
    [("minilm-l6", "embedder_not_installed"), ("no-such-model", "embedder_failed"), ("none", "")],
)
def test_no_embedder(parts: Parts, tmp_path: Path, name: str, event: str) -> None:
    settings = replace(parts.settings, cache=tmp_path, embedder_model=name)
    shelf = MeaningShelf()
    with capture_logs() as logs:
        for _ in range(2):
            assert shelf.widen(replace(parts, settings=settings), MATERIAL) is MATERIAL
    assert [entry["event"] for entry in logs] == ([event] if event else [])


def test_what_an_admin_chose_goes_before_the_environment(parts: Parts, tmp_path: Path) -> None:
    settings = replace(parts.settings, cache=tmp_path, embedder_model="no-such-model")
    with parts.database.write() as session:
        choose_model(session, ModelUse.EMBED, "minilm-l6")
    with capture_logs() as logs:
        MeaningShelf().widen(replace(parts, settings=settings), MATERIAL)
    assert [entry["model"] for entry in logs] == ["minilm-l6"]
