"""Reading answers, beginning with what cannot be read."""

from __future__ import annotations

import pytest

from analytics.tracing.log import AnswerRow
from analytics.tracing.read import LogError, read_answers

HEADER = "user,item,skills,timestamp,correct"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "A.csv is empty"),
        (["", ""], "A.csv is empty"),
        (["user,item,skills,timestamp"], "line 1: no column correct"),
        (["u;i;s;t;c"], "line 1: no column user, item, skills, timestamp, correct"),
        ([f"{HEADER},user"], "line 1: column user is there twice"),
        ([HEADER, "u,i,s,1"], "line 2: 4 values where the header names 5 columns"),
        ([HEADER, "u,i,s,1,1,1"], "line 2: 6 values where the header names 5 columns"),
        ([HEADER, "u,i,s,1,1", ",i,s,1,1"], "line 3, column user: empty"),
        ([HEADER, "u,i,s,,1"], "line 2, column timestamp: ''"),
        ([HEADER, "u,i,s,nan,1"], "line 2, column timestamp: 'nan'"),
        ([HEADER, "u,i,s,inf,1"], "line 2, column timestamp: 'inf'"),
        ([HEADER, "u,i,s,yesterday,1"], "line 2, column timestamp: 'yesterday'"),
        ([HEADER, "u,i,s,1_000,1"], "line 2, column timestamp: '1_000'"),
        ([HEADER, "u,i,s,1,"], "line 2, column correct: ''"),
        ([HEADER, "u,i,s,1,2"], "line 2, column correct: '2'"),
        ([HEADER, "u,i,s,1,-0.1"], "line 2, column correct: '-0.1'"),
        ([HEADER, "u,i,s,1,nan"], "line 2, column correct: 'nan'"),
        ([HEADER, "u,i,s,1,right"], "line 2, column correct: 'right'"),
        ([HEADER, '"u,i,s,1,1'], "line 2: not readable as CSV"),
        ([HEADER, '"u"x,i,s,1,1'], "line 2: not readable as CSV"),
        ([HEADER, "u" * 2000 + ",i,s,1,1"], "line 2, column user: longer than 1000"),
    ],
)
def test_what_cannot_be_read_is_named(lines: list[str], says: str) -> None:
    with pytest.raises(LogError) as caught:
        read_answers([f"{line}\n" for line in lines], "A.csv")
    assert says in str(caught.value)
    assert str(caught.value).startswith("A.csv")


def test_columns_stand_in_any_order_among_others() -> None:
    lines = ["hints,Correct, timestamp,skills,user,item", '3,1.0,5,"a~b ~~a",u,"i,1"']
    assert read_answers(lines, "A.csv") == [AnswerRow("u", "i,1", ("a", "b"), 5.0, 1.0)]


def test_skills_and_items_may_be_missing_and_answers_partly_right() -> None:
    assert read_answers([HEADER, "u,,,-1.5,0.25", ""], "A.csv") == [
        AnswerRow("u", "", (), -1.5, 0.25)
    ]


def test_times_with_and_without_a_zone_are_seconds() -> None:
    times = ["1970-01-01T00:01:00Z", "1970-01-01 00:01:00", "1970-01-01T01:01:00+01:00", "6e1"]
    rows = read_answers([HEADER, *(f"u,i,s,{time},0" for time in times)], "A.csv")
    assert [row.time for row in rows] == [60.0] * 4


def test_a_header_alone_is_an_empty_log() -> None:
    assert read_answers([HEADER], "A.csv") == []


@pytest.mark.parametrize(
    "times",
    [
        ("1.6e9", "1600000060"),
        ("1.6e12", "1600000060000"),
        ("1600000000000000", "1600000060000000"),
        ("1600000000000000000", "1600000060000000000"),
    ],
)
def test_the_size_of_times_tells_their_unit(times: tuple[str, str]) -> None:
    rows = read_answers([HEADER, *(f"u,i,s,{time},0" for time in times)], "A.csv")
    assert [row.time for row in rows] == pytest.approx([1_600_000_000, 1_600_000_060], abs=1e-3)


def test_one_unit_holds_for_a_file_and_dates_beside_it_stay_seconds() -> None:
    times = ["99999999999", "1600000000000", "1970-01-01T00:01:00Z", "-5"]
    rows = read_answers([HEADER, *(f"u,i,s,{time},0" for time in times)], "A.csv")
    assert [row.time for row in rows] == [99999999.999, 1_600_000_000.0, 60.0, -0.005]
