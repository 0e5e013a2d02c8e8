"""The baselines predict, leak nothing of the answer itself, and the table names each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.simulation.worlds import WORLDS
from deploy.bench.tracing.bench import MODELS, describe, find_first, measure, measure_pair
from deploy.bench.tracing.logs import (
    NoLogsError,
    Pair,
    UnreadableLogError,
    list_pairs,
    read_pair,
    simulate_pair,
)
from tests.analytics.tracing.logs import make_rows


def test_a_folder_without_logs_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoLogsError, match=tmp_path.name):
        list_pairs(tmp_path)


def test_a_log_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name in ("train.csv", "test.csv"):
        (tmp_path / name).write_text("user\n")
    [found] = list_pairs(tmp_path)
    with pytest.raises(UnreadableLogError, match=r"train\.csv, line 1"):
        read_pair(found)


@pytest.mark.parametrize("name", MODELS)
def test_no_model_sees_the_answer_that_it_predicts(name: str) -> None:
    train, test = make_rows(20, 12), make_rows(5, 12, name="t")
    p = MODELS[name](train, test)
    last = [at for at, row in enumerate(test) if row.time == 5.0]
    flipped = [
        row._replace(correct=1 - row.correct) if at == last[-1] else row
        for at, row in enumerate(test)
    ]
    assert p.shape == (len(test),)
    assert ((p >= 0) & (p <= 1)).all()
    assert MODELS[name](train, flipped)[last[-1]] == pytest.approx(p[last[-1]], abs=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_each_model_learns_something(name: str) -> None:
    train, test = make_rows(60, 20), make_rows(30, 20, name="t")
    correct = np.array([row.correct for row in test])
    p = MODELS[name](train, test)
    assert p[correct == 1].mean() > p[correct == 0].mean() + 0.01


def test_simulated_learners_of_the_test_are_others() -> None:
    pair = simulate_pair("steady", WORLDS["steady"](seed=1), 5, 4)
    assert not {row.user for row in pair.train} & {row.user for row in pair.test}
    assert pair == simulate_pair("steady", WORLDS["steady"](seed=1), 5, 4)


def test_first_answers_are_the_earliest() -> None:
    rows = make_rows(3, 5)[::-1]
    assert [rows[at].time for at in find_first(rows)] == [0.0] * 3


def test_the_table_names_every_model() -> None:
    figures = measure(seeds=1, learners=12, world=("steady",))
    text = "\n".join(describe(figures))
    assert all(name in text for name in MODELS)
    assert set(figures["gain_over_elo"]) == {"steady/0"}


def test_one_class_has_no_auc_and_no_error() -> None:
    rows = [row._replace(correct=1.0) for row in make_rows(4, 6)]
    pair = Pair("all right", rows, rows)
    found = {row["model"]: row for row in measure_pair(pair) if row["model"] == "coursewright"}
    assert found["coursewright"]["auc"]["value"] is None
