"""`planner export`, `bank export` and `bank export-responses`: what cannot be written first."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from generators.bank.embedder import LexicalEmbedder
from generators.bank.item_model import fit_item_model, write_item_model
from generators.bank.item_training import ItemPlan
from generators.planner.card import CARD, VERSION, WEIGHTS
from lti_tool.models import BankModel, PlannerModel
from lti_tool.services.bank_models import bank_folder
from lti_tool.services.planner_models import planner_folder
from lti_tool.services.trainings import take_model
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_records import HEADER
from tests.deploy.cli.test_registering import open_database
from tests.generators.bank.conftest import invent_bank
from tests.generators.portable.models import store_planner
from tests.lti_tool.factories import make_course


def said(output: str) -> str:
    return " ".join(output.split())


def break_weights(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-100])


def make_older(folder: Path) -> None:
    card = json.loads((folder / CARD).read_text())
    (folder / CARD).write_text(json.dumps(card | {"version": VERSION + 1}))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda folder: (folder / CARD).unlink(), "There is no planner in own"),
        (break_weights, "is not the file that its card was written for. Train the planner again."),
        (make_older, f"is of version {VERSION + 1}; this release reads version {VERSION}."),
    ],
    ids=["none", "corrupt", "other-version"],
)
def test_a_planner_that_cannot_be_read_is_not_written(
    run: Run, tmp_path: Path, spoil: object, sentence: str
) -> None:
    store_planner(tmp_path / "own")
    assert callable(spoil)
    spoil(tmp_path / "own")
    done = run("planner", "export", "--model", str(tmp_path / "own"), "--out", str(tmp_path / "o"))
    assert done.exit_code == 2
    assert sentence in said(done.stderr)
    assert not (tmp_path / "o").exists()


def test_what_the_commands_ask_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_planner(tmp_path / "own")
    out = ("--out", str(tmp_path / "o"))
    own = ("--model", str(tmp_path / "own"))
    assert "either a folder with --model" in run("planner", "export", *out).stderr
    both = run("planner", "export", *own, "--course", "x", *out)
    assert "either a folder with --model" in both.stderr
    assert "either a course with --course" in run("bank", "export-responses", *out).stderr
    there = run("planner", "export", *own, "--out", str(tmp_path / "own"))
    assert "own is there already: name a folder that is not." in said(there.stderr)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    missing = run("planner", "export", *own, *out)
    assert missing.exit_code == 2
    assert "pip install 'coursewright[onnx]'" in missing.stderr
    assert not (tmp_path / "o").exists()


def test_a_course_that_has_no_model_or_answers(installed: Run, tmp_path: Path) -> None:
    with open_database().write() as session:
        context = make_course(session)
    out = ("--out", str(tmp_path / "o"))
    for words in (("planner", "export"), ("bank", "export"), ("bank", "export-responses")):
        assert "no such course" in installed(*words, "--course", "x", *out).stderr
    course = ("--course", context.id, *out)
    assert "No planner of worksheets was trained" in said(
        installed("planner", "export", *course).stderr
    )
    nothing = installed("bank", "export", *course)
    assert f"coursewright bank train --course {context.id}" in said(nothing.stderr)
    few = installed("bank", "export-responses", *course)
    assert "0 answers of 0 learners to 0 exercises are too few" in said(few.stderr)
    with open_database().write() as session:
        take_model(session, BankModel, context.id).revision = "r1"
    gone = installed("bank", "export", *course)
    assert "train one" in said(gone.stderr)
    assert not (tmp_path / "o").exists()


def test_the_planner_of_a_course(installed: Run, tmp_path: Path) -> None:
    with open_database().write() as session:
        context = make_course(session)
    planner = store_planner(planner_folder(tmp_path / "data", context.id) / "r1")
    with open_database().write() as session:
        take_model(session, PlannerModel, context.id).revision = "r1"
    words = ("--course", context.id, "--out", str(tmp_path / "o"), "--slots", "2")
    done = installed("planner", "export", *words, "--json", str(tmp_path / "report.json"))
    assert done.exit_code == 0, done.output
    assert "generator.onnx: " in done.output
    assert "differs from torch by at most" in done.output
    card = json.loads((tmp_path / "o" / "card.json").read_text())
    assert card["revision"] == planner.card.digest[:16]
    assert card["about"]["slots"] == 2
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["graphs"]["generator"]["largest_difference"] < 1e-4


def test_the_items_of_a_course(installed: Run, tmp_path: Path) -> None:
    with open_database().write() as session:
        context = make_course(session)
    folder = bank_folder(tmp_path / "data", context.id) / "r1"
    write_item_model(
        folder, fit_item_model(invent_bank(60), LexicalEmbedder(), 0, ItemPlan(steps=20, every=10))
    )
    with open_database().write() as session:
        take_model(session, BankModel, context.id).revision = "r1"
    words = ("bank", "export", "--course", context.id, "--out")
    done = installed(*words, str(tmp_path / "o"))
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "o").iterdir()}
    assert names == {"item_encoder.onnx", "item_decoder.onnx", "card.json", "check.json"}
    (folder / "weights.safetensors").write_bytes(b"{}")
    broken = installed(*words, str(tmp_path / "p"))
    assert "differs from its card: train the model anew" in said(broken.stderr)
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(HEADER + "u,i,s,1,1\n", "are too few"), ("a,b\n", "log.csv")],
    ids=["few", "no-log"],
)
def test_a_log_that_says_too_little(run: Run, tmp_path: Path, text: str, sentence: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text(text)
    words = ("--from", str(log), "--out", str(tmp_path / "o"))
    done = run("bank", "export-responses", *words)
    assert done.exit_code == 2
    assert sentence in said(done.stderr)
    assert not (tmp_path / "o").exists()


def test_responses_of_a_log(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    rows = [f"u{at},i{item},s,1,{(at + item) % 2}" for at in range(12) for item in range(8)]
    log.write_text(HEADER + "\n".join(rows) + "\n")
    done = run("bank", "export-responses", "--from", str(log), "--out", str(tmp_path / "o"))
    assert done.exit_code == 0, done.output
    card = json.loads((tmp_path / "o" / "card.json").read_text())
    assert card["provenance"]["data"] == {"learners": 12, "items": 8, "answers": 96}
