"""What kind of thing a Chinese meaning names, and which other names of a term that allows."""

from __future__ import annotations

import pytest

from generators.drafters.text.genus_zh import genus_of, other_forms


@pytest.mark.parametrize(
    "meaning", ["各部分的总和", "人们看重它", "把热能变成电能", "一种流行的说法，影响了人的行为"]
)
def test_what_names_no_kind_of_thing(meaning: str) -> None:
    assert genus_of(meaning) == ""


def test_the_kind_of_thing_stands_at_the_end_or_behind_one() -> None:
    assert genus_of("违反社会规范的行为") == "行为"
    assert genus_of("一种测量长度的方法，多用于野外") == "方法"


@pytest.mark.parametrize(
    ("term", "meaning", "forms"),
    [
        ("越轨", "违反社会规范的行为", ("越轨行为",)),
        ("越轨行为", "违反社会规范的行为", ("越轨",)),
        ("行为", "有机体对刺激的反应", ("行为反应",)),
        ("磁场", "磁体周围的空间", ("磁场空间",)),
        ("回路法", "列方程求电流的方法", ()),
        ("误差", "测量值与真实值之间的差异", ()),
    ],
)
def test_a_name_is_also_said_with_or_without_its_kind(
    term: str, meaning: str, forms: tuple[str, ...]
) -> None:
    assert other_forms(term, meaning) == forms
