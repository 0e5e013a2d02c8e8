"""The response VAE: logs that carry nothing first, then that it finds what made the answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from generators.bank.items import BankError
from generators.bank.response_training import (
    ResponsePlan,
    believe_items,
    believe_learners,
    fit_responses,
    predict_responses,
)
from generators.bank.response_vae import ResponseVae
from generators.bank.responses import Responses, arrange_responses

PLAN = ResponsePlan(steps=150, batch=128)


def _world(learners: int = 200, items: int = 20, seed: int = 0) -> tuple[Responses, np.ndarray]:
    random = np.random.default_rng(seed)
    ability, difficulty = random.normal(size=learners), np.linspace(-2, 2, items)
    right = random.random((learners, items)) < 1 / (1 + np.exp(difficulty - ability[:, None]))
    met = random.random((learners, items)) < 0.6
    answers = [
        (f"l{row:03}", f"i{column:02}", float(right[row, column]))
        for row, column in zip(*np.nonzero(met), strict=True)
    ]
    return arrange_responses(answers), ability


@pytest.mark.parametrize("score", [math.nan, -0.1, 1.1, math.inf])
def test_score_that_is_no_share_names_who_and_what(score: float) -> None:
    with pytest.raises(BankError, match="ann on sum"):
        arrange_responses([("ann", "sum", score)])


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [("ann", "sum", 1.0)],
        [("ann", f"i{at}", 1.0) for at in range(100)],
        [(f"l{at}", "only", float(at % 2)) for at in range(100)],
        [(f"l{at}", f"i{at % 2}", 1.0) for at in range(40)],
    ],
    ids=["none", "one", "one learner", "one item", "few answers"],
)
def test_too_little_is_refused_with_what_it_takes(answers: list[tuple[str, str, float]]) -> None:
    with pytest.raises(BankError, match="too few: it takes"):
        fit_responses(arrange_responses(answers), 0, PLAN)


def test_contradictory_answers_are_their_mean() -> None:
    found = arrange_responses([("ann", "sum", 1.0), ("ann", "sum", 0.0), ("ann", "sum", 0.0)])
    assert found.scores[0, 0] == pytest.approx(1 / 3)
    assert found.answers == 1


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_answers_all_alike_stay_finite(share: float) -> None:
    data = arrange_responses((f"l{row}", f"i{at}", share) for row in range(10) for at in range(8))
    vae = fit_responses(data, 0, PLAN)
    chances = predict_responses(vae, data)
    assert np.isfinite(chances).all()
    assert abs(chances.mean() - share) < 0.35


def test_learner_without_answers_is_the_prior() -> None:
    data, _ = _world()
    empty = data.hide(np.ones(data.mask.shape, dtype=bool))
    belief = believe_learners(ResponseVae(len(data.items)), empty)["l000"]
    assert (belief.mean, belief.sd) == (0.0, 1.0)


def test_difficulty_ability_and_their_doubt_are_found() -> None:
    data, ability = _world()
    vae = fit_responses(data, 0, PLAN)
    items = believe_items(vae, data)
    order = [items[f"i{at:02}"].mean for at in range(20)]
    assert np.corrcoef(order, np.linspace(-2, 2, 20))[0, 1] > 0.95
    learners = believe_learners(vae, data)
    found = [learners[f"l{at:03}"] for at in range(200)]
    assert np.corrcoef([one.mean for one in found], ability)[0, 1] > 0.75
    few = data.hide(np.arange(20) > 2)
    assert believe_learners(vae, few)["l000"].sd > learners["l000"].sd


def test_the_same_seed_gives_the_same_figures() -> None:
    data, _ = _world(60)
    one, other = (predict_responses(fit_responses(data, 3, PLAN), data, 1) for _ in range(2))
    assert np.array_equal(one, other)


def test_hidden_answers_do_not_reach_the_prediction() -> None:
    data, _ = _world(60)
    vae = fit_responses(data, 0, PLAN)
    hidden = np.zeros(data.mask.shape, dtype=bool)
    hidden[0] = True
    other = Responses(
        np.where(hidden, 1 - data.scores, data.scores), data.mask, data.learners, data.items
    )
    assert np.array_equal(
        predict_responses(vae, data.hide(hidden)), predict_responses(vae, other.hide(hidden))
    )
