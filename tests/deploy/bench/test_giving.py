from __future__ import annotations

from deploy.bench import giving


def test_a_class_of_more_than_one_step_is_given_a_worksheet_and_it_is_taken_back() -> None:
    figures = giving.measure(learners=203, answers=1)
    assert figures["give"]["writes"] > 3
    lines = "\n".join(giving.describe(figures))
    assert "203 learners, 203 answers, sqlite" in lines
    assert "take_back" in lines
