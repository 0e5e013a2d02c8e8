import subprocess
import sys

import pytest

from generators.exercise.answers import AnswerShapeError
from generators.exercise.content import Content, read_content
from generators.exercise.grading import Notice, grade_answer, read_answer


def content(kind: str, **fields: object) -> Content:
    return read_content({"kind": kind, "stem": "?", "language": "en", **fields})


CHOICE = content(
    "multiple_choice",
    options=[
        {"text": "mass", "feedback": "Not a force."},
        {"text": "weight", "correct": True, "feedback": "**Yes.**"},
    ],
)
RESPONSE = content(
    "multiple_response",
    options=[
        {"text": "speed", "correct": True},
        {"text": "mass"},
        {"text": "force", "correct": True},
        {"text": "volume"},
        {"text": "charge"},
    ],
)
OPEN = content(
    "open_answer",
    rubric=[{"text": "names both", "points": 2}, {"text": "says why", "points": 3}],
)
GAPS = content(
    "cloze",
    stem="{{1}} and {{2}}",
    gaps=[{"accepted": ["Speed"]}, {"accepted": ["1,000"], "case_sensitive": True}],
)
PAIRS = content(
    "matching",
    pairs=[{"left": "a", "right": "x"}, {"left": "b", "right": "y"}],
    distractors=["z"],
)
STEPS = content("ordering", steps=["first", "second", "third"])
SHORT = content("short_answer", accepted=["kinetic energy", "CO2"])


def number(value: float, unit: str = "", tolerance: float = 0.0) -> Content:
    return content("numerical", value=value, unit=unit, tolerance=tolerance)


@pytest.mark.parametrize(
    ("exercise", "data", "says"),
    [
        (CHOICE, None, "JSON object"),
        (CHOICE, [], "JSON object"),
        (CHOICE, {}, "option"),
        (CHOICE, {"option": 1}, "string"),
        (CHOICE, {"option": "z"}, "no option 'z'"),
        (CHOICE, {"option": "a", "correct": True}, "correct"),
        (RESPONSE, {"option": "a"}, "option"),
        (RESPONSE, {"options": []}, "nothing is chosen"),
        (RESPONSE, {"options": ["a", "a"]}, "chosen twice"),
        (RESPONSE, {"options": ["f"]}, "no option 'f'"),
        (RESPONSE, {"options": "a"}, "list"),
        (OPEN, {"text": " "}, "empty"),
        (OPEN, {"text": "x" * 12_001}, "12000"),
        (OPEN, {"text": "because"}, "nobody has marked"),
        (OPEN, {"text": "because", "points": [1]}, "2 criteria, not 1"),
        (OPEN, {"text": "because", "points": [3, 0]}, "earns 0 to 2"),
        (OPEN, {"text": "because", "points": [1, -1]}, "earns 0 to 3"),
        (OPEN, {"text": "because", "points": [1, 0.5]}, "integer"),
        (content("true_false", truth=True), {"value": "yes"}, "boolean"),
        (content("true_false", truth=True), {"value": 1}, "boolean"),
        (GAPS, {"gaps": {"1": " ", "2": ""}}, "every gap is empty"),
        (GAPS, {"gaps": {"3": "x"}}, "no gap '3'"),
        (GAPS, {"gaps": {"1": ["x"]}}, "string"),
        (SHORT, {"text": "  "}, "empty"),
        (SHORT, {"text": "x" * 2001}, "2000"),
        (PAIRS, {"pairs": {}}, "nothing is matched"),
        (PAIRS, {"pairs": {"1": "9"}}, "no right entry '9'"),
        (PAIRS, {"pairs": {"3": "1"}}, "no left entry '3'"),
        (STEPS, {"order": ["1", "2"]}, "each of the 3 steps"),
        (STEPS, {"order": ["1", "1", "2"]}, "exactly once"),
        (number(1), {"number": ""}, "empty"),
        (number(1), {"number": "about three"}, "cannot be read as a number"),
        (number(1), {"number": True}, "string"),
        (number(1), {"number": "1/0"}, "cannot be read"),
        (number(1), {"number": "1e999"}, "cannot be read"),
        (number(1), {"number": "12 34"}, "cannot be read"),
        (number(1), {"number": "1~30"}, "cannot be read"),
        (number(1), {"number": "1 or 2"}, "cannot be read"),
        (number(100), {"number": "100^2"}, "cannot be read"),
    ],
)
def test_misshapen_answers_are_named_and_not_graded(
    exercise: Content, data: object, says: str
) -> None:
    with pytest.raises(AnswerShapeError, match=says):
        grade_answer(exercise, data)


