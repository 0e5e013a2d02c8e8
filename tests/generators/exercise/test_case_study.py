"""A case with several questions: what is none, what an answer is worth, what a learner is shown."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from generators.exercise.answers import AnswerShapeError
from generators.exercise.content import CaseStudy, Kind, Language, read_content
from generators.exercise.errors import find_errors
from generators.exercise.grading import grade_answer, grade_parts
from generators.exercise.parts import count_rungs, needs_marking
from generators.exercise.presentation import grade_shown, present, read_shown, shown_by_authored
from generators.exercise.texts import all_texts, shown_texts
from tests.generators.exercise.case_studies import CASE, OPEN_CASE

RIGHT = {"1": {"option": "a"}, "2": {"number": "18"}, "3": {"value": False}}
ORDER = {"order": ["1", "2", "3"]}
WRITTEN = {"text": "Friction."}


def as_json() -> dict[str, Any]:
    data: dict[str, Any] = CASE.model_dump(mode="json")
    return data


def answered(**changes: Any) -> dict[str, Any]:
    """By part id without its first letter; None leaves a part out."""
    parts = {**RIGHT, **{name[1:]: given for name, given in changes.items()}}
    return {"parts": {own: given for own, given in parts.items() if given is not None}}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.update(parts=data["parts"][:1]), "at least 2 items"),
        (lambda data: data.update(parts=data["parts"] * 3), "at most 6 items"),
        (lambda data: data.pop("parts"), "Field required"),
        (lambda data: data["parts"][0].update(points=0), "greater than or equal to 1"),
        (lambda data: data["parts"][0].update(points=21), "less than or equal to 20"),
        (lambda data: data["parts"][0].update(content=as_json()), "does not match any"),
        (lambda data: data["parts"][0]["content"].update(language="zh"), "its own language"),
        (lambda data: data["parts"].append(data["parts"][0]), "the same text"),
        (
            lambda data: data["parts"][0]["content"].update(
                citations=[{"passage": "p", "quote": "3 km"}]
            ),
            "quotes the sources itself",
        ),
        (
            lambda data: data["parts"][0]["content"]["options"][1].update(correct=True),
            "exactly one right option",
        ),
    ],
)
def test_what_is_no_case_is_refused(change: Any, says: str) -> None:
    data = as_json()
    change(data)
    with pytest.raises(ValidationError, match=says):
        read_content(data)


def test_a_case_comes_back_from_its_json() -> None:
    assert read_content(as_json()) == CASE
    assert CASE.kind is Kind.CASE_STUDY


@pytest.mark.parametrize(
    ("data", "says", "part"),
    [
        ({}, "parts", ""),
        ({"parts": {}}, "question 1", "1"),
        (answered(q2=None), "question 2", "2"),
        (answered(q2={"number": "fast"}), "cannot be read as a number", "2"),
        (answered(q1={"option": ""}), "no option", "1"),
        (answered(q3={}), "value", "3"),
        (answered(q4={"option": "a"}), "no question '4'", ""),
        (answered(q1="a"), "dict", ""),
        (answered(q1={"parts": {"1": {"option": "a"}}}), "question 1", "1"),
    ],
)
def test_an_answer_that_is_none_says_which_question(data: object, says: str, part: str) -> None:
    with pytest.raises(AnswerShapeError, match=says) as caught:
        grade_answer(CASE, data)
    assert caught.value.part == part


def test_points_weigh_the_questions() -> None:
    whole = grade_answer(CASE, answered())
    assert (whole.fraction, whole.correct) == (1.0, True)
    most = grade_answer(CASE, answered(q1={"option": "b"}))
    assert (most.fraction, most.correct) == (0.75, False)
    assert most.parts == {"1": False, "2": True, "3": True}
    assert grade_answer(CASE, answered(q2={"number": "3"})).fraction == 0.5
    assert grade_parts(CASE, most.given)["1"].feedback == "There she covers 1 km, not 4."
    assert grade_answer(CASE, most.given) == most


def test_what_waits_for_marks_is_graded_with_them_alone() -> None:
    assert (needs_marking(CASE), needs_marking(OPEN_CASE)) == (False, True)
    given = {"parts": {"1": ORDER, "2": WRITTEN}}
    with pytest.raises(AnswerShapeError, match="nobody has marked"):
        grade_answer(OPEN_CASE, given)
    marked = {"parts": {"1": ORDER, "2": {**WRITTEN, "points": [2, 0], "comment": "Where to?"}}}
    grade = grade_answer(OPEN_CASE, marked)
    assert grade.fraction == pytest.approx((2 + 3 * 0.4) / 5)
    assert grade.correct is False
    marked["parts"]["2"] = {**WRITTEN, "points": [2, 1], "comment": ""}
    assert grade_answer(OPEN_CASE, marked).correct is True  # 3.8 of 5 points are enough


def test_a_learner_is_shown_no_key_and_answers_with_what_is_shown() -> None:
    shown = present(CASE, 4)
    assert [part.points for part in shown.parts] == [1, 2, 1]
    for told in ("There she covers", "Reads a sum", '"a"', "18", "She slows down"):
        assert told not in shown.model_dump_json()
    option = shown_by_authored(CASE.parts[0].content, "option")["a"]
    with pytest.raises(AnswerShapeError, match="shows no entry"):
        grade_shown(CASE, answered())
    assert grade_shown(CASE, answered(q1={"option": option})).correct


def test_two_questions_are_shuffled_in_ways_of_their_own() -> None:
    one = CASE.parts[0].content
    twice = CaseStudy(
        stem="Twice.",
        language=Language.EN,
        parts=tuple(
            CASE.parts[0].model_copy(update={"content": one.model_copy(update={"stem": stem})})
            for stem in ("Once?", "Again?")
        ),
    )
    orders = [[[e.id for e in p.shown.options] for p in present(twice, n).parts] for n in range(9)]
    assert any(first != second for first, second in orders)


def test_marks_from_a_learner_are_refused() -> None:
    step = shown_by_authored(OPEN_CASE.parts[0].content, "step")
    order = {"order": [step[own] for own in "123"]}
    given = {"parts": {"1": order, "2": {**WRITTEN, "points": [2, 3]}}}
    with pytest.raises(AnswerShapeError, match="from an instructor"):
        read_shown(OPEN_CASE, given)
    given["parts"]["2"] = WRITTEN
    assert read_shown(OPEN_CASE, given).model_dump()["parts"]["1"] == ORDER
    with pytest.raises(AnswerShapeError, match="marked by an instructor"):
        grade_shown(OPEN_CASE, given)


def test_errors_name_their_question() -> None:
    found = find_errors(CASE, answered(q1={"option": "b"}, q3={"value": True}))
    assert [error.text for error in found] == [
        "On which stretch is she faster? → the second",
        "Within 20 minutes she covers 7 km. → true",
    ]
    assert found[0].misconception == "Reads a sum as a part"
    assert len({error.key for error in found}) == 2


def test_texts_and_rungs_are_those_of_all_questions() -> None:
    assert count_rungs(CASE) == 2
    assert {"alike on both", "The distance counts from home."} <= set(shown_texts(CASE))
    assert "There she covers 1 km, not 4." not in shown_texts(CASE)
    assert "There she covers 1 km, not 4." in all_texts(CASE)
