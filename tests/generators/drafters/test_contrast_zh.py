"""Two Chinese terms of one kind set against each other, and what is not set so."""

from __future__ import annotations

import pytest

from generators.exercise.content import Kind, OpenAnswer, TrueFalse
from tests.generators.drafters.chinese import draft, text

SERIES = "串联电路是指多个元件首尾相连，电流路径只有一条的电路。"
PARALLEL = "并联电路是指多个元件两端分别相连，电流有多条路径的电路。"


@pytest.mark.parametrize(
    ("told", "heading"),
    [
        (SERIES, "课程 > 电路"),
        (f"{SERIES}电阻器是指用来限制电流大小的元件。", "课程 > 电路"),
        ("阶跃响应是指电路对单位阶跃信号的响应。正弦响应是指电路对正弦信号的响应。", "课程 > 电路"),
        (f"电路是指电流流过的回路。{SERIES}", "课程 > 电路"),
    ],
)
def test_a_term_alone_beside_another_kind_or_its_own_genus_is_not_contrasted(
    told: str, heading: str
) -> None:
    stems = [own.stem for own in draft(Kind.OPEN_ANSWER, text(told, heading), skill="电路")]
    assert not any("区别" in stem or "区分" in stem or "比较" in stem for stem in stems)


def test_what_tells_two_kinds_apart_is_asked_once_and_neither_by_itself() -> None:
    found = draft(Kind.OPEN_ANSWER, text(SERIES + PARALLEL, "课程 > 电路"), skill="电路")
    (contrast,) = found
    assert isinstance(contrast, OpenAnswer)
    assert "串联电路和并联电路" in contrast.stem
    assert [point.text.partition("：")[0] for point in contrast.rubric] == ["串联电路", "并联电路"]
    assert {citation.quote for citation in contrast.citations} == {SERIES, PARALLEL}


def test_one_term_gets_the_meaning_of_the_other_as_a_statement() -> None:
    passage = text(SERIES + PARALLEL, "课程 > 电路")
    (statement,) = draft(Kind.TRUE_FALSE, passage, skill="电路")
    assert isinstance(statement, TrueFalse)
    assert statement.truth is statement.stem.startswith("串联电路是指多个元件首尾相连")
    assert statement.citations[0].quote == SERIES
