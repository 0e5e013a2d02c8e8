from __future__ import annotations

import pytest

from generators.exercise.answers import AnswerShapeError
from generators.exercise.content import Content, Option
from generators.exercise.errors import find_errors, find_factor
from tests.lti_tool.contents import CHOICE, CLOZE, MATCHING, NUMBER, ORDERING, SHORT, TRUTH


def texts(content: Content, given: dict[str, object]) -> list[str]:
    return [error.text for error in find_errors(content, given)]


@pytest.mark.parametrize("given", [{}, {"option": "z"}, {"text": "b"}])
def test_answer_of_another_shape_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(AnswerShapeError):
        find_errors(CHOICE, given)


def test_right_answers_hold_no_error() -> None:
    assert texts(CHOICE, {"option": "b"}) == []
    assert texts(SHORT, {"text": " Velocity "}) == []
    assert texts(MATCHING, {"pairs": {"1": "1", "2": "2", "3": "3"}}) == []


def test_wrong_ones_are_told_in_the_words_of_the_exercise() -> None:
    assert texts(CHOICE, {"option": "a"}) == ["6 km/h"]
    assert texts(TRUTH, {"value": True}) == ["true"]
    assert texts(NUMBER, {"number": "135"}) == ["135"]
    assert texts(CLOZE, {"gaps": {"1": "time", "2": "m/s"}}) == ["time"]
    assert texts(CLOZE, {"gaps": {"1": "distance", "2": ""}}) == []
    left, right = MATCHING.pairs[0].left, MATCHING.pairs[1].right
    assert texts(MATCHING, {"pairs": {"1": "2", "2": "1"}})[0] == f"{left} → {right}"


def test_of_an_order_the_neighbours_that_were_turned_are_told() -> None:
    steps, ids = ORDERING.steps, [str(n) for n in range(1, len(ORDERING.steps) + 1)]
    assert texts(ORDERING, {"order": ids}) == []
    turned = [ids[1], ids[0], *ids[2:]]
    assert texts(ORDERING, {"order": turned}) == [f"{steps[1]} → {steps[0]}"]
    assert texts(ORDERING, {"order": [*ids[1:], ids[0]]}) == [f"{steps[1]} → {steps[0]}"]
    assert len(texts(ORDERING, {"order": ids[::-1]})) == len(steps) - 1


def test_what_reads_the_same_is_the_same_error() -> None:
    first, second = (find_errors(SHORT, {"text": text})[0] for text in ("Ｓpeed", " speed"))
    assert first.key == second.key
    wrong = [
        find_errors(CLOZE, {"gaps": {"1": one, "2": two}}) for one, two in (("x", ""), ("", "x"))
    ]
    assert wrong[0][0].key != wrong[1][0].key


def test_misconception_is_that_of_the_option() -> None:
    options = (Option(text="6", misconception="multiplies"), Option(text="24", correct=True))
    content = CHOICE.model_copy(update={"options": options})
    assert find_errors(content, {"option": "a"})[0].misconception == "multiplies"


@pytest.mark.parametrize(
    ("factor", "told"),
    [(1, []), (1.7, []), (1000, ["× 1000"]), (1 / 3.6, ["÷ 3.6"]), (-1, ["× (−1)"]), (2, ["× 2"])],
)
def test_of_fresh_numbers_the_usual_factor_is_told(factor: float, told: list[str]) -> None:
    content = NUMBER.model_copy(update={"value": 40.0, "tolerance": 0.0, "unit": ""})
    given = {"number": f"{40 * factor:.4f}"}
    assert [error.text for error in find_factor(content, given)] == told
    assert all(error.factor for error in find_factor(content, given))
    assert not any(error.factor for error in find_errors(SHORT, {"text": "× 10"}))


def test_another_unit_tells_no_factor() -> None:
    content = NUMBER.model_copy(update={"value": 40.0, "unit": "km/h"})
    assert find_factor(content, {"number": "40000 kg"}) == []
