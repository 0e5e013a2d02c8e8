"""`coursewright planner`: data that says what is simulated, training, a plan, and the trial."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.simulation.worlds import TUNED
from deploy.cli.main import main


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["planner", *map(str, words)])


def make_data(folder: Path, learners: int = 60) -> Path:
    maps = folder / "maps.json"
    lessons = [{"skills": [f"s{3 * at + n}" for n in range(3)]} for at in range(3)]
    maps.write_text(json.dumps({"maps": {"own": {"lessons": lessons}}}))
    sheets = folder / "sheets.jsonl"
    words = ("--data", maps, "--map", "own", "--learners", learners, "--each", 3)
    done = run("data", *words, "--out", sheets, "--json", folder / "data.json")
    assert done.exit_code == 0, done.output
    return sheets


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("data", "--map", "moon"), "has no map 'moon'. It has: algebra, statistics"),
        (("data", "--sheets", __file__), "test_planner.py, line 1"),
        (("plan", "--learner", __file__), "holds no learner's state"),
        (("plan", "--model", Path(__file__).parent, "--learner", "{learner}"), "no planner in cli"),
        (("play", "--model", Path(__file__).parent, "--world", "moon"), "There is no world 'moon'"),
    ],
    ids=["map", "sheets", "learner", "model", "world"],
)
def test_what_cannot_be_used_is_named(
    tmp_path: Path, words: tuple[object, ...], sentence: str
) -> None:
    learner = tmp_path / "learner.json"
    learner.write_text('{"mastery": {"a": 0.5}}')
    done = run(*(str(word).replace("{learner}", str(learner)) for word in words))
    assert done.exit_code == 2
    assert sentence in " ".join(done.output.split())


def test_data_says_what_is_simulated(tmp_path: Path) -> None:
    sheets = make_data(tmp_path)
    figures = json.loads((tmp_path / "data.json").read_text())
    assert figures["simulated"] is True
    assert "teachers" in figures["simulated_parts"]
    splits = figures["splits"]
    assert sum(one["sheets"] for one in splits.values()) == figures["sheets"] <= 180
    doubled = tmp_path / "doubled.jsonl"
    doubled.write_text(sheets.read_text() * 2)
    done = run("data", "--sheets", doubled, "--json", tmp_path / "again.json")
    assert "whether these sheets are simulated is not known here" in done.output
    assert json.loads((tmp_path / "again.json").read_text())["doubles_removed"] == figures["sheets"]


def test_teachers_of_the_worlds_leave_those_kept_aside_alone(tmp_path: Path) -> None:
    out = tmp_path / "sheets.jsonl"
    done = run("data", "--worlds", "--learners", 1, "--each", 2, "--out", out)
    assert done.exit_code == 0, done.output
    assert "Not simulated: nothing (20 skills)." in done.output
    assert len(out.read_text().splitlines()) == 2 * len(TUNED)


def test_too_few_sheets_are_said(tmp_path: Path) -> None:
    sheets = make_data(tmp_path, learners=5)
    done = run("train", "--sheets", sheets, "--out", tmp_path / "model")
    assert done.exit_code == 2
    assert "sheets are too few to learn from" in done.output


def test_from_sheets_to_a_plan_and_a_trial(tmp_path: Path) -> None:
    sheets, model = make_data(tmp_path), tmp_path / "model"
    words = ("--sheets", sheets, "--out", model, "--steps", 30, "--simulated", "--seed", 2)
    done = run("train", *words, "--json", tmp_path / "card.json")
    assert done.exit_code == 0, done.output
    card = json.loads((tmp_path / "card.json").read_text())
    assert card["data"]["simulated"] is True
    assert card["seed"] == 2
    assert "planner_auc" in card["figures"]

    learner = tmp_path / "learner.json"
    learner.write_text(json.dumps({"mastery": {f"s{at}": 0.4 for at in range(9)}}))
    plans = [run("plan", *rest, "--learner", learner) for rest in (("--model", model), ())]
    assert "Sheet 1, planned by the model:" in plans[0].output
    assert "Sheet 1, planned by the rule:" in plans[1].output
    assert all(len(plan.output.splitlines()) == 7 for plan in plans)

    words = ("--model", model, "--world", "steady", "--learners", 4, "--seeds", 1, "--keep")
    done = run("play", *words, "--json", tmp_path / "play.json")
    assert done.exit_code == 0, done.output
    played = json.loads((tmp_path / "play.json").read_text())
    assert played["worlds"]["steady"]["rule"]["gain"] == 0
    assert played["served"] in ("rule", "planner")
    kept = json.loads((model / "card.json").read_text())["figures"]
    assert kept["exam_gain"] == played["exam_gain"]
