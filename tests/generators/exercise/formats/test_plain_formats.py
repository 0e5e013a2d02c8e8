"""GIFT, Aiken, CSV and XLSX, both ways."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from xlsxwriter import Workbook

from generators.exercise.content import Cloze, Language, MultipleChoice, Option
from generators.exercise.formats.features import Feature
from generators.exercise.formats.portable import (
    FormatError,
    FormatErrorCode,
    Portable,
    ProblemCode,
    Reading,
)
from generators.exercise.formats.registry import FORMATS, Format, FormatName
from generators.exercise.rubric import default_rubric
from tests.generators.exercise.formats.samples import portables

GIFT, AIKEN, CSV, XLSX = (
    FORMATS[name] for name in (FormatName.GIFT, FormatName.AIKEN, FormatName.CSV, FormatName.XLSX)
)
READABLE = [one for one in FORMATS.values() if one.read]


def _read(one: Format, data: bytes) -> Reading:
    assert one.read
    return one.read(data)


@pytest.mark.parametrize("one", READABLE, ids=lambda one: one.name)
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff" * 50])
def test_a_file_that_is_none_is_refused(one: Format, data: bytes) -> None:
    with pytest.raises(FormatError):
        _read(one, data)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Only a text.", ProblemCode.TYPE),
        ("Q {=a =b ~c}", ProblemCode.SEVERAL_RIGHT),
        ("Q {~a ~b}", ProblemCode.SEVERAL_RIGHT),
        ("Q {=a*}", ProblemCode.PATTERN),
        ("Q {#}", ProblemCode.SEVERAL_RIGHT),
        ("Q {=a -> b}", ProblemCode.INVALID),
        ("Q {> a b c}", ProblemCode.TYPE),
    ],
)
def test_what_gift_says_and_is_no_exercise_here(text: str, code: ProblemCode) -> None:
    reading = _read(GIFT, f"::N::{text}\n\nTrue? {{T}}\n".encode())
    assert [(p.code, p.place, p.name) for p in reading.problems] == [(code, 1, "N")]
    assert len(reading.exercises) == 1


def test_gift_as_people_write_it() -> None:
    text = """// a comment
$CATEGORY: tom/dick

Who is buried in Grant's tomb? {=Grant#yes ~no one ~%50%Napoleon#half}

Two plus {=two =2} is four.

