"""Sums in words become sums in signs, and are computed again."""

from __future__ import annotations

import pytest

from generators.exercise.equations import find_sums
from generators.exercise.sum_words import sign_sums


@pytest.mark.parametrize(
    "text", ["", "2 of 3 pumps are old", "The rope is 5 m long", "一共有 5 个"]
)
def test_no_sum(text: str) -> None:
    assert not list(find_sums(sign_sums(text)))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("20% of 2400 is 480 euros", True),
        ("20% of 2400 is 490 euros", False),
        ("2400 × 20% = 480", True),
        ("half of 80 = 40", True),
        ("3/4 of 20 = 16", False),
        ("12 x 3 = 36", True),
        ("€40 × 3 = €160", False),
        ("Five minutes plus three minutes is nine minutes", False),
        ("七天乘以二十四小时等于一百六十八小时", True),
        ("8000 元的 20% 是 1500 元", False),
        ("百分之二十的 8000 元是 1600 元", True),
    ],
)
def test_sum_is_computed(text: str, holds: bool) -> None:
    assert [own.holds for own in find_sums(sign_sums(text))] == [holds]
