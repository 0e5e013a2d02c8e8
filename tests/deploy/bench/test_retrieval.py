"""The retrieval bench: its gold set, its measures, and a run without an embedder."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from deploy.bench.registry import load_bench
from deploy.bench.retrieval.gold import GOLD, read_gold
from deploy.bench.retrieval.measures import compare_scores, estimate_mean, score_ranking, sum_up
from deploy.cli.errors import CommandError
from generators.exercise.content import Language


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}', '{"split": "train"}'])
def test_a_line_that_is_no_question(line: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line)
    with pytest.raises(CommandError, match="line 1 is no question"):
        read_gold(Language.EN, path)


def test_an_answer_that_no_passage_holds(tmp_path: Path) -> None:
    first = (GOLD / "questions.jsonl").read_text(encoding="utf-8").splitlines()[0]
    question = {**json.loads(first), "answers": ["The moon is made of cheese"]}
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(question))
    with pytest.raises(CommandError, match="cheese"):
        read_gold(Language.EN, path)


@pytest.mark.parametrize("language", list(Language))
def test_the_gold_set_is_as_large_as_said_and_halved(language: Language) -> None:
    gold = read_gold(language)
    assert len(gold.questions) >= 60
    assert len({question.question for question in gold.questions}) == len(gold.questions)
    halves = Counter(question.split for question in gold.questions)
    assert abs(halves["dev"] - halves["test"]) <= 2
    assert all(1 <= len(answering) <= 5 for answering in gold.answering)
    assert len({question.course for question in gold.questions}) == 3


def test_recall_counts_the_first_five_and_every_answer() -> None:
    score = score_ranking(["a", "b", "c", "d", "e", "f"], {"b", "f"}, 0.0)
    assert (score.recall, score.reciprocal) == (0.5, 0.5)
    assert score_ranking(["a"], {"z"}, 0.0).reciprocal == 0
    many = score_ranking(list("abcdefg"), set("abcdefg"), 0.0)
    assert many.recall == 1


def test_intervals_hold_the_mean_and_are_the_seeds() -> None:
    figure = estimate_mean([0.0, 1.0] * 20, 3)
    assert figure == estimate_mean([0.0, 1.0] * 20, 3)
    assert figure["low"] < figure["mean"] == 0.5 < figure["high"]
    assert estimate_mean([], 3)["mean"] == 0


def test_a_gain_is_measured_question_by_question() -> None:
    worse = [score_ranking(["a", "b"], {"b"}, 0.1)] * 4
    better = [score_ranking(["b", "a"], {"b"}, 0.1)] * 4
    assert compare_scores(better, worse, 1)["mrr"] == {"mean": 0.5, "low": 0.5, "high": 0.5}
    assert sum_up(worse, 1)["seconds_a_query"] == 0.1


@pytest.mark.parametrize("embedder", ["", "none"], ids=["not installed", "switched off"])
def test_without_an_embedder_only_words_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: str
) -> None:
    monkeypatch.setenv("COURSEWRIGHT_CACHE", str(tmp_path))
    monkeypatch.setenv("COURSEWRIGHT_DATA", str(tmp_path))
    bench = load_bench("retrieval")
    figures = bench.measure(embedder=embedder, seed=7)
    assert not bench.has_failed(figures)
    for found in figures["languages"].values():
        assert list(found["splits"]["test"]["ways"]) == ["plain words", "words"]
        assert found["splits"]["test"]["ways"]["words"]["recall_at_5"]["mean"] > 0.4
    assert "words alone" in bench.describe(figures)[0]