def test_a_choice_brings_its_own_feedback() -> None:
    wrong, right = grade_answer(CHOICE, {"option": "a"}), grade_answer(CHOICE, {"option": "b"})
    assert (wrong.fraction, wrong.correct, wrong.feedback) == (0.0, False, "Not a force.")
    assert (right.fraction, right.correct, right.feedback) == (1.0, True, "**Yes.**")
    assert right.given == {"option": "b"}


@pytest.mark.parametrize(
    ("chosen", "fraction"),
    [("ac", 1.0), ("a", 0.5), ("acb", 2 / 3), ("ab", 1 / 6), ("b", 0.0), ("abcde", 0.0)],
)
def test_a_wrong_response_costs_its_share(chosen: str, fraction: float) -> None:
    grade = grade_answer(RESPONSE, {"options": [*chosen]})
    assert grade.fraction == pytest.approx(fraction)
    assert grade.correct is (fraction == 1)
    assert grade.given == {"options": sorted(chosen)}


@pytest.mark.parametrize(
    ("rights", "says"), [([], "at least one right"), (["a", "b"], "one wrong option")]
)
def test_a_response_has_right_and_wrong_options(rights: list[str], says: str) -> None:
    options = [{"text": text, "correct": text in rights} for text in "ab"]
    with pytest.raises(ValueError, match=says):
        content("multiple_response", options=options)


@pytest.mark.parametrize(("points", "right"), [([2, 3], True), ([1, 3], True), ([0, 3], False)])
def test_an_open_answer_is_right_from_seventy_per_cent_on(points: list[int], right: bool) -> None:
    grade = grade_answer(OPEN, {"text": " because ", "points": points, "comment": "Look again."})
    assert (grade.fraction, grade.correct) == (sum(points) / 5, right)
    assert grade.parts == {"1": points[0] == 2, "2": points[1] == 3}
    assert grade.feedback == "Look again."
    assert grade.given == {"text": "because", "points": points, "comment": "Look again."}


@pytest.mark.parametrize(("truth", "said", "right"), [(True, "true", True), (True, False, False)])
def test_true_false_takes_forms_and_json(truth: bool, said: object, right: bool) -> None:
    exercise = content("true_false", truth=truth, feedback_true="T", feedback_false="F")
    grade = grade_answer(exercise, {"value": said})
    assert grade.correct is right
    assert grade.feedback == ("T" if grade.given["value"] else "F")


def test_a_cloze_earns_a_part_for_each_gap() -> None:
    grade = grade_answer(GAPS, {"gaps": {"1": "ＳＰＥＥＤ"}})
    assert grade.parts == {"1": True, "2": False}
    assert (grade.fraction, grade.correct) == (0.5, False)
    assert grade.given == {"gaps": {"1": "ＳＰＥＥＤ", "2": ""}}
    assert grade_answer(GAPS, {"gaps": {"1": "speed", "2": "1 000"}}).correct


@pytest.mark.parametrize("text", ["Kinetic   ENERGY.", " kinetic energy", "CO₂", "ＣＯ２"])
def test_short_answers_are_folded(text: str) -> None:
    assert grade_answer(SHORT, {"text": text}).correct


@pytest.mark.parametrize("text", ["kinetic", "kinetic energy energy", "CO", "."])
def test_short_answers_are_not_folded_too_far(text: str) -> None:
    assert not grade_answer(SHORT, {"text": text}).correct


def test_chinese_answers_ignore_spaces_and_width() -> None:
    exercise = content("short_answer", accepted=["匀速直线运动"])
    assert grade_answer(exercise, {"text": "匀速 直线运动。"}).correct
    assert not grade_answer(exercise, {"text": "直线运动"}).correct


def test_superscripts_are_not_digits() -> None:
    exercise = content("short_answer", accepted=["10^3"])
    assert grade_answer(exercise, {"text": "10³"}).correct
    assert not grade_answer(exercise, {"text": "103"}).correct


