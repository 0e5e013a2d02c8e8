"""Checks of a case: each question as its kind asks, the whole as a whole, none answers another."""

from __future__ import annotations

from typing import Any

import pytest

from generators.exercise.content import (
    CasePart,
    CaseStudy,
    MultipleChoice,
    Numerical,
    Option,
    Question,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.rules_case import check_questions_apart
from generators.exercise.verdict import Outcome, Verdict
from tests.generators.checks.drafts import EN, check, cite
from tests.generators.exercise.case_studies import CASE, OPEN_CASE

HAND = "instructor"


def case_of(
    *questions: Question, stem: str = "A workshop opens at eight.", **values: Any
) -> CaseStudy:
    parts = tuple(CasePart(content=content) for content in questions)
    return CaseStudy(stem=stem, language=EN, parts=parts, **values)


def short(stem: str, *accepted: str, **values: Any) -> ShortAnswer:
    return ShortAnswer(stem=stem, language=EN, accepted=accepted, **values)


def number(stem: str, value: float, **values: Any) -> Numerical:
    return Numerical(stem=stem, language=EN, value=value, **values)


OIL = short("What do its brakes need?", "brake fluid")


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (case_of(OIL, short("How is brake fluid kept?", "sealed")), "brake fluid"),
        (
            case_of(short("How long?", "a whole day", hints=("It needs brake fluid.",)), OIL),
            "brake",
        ),
        (case_of(number("How many litres?", 45), number("What do 45 litres cost?", 90)), "45"),
        (case_of(number("How many?", 1200), short("Who carries 1,200 of them?", "Bo")), "1,200"),
        (
            case_of(
                MultipleChoice(
                    stem="What stops it?",
                    language=EN,
                    options=(Option(text="disc brakes", correct=True), Option(text="a wall")),
                ),
                TrueFalse(stem="It has disc brakes at both ends.", language=EN, truth=True),
            ),
            "disc brakes",
        ),
    ],
)
def test_a_question_that_answers_another_is_flagged(case: CaseStudy, told: str) -> None:
    finding = check_questions_apart(case)
    assert finding is not None
    assert (finding.outcome, finding.reason) == (Outcome.FLAG, "key_in_other_question")
    assert told in finding.evidence


@pytest.mark.parametrize(
    "case",
    [
        CASE,
        OPEN_CASE,
        OIL,
        case_of(OIL, short("How is it kept?", "sealed")),
        case_of(OIL, short("Why is brake fluid kept sealed?", "water"), stem="Brake fluid ages."),
        case_of(number("How many?", 3), short("Who carries 3 of them?", "Bo")),
    ],
)
def test_what_gives_nothing_away_passes(case: CaseStudy) -> None:
    assert check_questions_apart(case) is None


def verdicts(case: CaseStudy, drafter: str = HAND) -> dict[str, Verdict]:
    return check(case, drafter)


def test_each_question_is_seen_by_the_checks_of_its_kind() -> None:
    bad = MultipleChoice(
        stem="Which of these brakes need oil?",
        language=EN,
        options=(Option(text="Rim", correct=True), Option(text="rim brakes"), Option(text="Rim.")),
    )
    found = verdicts(case_of(OIL, bad))
    assert found["distinct_options"].outcome is Outcome.FAIL
    assert found["distinct_options"].evidence.startswith("(2) ")
    assert found["negative_stem"].outcome is Outcome.PASS
    assert verdicts(case_of(OIL, short("Who?", "Bo")))["negative_stem"].reason == "other_kind"


def test_a_wrong_sum_and_another_language_are_found_in_a_question() -> None:
    wrong = number("What do 2 and 3 make?", 6, solution="2 + 3 = 5")
    found = verdicts(case_of(OIL, wrong))
    assert (found["numbers"].reason, found["numbers"].evidence[:4]) == ("key_differs", "(2) ")
    other = short("汽车的制动系统里需要加入什么液体？", "制动液")
    assert verdicts(case_of(OIL, other))["language"].reason == "other_language"


def test_questions_may_speak_of_the_case_and_the_case_of_nothing_else() -> None:
    said = short("According to the text, when does it open?", "at eight")
    assert verdicts(case_of(OIL, said))["self_contained"].outcome is Outcome.PASS
    lost = case_of(OIL, said, stem="The figure above shows a workshop.")
    assert verdicts(lost)["self_contained"].reason == "dangling_reference"


def test_the_quotes_of_the_case_answer_for_its_questions() -> None:
    cited = case_of(
        OIL,
        short("Who?", "Bo"),
        citations=cite(),
    )
    assert verdicts(cited)["quote_in_passage"].outcome is Outcome.PASS
    assert verdicts(cited)["key_found_again"].reason == "key_not_found"


def test_one_question_of_a_case_that_the_bank_has_is_a_repetition() -> None:
    found = check(case_of(OIL, short("Who opens the workshop each day?", "Bo")), HAND, bank=(OIL,))
    assert found["duplicate"].evidence.startswith("(1) ")
