"""The key of a calculation beside what its solution tells."""

from __future__ import annotations

import pytest

from generators.exercise.content import Language, Numerical
from generators.exercise.rules_numbers import check_numbers
from generators.exercise.verdict import Outcome


def find(key: float, unit: str, told: str) -> tuple[Outcome, str]:
    content = Numerical(
        stem="How much?", language=Language.EN, value=key, unit=unit, explanation=told
    )
    found = check_numbers(content, None, 0)
    return (found.outcome, found.reason) if found else (Outcome.PASS, "")


@pytest.mark.parametrize(
    ("key", "unit", "told", "outcome"),
    [
        (5, "°C", "The temperature is −5 °C.", Outcome.FLAG),
        (8, "l", "Three litres and three litres are six litres.", Outcome.FLAG),
        (2, "h", "The lesson takes 90 minutes, which is 90 minutes.", Outcome.FLAG),
        (8, "m/s", "v = 7 m/s", Outcome.FAIL),
        (8, "m/s", "14 m / 2 s = 7 m/s", Outcome.FAIL),
        (2, "h", "3 × 30 min = 90 min", Outcome.FAIL),
    ],
)
def test_number_that_the_solution_does_not_tell(
    key: float, unit: str, told: str, outcome: Outcome
) -> None:
    assert find(key, unit, told) == (outcome, "key_differs")


@pytest.mark.parametrize(
    ("key", "unit", "told"),
    [
        (-5, "°C", "The temperature is −5 °C."),
        (-5, "度", "得到 −5 度。"),
        (-5, "度", "得到零下五度。"),
        (3e8, "m/s", "The speed of light is 3 × 10^8 m/s."),
        (3e8, "m/s", "v = $3 \\times 10^{8}$ m/s"),
        (3e8, "m/s", "It is 3 × 10⁸ m/s."),
        (0.25, "", "The share is 25 %."),
        (25, "%", "1 ÷ 4 = 0.25"),
        (0.5, "", "The chance is 1/2."),
        (1.5, "h", "The lesson is 90 minutes long."),
        (1.5, "h", "3 × 30 min = 90 min"),
        (1.5, "小时", "一节课共90分钟的时间。"),
        (12, "", "A dozen eggs are 3 cartons."),
    ],
)
def test_key_told_in_another_form(key: float, unit: str, told: str) -> None:
    assert find(key, unit, told)[0] in (Outcome.PASS, Outcome.NOT_RUN)
