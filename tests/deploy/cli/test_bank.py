"""`bank train` and `bank list`: courses that are not there or too small first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobs import train_bank
from lti_tool.db import utcnow
from lti_tool.services import bank_models
from lti_tool.services.bank_models import TrainedBank
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database
from tests.lti_tool.factories import make_course


def test_an_unknown_course_and_one_of_few_exercises(installed: Run, tmp_path: Path) -> None:
    assert "no such course" in installed("bank", "train", "--course", "x").stderr
    with open_database().write() as session:
        context = make_course(session)
    done = installed("bank", "train", "--course", context.id)
    assert done.exit_code != 0
    assert "No new model came. The course has 0 published exercises; it takes 50." in done.stderr
    assert installed("bank", "list", "--json", str(tmp_path / "list.json")).exit_code == 0
    [course] = json.loads((tmp_path / "list.json").read_text())["courses"]
    assert (course["context"], course["state"]) == (context.id, "failed")


def test_a_training_prints_its_figures(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database().write() as session:
        context = make_course(session)
    trained = TrainedBank("r1", {"items": 60}, {"bound": 700.5}, {}, [("a", "b", 0.2)])
    monkeypatch.setattr(train_bank, "_train", lambda *_args: trained)
    folder = bank_models.bank_folder(Path(tmp_path / "data"), context.id)
    folder.with_name(f"{folder.name}.new").mkdir(parents=True)
    done = installed("bank", "train", "--course", context.id, "--json", str(tmp_path / "one.json"))
    assert done.exit_code == 0, done.output
    assert "trained r1" in done.output
    assert "bound        700.500" in done.output
    [course] = json.loads((tmp_path / "one.json").read_text())["courses"]
    assert (course["revision"], course["near_pairs"]) == ("r1", 1)
    with open_database().read() as session:
        row = bank_models.find_bank_model(session, context.id)
    assert row is not None
    assert row.trained_at is not None
    assert row.trained_at <= utcnow()
