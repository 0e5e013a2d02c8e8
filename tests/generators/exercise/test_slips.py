"""Typical mistakes of numerical exercises: never near the key, and told to who makes them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from generators.exercise.content import Language, Mistake, Numerical, read_content
from generators.exercise.draw import FamilyError, check_family, draw_variant
from generators.exercise.family import Family, Slip, Variable
from generators.exercise.formats.capabilities import MOODLE
from generators.exercise.formats.features import Feature
from generators.exercise.formats.moodle.read import read_moodle
from generators.exercise.formats.moodle.write import write_moodle
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.sidecar import join_sidecar, read_sidecar, write_sidecar
from generators.exercise.grading import grade_answer
from generators.exercise.presentation import present


def family(*mistakes: Slip) -> Family:
    return Family(
        stem="A pump moves 4 litres a minute. How many litres is that in {n} hours?",
        language=Language.EN,
        formula="4 * 60 * n",
        variables=(Variable(name="n", low=2, high=8, step=1),),
        unit="litres",
        decimals=0,
        mistakes=mistakes,
    )


FORGOTTEN = Slip(formula="4 * n", feedback="{n} hours are more than {n} minutes.")


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("4 * x", "not one of the declared variables"),
        ("__import__('os')", "may not hold"),
        ("240 * n", "only 0 of"),
        ("240.5 * n", "only 0 of"),  # within the tolerance
        ("n / 0", "only 0 of"),
    ],
)
def test_a_mistake_that_is_no_formula_or_right_is_refused(formula: str, reason: str) -> None:
    with pytest.raises(FamilyError, match=reason):
        check_family(family(Slip(formula=formula, feedback="No.")))


def test_feedback_may_not_show_what_is_not_drawn() -> None:
    with pytest.raises(FamilyError, match="answer"):
        check_family(family(Slip(formula="4 * n", feedback="It is {answer}.")))


def test_a_tolerance_that_takes_a_mistake_is_refused() -> None:
    mistake = Mistake(value=10.4, feedback="Turned round.")
    with pytest.raises(ValidationError, match=r"the tolerance takes 10\.4"):
        Numerical(stem="S", language=Language.EN, value=10, tolerance=0.5, mistakes=(mistake,))


def test_numbers_for_which_a_mistake_comes_to_the_key_are_not_drawn() -> None:
    square = family(Slip(formula="480 * n / 2", feedback="No."), FORGOTTEN)
    with pytest.raises(FamilyError):
        draw_variant(square, 1)
    ratio = family(Slip(formula="4 * 60 * 4", feedback="That is for 4 hours."))
    assert {draw_variant(ratio, seed).value for seed in range(60)} == {
        240 * n for n in (2, 3, 5, 6, 7, 8)
    }


def test_a_drawn_variant_holds_what_its_mistakes_come_to() -> None:
    drawn = draw_variant(family(FORGOTTEN), 3)
    (mistake,) = drawn.mistakes
    assert mistake.value == drawn.value / 60
    assert f"{drawn.value / 240:g} hours are more" in mistake.feedback


def test_who_makes_the_mistake_is_told_and_others_are_not() -> None:
    drawn = draw_variant(family(FORGOTTEN), 3)
    (mistake,) = drawn.mistakes
    grade = grade_answer(drawn, {"number": f"{mistake.value:g} litres"})
    assert (grade.correct, grade.feedback) == (False, mistake.feedback)
    assert grade_answer(drawn, {"number": "1"}).feedback == ""
    right = grade_answer(drawn, {"number": f"{drawn.value:g}"})
    assert (right.correct, right.feedback) == (True, "")


def test_learners_do_not_see_the_mistakes_before() -> None:
    drawn = draw_variant(family(FORGOTTEN), 3)
    assert drawn.mistakes[0].feedback not in present(drawn, 1).model_dump_json()


def test_exercises_that_were_stored_before_have_none() -> None:
    content = read_content({"kind": "numerical", "stem": "S", "language": "en", "value": 2})
    assert isinstance(content, Numerical)
    assert content.mistakes == ()


def test_mistakes_travel_beside_the_file() -> None:
    drawn = draw_variant(family(FORGOTTEN), 3)
    for portable in (
        Portable(content=drawn, id="a"),
        Portable(content=drawn, family=family(FORGOTTEN), id="b"),
    ):
        assert Feature.MISTAKES in MOODLE.losses(portable)
        back = read_moodle(write_moodle([portable], "")).exercises[0]
        joined = join_sidecar(back, read_sidecar(write_sidecar([portable], "")))
        if portable.family:
            assert joined.family is not None
            assert joined.family.mistakes == (FORGOTTEN,)
        else:
            assert joined.content == drawn


def test_a_key_that_was_changed_in_the_file_drops_the_mistake_that_it_takes() -> None:
    drawn = draw_variant(family(FORGOTTEN), 3)
    kept = read_sidecar(write_sidecar([Portable(content=drawn, id="a")], ""))
    changed = drawn.model_copy(update={"value": drawn.value / 60, "mistakes": ()})
    joined = join_sidecar(Portable(content=changed, id="a"), kept)
    assert isinstance(joined.content, Numerical)
    assert joined.content.mistakes == ()