When was he born? {#1822:5}

1..2? {#1..2}
"""
    reading = _read(GIFT, text.encode())
    assert [p.code for p in reading.problems] == [ProblemCode.PARTLY_RIGHT]
    choice, gap, number, span = (portable.content for portable in reading.exercises)
    assert choice.model_dump()["options"][0]["feedback"] == "yes"
    assert isinstance(gap, Cloze)
    assert gap.stem == "Two plus {{1}} is four."
    assert (number.model_dump()["value"], number.model_dump()["tolerance"]) == (1822, 5)
    assert (span.model_dump()["value"], span.model_dump()["tolerance"]) == (1.5, 0.5)


@settings(max_examples=40, deadline=None)
@given(portables())
def test_gift_gives_back_what_it_holds(portable: Portable) -> None:
    lost = GIFT.capability.losses(portable)
    assume(GIFT.capability.holds(portable))
    reading = _read(GIFT, GIFT.write([portable], "Course"))
    assert reading.problems == ()
    back = reading.exercises[0]
    expected = _without(portable, lost)
    assert replace(back, title="") == expected


def _without(portable: Portable, lost: frozenset[Feature]) -> Portable:
    changes: dict[str, object] = {}
    if Feature.HINTS in lost:
        changes["hints"] = ()
    if Feature.UNIT in lost:
        changes["unit"] = ""
    if Feature.RUBRIC in lost:
        changes |= {"rubric": default_rubric(portable.content.language), "sample_answer": ""}
    content = portable.content.model_copy(update=changes)
    if Feature.CASE in lost:
        content = _without_case(content)
    reviewer = portable.reviewer if portable.generated else ""
    return replace(portable, content=content, reviewer=reviewer)


def _without_case(content):  # type: ignore[no-untyped-def]
    if isinstance(content, Cloze):
        gaps = tuple(gap.model_copy(update={"case_sensitive": False}) for gap in content.gaps)
        return content.model_copy(update={"gaps": gaps})
    return content.model_copy(update={"case_sensitive": False})


@pytest.mark.parametrize("one", [CSV, XLSX], ids=lambda one: one.name)
def test_tables_give_back_what_they_hold(one: Format) -> None:
    _check_table(one)


def _check_table(one: Format) -> None:
    @settings(max_examples=40, deadline=None)
    @given(portables())
    def check(portable: Portable) -> None:
        content = portable.content
        if isinstance(content, Cloze):  # one switch for all gaps
            assume(len({gap.case_sensitive for gap in content.gaps}) == 1)
            assume(not any(gap.case_sensitive and gap.choices for gap in content.gaps))
        reading = _read(one, one.write([portable], "Course"))
        assert reading.problems == ()
        assert reading.exercises[0] == portable

    check()


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("essay,S,1,a,b", "essay"),
        ("multiple_choice,S,3,a,b", "'3'"),
        ("multiple_choice,S,,a,b", "''"),
        ("multiple_choice,,1,a,b", "stem"),
        ('numerical,S,"1,5",,', "'1,5'"),
        ("true_false,S,maybe,,", "'maybe'"),
        ("cloze,no gap,,a,", "{{1}}"),
    ],
)
def test_a_row_that_is_no_exercise_says_what_is_wrong(row: str, word: str) -> None:
    data = f"kind,stem,key,option_1,option_2\n{row}\ntrue_false,T,true,,\n".encode()
    reading = _read(CSV, data)
    assert len(reading.exercises) == 1
    assert [problem.place for problem in reading.problems] == [2]
    assert word in reading.problems[0].detail


def test_a_table_without_a_head_is_refused() -> None:
    with pytest.raises(FormatError) as caught:
        _read(CSV, b"true_false,T,true\n")
    assert (caught.value.code, caught.value.detail) == (FormatErrorCode.NO_HEADER, "kind, stem")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_tables_come_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    text = "kind;stem;key\ntrue_false;固定成本不随产量变化,企业停产时也要支付。;true\n"
    reading = _read(CSV, text.encode(encoding))
    assert reading.exercises[0].content.language is Language.ZH


def test_a_workbook_typed_by_hand() -> None:
    """Spreadsheets turn what looks like a number or a truth into one."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(
            (
                ("Kind", "Stem", "Key", "Option 1", "Option 2"),
                ("multiple choice", "1+1?", 2, 1, 2),
                (),
                ("true_false", "T", True),
            )
        ):
            sheet.write_row(place, 0, row)
    reading = _read(XLSX, file.getvalue())
    assert reading.problems == ()
    choice, truth = (portable.content for portable in reading.exercises)
    assert isinstance(choice, MultipleChoice)
    assert choice.options[1] == Option(text="2", correct=True)
    assert truth.model_dump()["truth"] is True


def test_no_cell_becomes_a_formula() -> None:
    content = MultipleChoice(
        stem="=1+1",
        language=Language.EN,
        options=(Option(text="@a", correct=True), Option(text="-b")),
    )
    data = CSV.write([Portable(content=content)], "").decode("utf-8-sig")
    assert ",'=1+1," in data
    assert ",'@a," in data
    assert ",'-b," in data
    assert _read(CSV, data.encode()).exercises[0].content == content


def test_aiken_there_and_back() -> None:
    content = MultipleChoice(
        stem="What?",
        language=Language.EN,
        options=(Option(text="a"), Option(text="b", correct=True)),
    )
    data = AIKEN.write([Portable(content=content)], "")
    assert data == b"What?\nA. a\nB. b\nANSWER: B\n"
    assert _read(AIKEN, data).exercises == (Portable(content=content),)


@pytest.mark.parametrize(
    "text", ["Q\nA. a\nB. b\n", "Q\nA. a\nB. b\nANSWER: C\n", "A. a\nB. b\nANSWER: A\n"]
)
def test_aiken_that_lacks_something(text: str) -> None:
    reading = _read(AIKEN, text.encode())
    assert not reading.exercises
    assert len(reading.problems) == 1


@pytest.mark.parametrize("make", [_read], ids=["empty"])
def test_gift_of_comments_alone_holds_nothing(make: Callable[[Format, bytes], Reading]) -> None:
    with pytest.raises(FormatError):
        make(GIFT, b"// nothing\n\n$CATEGORY: a\n")