def test_matching_is_graded_by_the_pair() -> None:
    grade = grade_answer(PAIRS, {"pairs": {"1": "1", "2": "3"}})
    assert grade.parts == {"1": True, "2": False}
    assert grade.fraction == 0.5
    assert grade_answer(PAIRS, {"pairs": {"2": "2", "1": "1"}}).correct


def test_ordering_is_graded_by_the_place() -> None:
    grade = grade_answer(STEPS, {"order": ["1", "3", "2"]})
    assert grade.fraction == pytest.approx(1 / 3)
    assert grade.parts == {"1": True, "2": False, "3": False}
    assert grade_answer(STEPS, {"order": ["1", "2", "3"]}).correct


@pytest.mark.parametrize(
    ("value", "unit", "typed"),
    [
        (1.5, "", "1,5"),
        (1.5, "", "１．５"),
        (1.5, "h", "1½ h"),
        (0.5, "", "1/2"),
        (1234.5, "", "1 234,5"),
        (1234.5, "", "1,234.5"),
        (1234.5, "", "1.234,5"),
        (1234567, "", "1,234,567"),
        (1.234, "", "1,234"),
        (1234, "", "1,234"),
        (3200, "", "3.2×10^3"),
        (3200, "", "3.2x10³"),
        (3200, "", "3.2e3"),
        (0.0032, "", "3.2 · 10^-3"),
        (1000, "", "10^3"),
        (-4, "", "−4"),
        (3.5, "m/s", "3.5 m/s"),
        (3.5, "m/s", "3.5米/秒"),
        (3.5, "m/s", "3.5 metres per second"),
        (3.5, "m/s", "12.6 km/h"),
        (3.5, "m", "350cm"),
        (2.7, "g/cm³", "2700 kg/m^3"),
        (20_000_000, "EUR", "20 million euros"),
        (20_000_000, "EUR", "€20 million"),
        (15000, "元", "1.5万元"),
        (15000, "元", "1.5万"),
        (1.5, "万元", "15000 元"),
        (12, "%", "12 percent"),
        (0.12, "", "12%"),
        (12, "", "12%"),
        (30, "days", "30 day"),
        (30, "人", "30人"),
        (4, "", "4 apples"),
        (2.5, "N/kg", "2.5 牛/千克"),
    ],
)
def test_numbers_are_read_as_people_type_them(value: float, unit: str, typed: str) -> None:
    assert grade_answer(number(value, unit, 1e-6), {"number": typed}).correct


@pytest.mark.parametrize(
    ("value", "unit", "typed", "named"),
    [(3.5, "m/s", "3.5 m", "m"), (30, "days", "30 hours %", "hours %"), (5, "元", "5 kg", "kg")],
)
def test_a_wrong_unit_is_named(value: float, unit: str, typed: str, named: str) -> None:
    grade = grade_answer(number(value, unit), {"number": typed})
    assert (grade.correct, grade.notice, grade.notice_detail) == (
        False,
        Notice.UNIT_MISMATCH,
        named,
    )


@pytest.mark.parametrize(
    ("typed", "right"), [("9.9", True), ("10.1", True), ("10.11", False), ("9.89", False)]
)
def test_tolerance_is_absolute_and_inclusive(typed: str, right: bool) -> None:
    assert grade_answer(number(10, "", 0.1), {"number": typed}).correct is right


@pytest.mark.parametrize("typed", ["3.5 km", "0.0035 m"])
def test_a_convertible_unit_does_not_make_a_wrong_size_right(typed: str) -> None:
    grade = grade_answer(number(3.5, "m", 0.01), {"number": typed})
    assert (grade.correct, grade.notice) == (False, None)


def test_a_stored_answer_can_be_graded_again() -> None:
    for exercise, data in [
        (CHOICE, {"option": "b"}),
        (GAPS, {"gaps": {"1": "speed"}}),
        (PAIRS, {"pairs": {"1": "2"}}),
        (STEPS, {"order": ["3", "1", "2"]}),
        (number(3.5), {"number": 3.5}),
        (SHORT, {"text": "CO2"}),
    ]:
        first = grade_answer(exercise, data)
        assert grade_answer(exercise, first.given) == first
        assert read_answer(exercise, first.given).model_dump() == first.given


def test_an_exercise_needs_no_torch() -> None:
    code = (
        "import sys, generators.exercise.draw, generators.exercise.presentation;"
        "raise SystemExit('torch' in sys.modules or 'jieba' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
