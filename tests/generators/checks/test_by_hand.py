"""An instructor's own words, typed or imported: form is advice, what cannot be used is refused."""

from __future__ import annotations

from typing import Any

import pytest

from generators.checks.run import is_accepted, run_checks
from generators.drafters.base import Candidate
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, MultipleChoice, Numerical, Option
from generators.exercise.verdict import Outcome
from tests.generators.checks.drafts import EN, MATERIAL, check


def choice(stem: str = "Which brakes need oil?", **values: Any) -> MultipleChoice:
    options = (Option(text="Hydraulic ones", correct=True), Option(text="Rim brakes"))
    return MultipleChoice(stem=stem, options=options, language=EN, **values)


def test_another_kind_than_was_asked_is_refused_for_anybody() -> None:
    asked = Blueprint(skill="s", skill_name="Skill", kind=Kind.ORDERING, language=EN)
    candidate = Candidate(drafter="instructor", content=choice())
    assert not is_accepted(run_checks(candidate, asked, MATERIAL, ()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("well_formed", choice("Which [topic] needs oil?")),
        ("whole_text", choice(explanation="They press on oil because")),
        ("leftovers", choice(explanation="Type \\n for a new line.")),
        ("numbers", Numerical(stem="2 and 3?", language=EN, value=6, solution="2 + 3 = 5")),
    ],
)
def test_form_warns_an_instructor_and_refuses_a_model(name: str, content: MultipleChoice) -> None:
    by_hand = check(content, "instructor")
    assert by_hand[name].outcome is Outcome.FLAG
    assert is_accepted(tuple(by_hand.values()))
    assert check(content)[name].outcome is Outcome.FAIL
