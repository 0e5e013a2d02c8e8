"""`bench second-look`: files that are none, what a score is worth, and a run that goes on."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deploy.bench.second_look.forms import FORMS
from deploy.bench.second_look.measures import Point, auc, hold_out, spread_of
from deploy.cli.main import main
from generators.checks.look_sheet import Sheet
from generators.engines.base import Completion, Message
from generators.engines.scoring import Choices
from generators.exercise.content import Kind, Language
from tests.generators.checks.judging import Body, agree, judging, write_catalogue


def draft(number: int, **other: Any) -> dict[str, Any]:
    return {
        "id": f"e{number}",
        "kind": "short_answer",
        "language": "en",
        "stem": f"What do we call part {number} of a brake?",
        "options": [],
        "key": ["pad"],
        "hints": [],
        "quote": "A pad is a part of a brake.",
        "source": {"file": f"{number % 4}.md"},
        **other,
    }


def write(file: Path, *rows: object) -> Path:
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def run(drafts: Path, marks: Path, *words: str) -> Result:
    named = ["--drafts", str(drafts), "--marks", str(marks), "--engine", "far"]
    return CliRunner().invoke(main, ["bench", "second-look", *named, *words])


A = {"id": "e1", "mark": "A"}


@pytest.mark.parametrize(
    ("drafts", "marks", "message"),
    [
        ([draft(1)], [], "No draft has a mark"),
        ([draft(1)], [{"id": "e1", "mark": "D"}], "'D' is none of A, B, C, K"),
        ([draft(1)], [{"mark": "A"}], "has no id"),
        ([draft(1)], [{"id": "e2", "mark": "A"}], "not among the drafts: e2"),
        ([draft(1), draft(1)], [A], "a second draft"),
        ([draft(1, kind="poem")], [A], "is no draft"),
        ([draft(1, source={"page": 1})], [A], "is no draft"),
        ([{"id": "e1"}], [A], "is no draft"),
        ([[1]], [A], "is no object"),
    ],
)
def test_files_that_are_none(
    tmp_path: Path, drafts: list[Any], marks: list[Any], message: str
) -> None:
    result = run(write(tmp_path / "d.jsonl", *drafts), write(tmp_path / "m.jsonl", *marks))
    assert result.exit_code == 1
    assert message in result.output


def test_file_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "d.json").write_text("[]")
    result = run(tmp_path / "d.json", write(tmp_path / "m.jsonl", A))
    assert "cannot be read" in result.output


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Body]]:
    """A server that dislikes each exercise with an odd number, behind a catalogue."""

    def says(body: Body) -> str:
        odd = any(f"part {n} of" in body["messages"][-1]["content"] for n in range(1, 99, 2))
        return agree(body, worth_asking="no") if odd else agree(body)

    with judging(says) as (judge, bodies):
        write_catalogue(tmp_path / "catalogue.json", judge)
        monkeypatch.setenv("COURSEWRIGHT_CATALOGUE", str(tmp_path / "catalogue.json"))
        yield bodies


def test_judge_that_agrees_with_the_marks_and_a_run_that_goes_on(
    far: list[Body], tmp_path: Path
) -> None:
    drafts = write(tmp_path / "d.jsonl", *(draft(n) for n in range(16)))
    given = [{"id": f"e{n}", "mark": "CA"[n % 2 == 0]} for n in range(16)]
    marks, out = write(tmp_path / "m.jsonl", *given), tmp_path / "out.json"
    words = ("--scores", str(tmp_path / "s.jsonl"), "--json", str(out))
    for _ in range(2):
        result = run(drafts, marks, *words)
        assert result.exit_code == 0, result.output
    assert len(far) == 16
    [own] = json.loads(out.read_text())["languages"].values()
    assert (own["auc"], own["passed"]) == (1.0, {"kept": 0.5, "precision": 1.0})
    assert "AUC 1.000" in result.output
    assert "16 drafts of 4 sources, 50% usable" in result.output


def test_server_tells_no_likelihoods(far: list[Body], tmp_path: Path) -> None:
    drafts = write(tmp_path / "d.jsonl", draft(1))
    result = run(drafts, write(tmp_path / "m.jsonl", A), "--form", "rubric")
    assert "likelihoods cannot be read" in result.output
    assert far == []


def points(*scores: tuple[float, bool]) -> list[Point]:
    return [Point(score, usable, f"{n % 6}") for n, (score, usable) in enumerate(scores)]


def test_score_that_says_nothing() -> None:
    same = points(*[(1.0, n % 3 == 0) for n in range(30)])
    assert auc(same) == 0.5
    held = hold_out({"score": same}, seed=1)
    assert held["precision"] == pytest.approx(held["base"])
    assert held["kept"] == 1.0
    assert auc(points((1.0, True), (2.0, True))) is None
    assert hold_out({"score": points((1.0, False), (2.0, False))}, seed=1) == {"splits": 0}
    assert spread_of(points((1.0, True), (2.0, True)), seed=1) is None


def test_threshold_is_told_where_it_was_not_chosen() -> None:
    good = points(*[(float(n % 2), n % 2 == 1) for n in range(60)])
    held = hold_out({"score": good}, seed=1, splits=20)
    assert (held["auc"], held["precision"], held["splits"]) == (1.0, 1.0, 20)
    low, high = spread_of(good, seed=1) or (0, 0)
    assert low == high == 1.0


def test_feature_that_says_something_is_found_on_the_other_sources() -> None:
    labels = [n % 4 < 2 for n in range(60)]
    noise = points(*[(float(n % 7), label) for n, label in enumerate(labels)])
    good = points(*[(float(label), label) for label in labels])
    assert hold_out({"noise": noise, "good": good}, seed=2)["precision"] == 1.0
    assert hold_out({"noise": noise}, seed=2)["precision"] < 0.8


class Scorer:
    """Holds "yes" for likely where the exercise speaks of a law."""

    def __init__(self, by_letter: bool) -> None:
        self.by_letter = by_letter
        self.asked: list[tuple[Message, ...]] = []

    def _odds(self, messages: tuple[Message, ...]) -> float:
        self.asked.append(messages)
        return -0.1 if "which law" in messages[-1].content.casefold() else -3.0

    def next_tokens(self, messages: tuple[Message, ...]) -> dict[str, float]:
        return {"Yes": self._odds(messages), "no": -1.0, "1": -1.0, "2": -1.0, "true": -0.5}

    def score(self, asked: list[Choices]) -> list[list[float]]:
        return [[self._odds(one.messages), -1.0] for one in asked]

    def generate(self, requests: list[Any], *, seconds: float | None) -> list[Completion]:
        del seconds
        return [Completion(text="Ohm's law") for _ in requests]


def sheet(stem: str, kind: Kind = Kind.SHORT_ANSWER, key: Any = ("Ohm's law",)) -> Sheet:
    return Sheet(kind, Language.EN, stem, (), list(key), (), "Ohm's law tells the current.")


@pytest.mark.parametrize("by_letter", [True, False])
def test_likelihood_of_yes_is_a_score(by_letter: bool) -> None:
    model = Scorer(by_letter)
    good, bad = (FORMS["rubric"](model, sheet(stem)) for stem in ("Which law is it?", "Who is it?"))
    assert good["mean"] > 0 > bad["mean"]
    assert {own[0].content for own in model.asked} == {model.asked[0][0].content}


def test_own_answer_is_held_against_the_key() -> None:
    compare = FORMS["compare"]
    assert compare(Scorer(True), sheet("Which law?"))["same"] == 1.0
    assert compare(Scorer(True), sheet("Which law?", key=("a fuse",)))["same"] == 0.0
    assert math.isnan(compare(Scorer(True), sheet("Match.", Kind.MATCHING))["same"])
    statement = sheet("Ohm's law tells the current.", Kind.TRUE_FALSE)
    assert compare(Scorer(True), statement)["same"] < 0.5


def test_pair_is_asked_in_both_orders() -> None:
    model = Scorer(True)
    assert FORMS["pairwise"](model, sheet("Which law?"))["mean"] == 0.0
    first, second = (own[-1].content for own in model.asked)
    assert first.index("Which law?") > second.index("Which law?")
