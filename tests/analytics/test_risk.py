"""The risk figure: what may go in, what comes out, and that its terms add up to it."""

from __future__ import annotations

import math
from random import Random

import pytest

from analytics.elo import squash
from analytics.risk import FEATURES, RiskModel, Work, measure_pace
from analytics.risk_fit import LEAST, fit_risk

ESSAY = Work(due=20, weight=10)
DONE = Work(due=20, weight=10, submitted=15, score=0.0)


def _class_of(learners: int, seed: int = 1) -> tuple[list[dict[str, float]], list[bool]]:
    """Three of four who hand nothing in fail, one of five of the others."""
    random = Random(seed)
    paces, failed = [], []
    for _ in range(learners):
        absent = random.random() < 0.4
        work = ESSAY if absent else Work(20, 10, submitted=15, score=random.gauss(0, 1))
        paces.append(measure_pace([work], 30, -40))
        failed.append(random.random() < (0.75 if absent else 0.2))
    return paces, failed


@pytest.mark.parametrize("failed", [[True, False] * 5, [True] * LEAST])
def test_too_few_or_all_alike_is_refused(failed: list[bool]) -> None:
    pace = measure_pace([ESSAY], 30, None)
    with pytest.raises(ValueError, match="some passed and some did not"):
        fit_risk([pace] * len(failed), ["m"] * len(failed), failed)


def test_a_missing_input_is_named() -> None:
    with pytest.raises(KeyError, match="lateness"):
        RiskModel(0.0, {"lateness": 1.0}, {"lateness": 0.0}).explain({})


def test_nothing_due_and_nothing_known_is_a_pace() -> None:
    assert set(measure_pace([], 0, None).values()) == {0.0}
    assert all(math.isfinite(value) for value in measure_pace([ESSAY], -300, 1e6).values())


def test_what_is_handed_in_later_is_not_looked_at() -> None:
    later = Work(due=20, weight=10, submitted=31, score=3.0)
    assert measure_pace([later], 30, -10) == measure_pace([ESSAY], 30, -10)
    assert measure_pace([later], 31, -10) != measure_pace([ESSAY], 31, -10)


def test_work_on_the_first_day_counts_and_what_was_carried_over_is_not_late() -> None:
    first = measure_pace([Work(due=-2, submitted=0)], 5, None)
    assert (first["any_late"], first["share_missing"]) == (1.0, 0.0)
    carried = measure_pace([Work(due=-2, submitted=0, carried=True)], 5, None)
    assert (carried["any_late"], carried["carried_over"]) == (0.0, 1.0)


def test_who_hands_nothing_in_is_at_risk_as_often_as_it_happens() -> None:
    paces, failed = _class_of(2000)
    model = fit_risk(paces, ["m"] * 2000, failed)
    absent = model.predict(measure_pace([ESSAY], 30, -40), "m")
    there = model.predict(measure_pace([DONE], 30, -40), "m")
    assert absent == pytest.approx(0.75, abs=0.05)
    assert there == pytest.approx(0.2, abs=0.05)


def test_terms_add_up_and_the_strongest_comes_first() -> None:
    paces, failed = _class_of(400)
    model = fit_risk(paces, ["m", "n"] * 200, failed)
    pace = measure_pace([ESSAY], 30, -3)
    terms = model.explain(pace)
    assert {term.name for term in terms} == set(FEATURES)
    assert abs(terms[0].logits) == max(abs(term.logits) for term in terms)
    total = sum(term.logits for term in terms)
    assert model.predict(pace, "m") == pytest.approx(
        squash(model.intercept + model.courses["m"] + total)
    )
    assert model.predict(pace, "new") == pytest.approx(squash(model.intercept + total))


def test_a_course_that_more_fail_has_a_higher_risk() -> None:
    paces, failed = _class_of(1000)
    harder = [*failed, *(Random(n).random() < 0.9 for n in range(1000))]
    model = fit_risk([*paces, *paces], ["m"] * 1000 + ["n"] * 1000, harder)
    assert model.predict(paces[0], "m") < model.predict(paces[0], "new")
    assert model.predict(paces[0], "new") < model.predict(paces[0], "n")
