"""A draft beside the bank: without a model first, then what its figures lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from generators.checks.case import Sight, Tools
from generators.exercise.content import Language
from generators.exercise.verdict import Outcome, Verdict
from tests.generators.checks.drafts import EN, ZH, check, choice

PLAIN = Sight(nearest=0, distance=5.0, near=3.0, bound=600.0, off=500.0, likeness=None, unlike=0.2)


class Bank:
    name, languages = "bank", frozenset({EN})

    def __init__(self, sight: Sight = PLAIN) -> None:
        self.sight, self.course = sight, ()

    def look(self, text: str, bank: Sequence[str], course: Sequence[str]) -> Sight:
        assert text.startswith("What do hydraulic brakes use?")
        self.course = tuple(course)
        return self.sight if bank else replace(self.sight, nearest=None)


def judge(tools: Tools, *, language: Language = EN, alone: bool = False) -> dict[str, Verdict]:
    content = choice("What do hydraulic brakes use?", "oil", "rope", "steam")
    if language is ZH:
        content = choice("什么使面团膨胀？", "酵母", "糖", "盐", language=ZH)
    other = choice("Where does a barge float?", "on water", "on sand", quote="Open the drain.")
    bank = () if alone else (other,)
    return check(content, tools=tools, bank=bank)


@pytest.mark.parametrize("name", ["too_near", "off_course"])
@pytest.mark.parametrize(
    ("tools", "language", "reason"),
    [
        (Tools(), EN, "no_bank_model"),
        (Tools(no_bank="other_embedder"), EN, "other_embedder"),
        (Tools(bank=Bank()), ZH, "language_unknown"),
    ],
)
def test_not_run_says_why(name: str, tools: Tools, language: Language, reason: str) -> None:
    verdict = judge(tools, language=language)[name]
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_RUN, reason)


def test_the_first_exercise_of_a_course_is_near_to_none() -> None:
    bank = Bank(replace(PLAIN, distance=0.0))
    assert judge(Tools(bank=bank), alone=True)["too_near"].outcome is Outcome.PASS


def test_a_draft_within_the_limit_names_its_neighbour() -> None:
    verdict = judge(Tools(bank=Bank(replace(PLAIN, distance=2.5))))["too_near"]
    assert (verdict.outcome, verdict.reason) == (Outcome.FLAG, "too_near")
    assert verdict.evidence == "2.50 < 3.00: Where does a barge float?"


@pytest.mark.parametrize(
    ("bound", "likeness", "outcome"),
    [
        (600.0, None, Outcome.PASS),
        (400.0, 0.6, Outcome.PASS),  # unlike the exercises, and like a passage
        (400.0, 0.1, Outcome.FLAG),
        (400.0, None, Outcome.FLAG),
    ],
)
def test_off_course_is_far_from_exercises_and_sources(
    bound: float, likeness: float | None, outcome: Outcome
) -> None:
    bank = Bank(replace(PLAIN, bound=bound, likeness=likeness))
    assert judge(Tools(bank=bank))["off_course"].outcome is outcome
    assert bank.course
