"""Checks that ask a model: what becomes of them without one, and with one that is scripted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from generators.checks.case import Tools
from generators.engines.base import EngineError
from generators.engines.scoring import Choices
from generators.exercise.content import Language, ShortAnswer
from generators.exercise.verdict import Outcome, Verdict
from tests.generators.checks.drafts import EN, ZH, check, choice, cite

STEM, KEY, WRONG = "What do hydraulic brakes use?", "oil", "rope"


class Solver:
    """Scores by what was asked: with the passage, without it, and bare."""

    name, by_letter = "solver", False

    def __init__(self, *scores: list[float], languages: frozenset[Language] = frozenset({EN})):
        self.scores, self.languages = scores, languages
        self.asked: list[Choices] = []

    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        self.asked += asked
        return [list(own) for own in self.scores]


class Broken(Solver):
    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        del asked
        raise EngineError("The model broke down.")


def solved(tools: Tools, language: Language = EN) -> Verdict:
    content = choice(STEM, KEY, WRONG, "steam")
    if language is ZH:
        content = choice("什么使面团膨胀？", "酵母", "糖", "盐", language=ZH)
    return check(content, tools=tools)["resolved_by_model"]


@pytest.mark.parametrize(
    ("tools", "language", "reason"),
    [
        (Tools(), EN, "no_capable_model"),
        (Tools(no_solver="after_edit"), EN, "after_edit"),
        (Tools(solver=Solver()), ZH, "language_unknown"),
        (Tools(solver=Broken()), EN, "model_failed"),
    ],
)
def test_not_run_says_why(tools: Tools, language: Language, reason: str) -> None:
    verdict = solved(tools, language)
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_RUN, reason)


def test_exercise_without_options_is_not_solved() -> None:
    content = ShortAnswer(stem=STEM, accepted=("oil",), language=EN, citations=cite())
    assert check(content)["resolved_by_model"].reason == "no_options"


def test_draft_made_by_rule_is_not_solved() -> None:
    solver = Solver()
    verdict = check(choice(STEM, KEY, WRONG), "extractive", tools=Tools(solver=solver))
    assert verdict["resolved_by_model"].reason == "not_by_model"
    assert solver.asked == []


BARE = [-2.0, -2.0, -2.0]


@pytest.mark.parametrize(
    ("reading", "blind", "outcome", "reason"),
    [
        ([-2.0, -0.1, -2.0], BARE, Outcome.FAIL, "solved_otherwise"),
        ([-0.1, -2.0, -3.0], [-0.1, -6.0, -6.0], Outcome.FLAG, "guessable"),
        ([-0.1, -2.0, -3.0], BARE, Outcome.PASS, ""),
    ],
)
def test_verdict_of_a_solver(
    reading: list[float], blind: list[float], outcome: Outcome, reason: str
) -> None:
    verdict = solved(Tools(solver=Solver(reading, blind, BARE)))
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_common_phrase_does_not_win_by_being_common() -> None:
    reading, bare = [-1.0, -0.9, -3.0], [-4.0, -0.5, -4.0]
    assert solved(Tools(solver=Solver(reading, bare, bare))).outcome is Outcome.PASS


def test_solver_reads_the_passage_once_and_goes_without_it_once() -> None:
    solver = Solver(BARE, BARE, BARE)
    solved(Tools(solver=solver))
    reading, blind, bare = (one.messages[-1].content for one in solver.asked)
    assert "closed line instead of a cable" in reading
    assert "closed line" not in blind
    assert STEM in blind
    assert STEM not in bare
    assert {one.continuations for one in solver.asked} == {(KEY, WRONG, "steam")}


def test_letters_need_no_bare_likelihood() -> None:
    solver = Solver([-0.1, -3.0, -3.0], BARE)
    solver.by_letter = True
    assert solved(Tools(solver=solver)).outcome is Outcome.PASS
    assert len(solver.asked) == 2


class Points:
    """Texts on "oil" lie together."""

    name = "points"

    def __init__(self, *languages: Language) -> None:
        self.languages = frozenset(languages)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if "oil" in text else [0.0, 1.0] for text in texts])


def test_meaning_by_an_embedder_that_knows_the_language() -> None:
    there = ShortAnswer(stem="Name the liquid.", accepted=("oil",), language=EN)
    other = ShortAnswer(stem="Name the metal.", accepted=("steel",), language=EN)
    content = choice(STEM, KEY, WRONG, "steam")
    for bank, found in (((other, there), "same_meaning"), ((other,), ""), ((), "")):
        verdict = check(content, bank=bank, tools=Tools(Points(EN)))["same_meaning"]
        assert verdict.reason == found
        assert verdict.evidence.startswith("points 1.00: Name the liquid" if found else "")
    unknown = check(content, bank=(there,), tools=Tools(Points(ZH)))["same_meaning"]
    assert unknown.outcome is Outcome.PASS
