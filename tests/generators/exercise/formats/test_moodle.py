"""Moodle XML, both ways; tests/contract/test_question_bank.py has a real Moodle in between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from generators.exercise.content import (
    Criterion,
    Language,
    MultipleChoice,
    Numerical,
    OpenAnswer,
    Option,
)
from generators.exercise.formats.capabilities import MOODLE
from generators.exercise.formats.features import Feature
from generators.exercise.formats.moodle.read import read_moodle
from generators.exercise.formats.moodle.write import write_moodle
from generators.exercise.formats.portable import FormatError, FormatErrorCode, Portable, ProblemCode
from generators.exercise.formats.sidecar import join_sidecar, read_sidecar, write_sidecar
from tests.generators.exercise.formats.samples import portable_family, portables


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", FormatErrorCode.EMPTY),
        (b"<quiz><question", FormatErrorCode.NOT_XML),
        (b"{}", FormatErrorCode.NOT_XML),
        (b"<html/>", FormatErrorCode.NOT_MOODLE),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><quiz>&x;</quiz>', FormatErrorCode.ENTITIES),
    ],
)
def test_a_file_that_is_none_says_why(data: bytes, code: FormatErrorCode) -> None:
    with pytest.raises(FormatError) as caught:
        read_moodle(data)
    assert caught.value.code is code


def _question(kind: str, inner: str) -> bytes:
    text = "<questiontext format='html'><text><![CDATA[<p>What?</p>]]></text></questiontext>"
    name = "<name><text>Q</text></name>"
    return f"<quiz><question type='{kind}'>{name}{text}{inner}</question></quiz>".encode()


def _answer(text: str, fraction: str) -> str:
    return f"<answer fraction='{fraction}'><text>{text}</text></answer>"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_question("ddwtos", ""), ProblemCode.TYPE),
        (
            _question("multichoice", _answer("a", "50") + _answer("b", "50")),
            ProblemCode.SEVERAL_RIGHT,
        ),
        (
            _question(
                "multichoice", "<single>false</single>" + _answer("a", "50") + _answer("b", "50")
            ),
            ProblemCode.INVALID,
        ),
        (_question("multichoice", _answer("a", "100")), ProblemCode.INVALID),
        (_question("shortanswer", _answer("ab*", "100")), ProblemCode.PATTERN),
        (_question("numerical", _answer("*", "100")), ProblemCode.PATTERN),
        (_question("numerical", _answer("abc", "100")), ProblemCode.INVALID),
        (_question("numerical", _answer("1", "x")), ProblemCode.INVALID),
        (_question("truefalse", _answer("true", "100")), ProblemCode.INVALID),
        (_question("calculated", _answer("system({x})", "100")), ProblemCode.FORMULA),
        (_question("matching", ""), ProblemCode.INVALID),
    ],
)
def test_what_is_no_exercise_here_is_left_out_with_its_reason(
    data: bytes, code: ProblemCode
) -> None:
    reading = read_moodle(data)
    assert not reading.exercises
    assert [(p.code, p.place, p.name, p.left_out) for p in reading.problems] == [
        (code, 1, "Q", True)
    ]


def test_a_broken_question_takes_no_other_with_it() -> None:
    good = _question("truefalse", _answer("true", "100") + _answer("false", "0"))
    data = good.replace(b"</quiz>", _question("ddwtos", "")[len("<quiz>") :])
    reading = read_moodle(data)
    assert len(reading.exercises) == 1
    assert [problem.place for problem in reading.problems] == [2]


def test_pictures_and_part_marks_are_told() -> None:
    text = b"<text><![CDATA[<p>What? <img src='@@PLUGINFILE@@/a.png'></p>]]></text>"
    image = b"<questiontext format='html'>" + text + b"</questiontext>"
    data = _question("multichoice", _answer("a", "100") + _answer("b", "50") + _answer("c", "0"))
    plain = data[
        data.index(b"<questiontext") : data.index(b"</questiontext>") + len(b"</questiontext>")
    ]
    reading = read_moodle(data.replace(plain, image))
    assert reading.exercises[0].content.stem == "What?"
    assert {p.code for p in reading.problems} == {ProblemCode.PICTURES, ProblemCode.PARTLY_RIGHT}
    assert not any(problem.left_out for problem in reading.problems)


@settings(max_examples=40, deadline=None)
@given(portables())
def test_what_goes_out_comes_back(portable: Portable) -> None:
    reading = read_moodle(write_moodle([portable], "Course/1"))
    assert reading.problems == ()
    back = reading.exercises[0]
    label = portable.reviewer if portable.generated else ""
    assert replace(back, title="") == replace(portable, reviewer=label)


def test_nothing_in_a_stem_becomes_markup_of_moodle() -> None:
    content = MultipleChoice(
        stem="<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://a/b.png)",
        language=Language.EN,
        options=(Option(text="<b>", correct=True), Option(text="&lt;")),
    )
    data = write_moodle([Portable(content=content)], "").decode()
    assert "<script" not in data.replace("&lt;script", "")
    assert "javascript:alert" not in data.partition("href")[2]
    assert "<img" not in data
    assert "&lt;img" not in data
    assert read_moodle(data.encode()).exercises[0].content == content


def test_a_family_is_a_calculated_question() -> None:
    portable = portable_family()
    back = read_moodle(write_moodle([portable], "C")).exercises[0]
    assert portable.family
    assert back.family
    bare = tuple(v.model_copy(update={"unit": ""}) for v in portable.family.variables)
    expected = portable.family.model_copy(
        update={"variables": bare, "formula": back.family.formula}
    )
    assert back.family == expected
    joined = join_sidecar(back, read_sidecar(write_sidecar([portable], "C")))
    assert joined.family == portable.family.model_copy(update={"formula": back.family.formula})


def test_the_sidecar_gives_back_what_moodle_cannot_hold() -> None:
    options = (
        Option(text="a", correct=True),
        Option(text="b", misconception="mixes up a and b"),
    )
    content = MultipleChoice(stem="S", language=Language.EN, options=options)
    portable = Portable(content=content, id="x", difficulty=0.5, provenance={"drafter": "rules"})
    back = read_moodle(write_moodle([portable], "")).exercises[0]
    joined = join_sidecar(back, read_sidecar(write_sidecar([portable], "")))
    assert replace(joined, title="") == portable


def test_hints_of_an_open_answer_travel_beside_the_file() -> None:
    """A real Moodle drops them when it imports an essay question."""
    content = OpenAnswer(
        stem="Why?",
        language=Language.EN,
        hints=("Think of costs.",),
        rubric=(Criterion(text="Names a cost", points=1),),
    )
    portable = Portable(content=content, id="o1")
    assert MOODLE.losses(portable) == {Feature.HINTS}
    back = replace(portable, content=content.model_copy(update={"hints": ()}))
    assert join_sidecar(back, read_sidecar(write_sidecar([portable], ""))) == portable


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"format": "other", "version": 1}', b"{"])
def test_another_file_is_no_sidecar(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_sidecar(data)


def test_numbers_are_written_without_exponents() -> None:
    content = Numerical(stem="S", language=Language.EN, value=1e-7, tolerance=1e-9)
    data = write_moodle([Portable(content=content)], "").decode()
    assert "0.0000001" in data
    assert "e-" not in data
