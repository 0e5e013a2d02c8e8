"""Numbers in words as digits, in both languages; what only looks like one stays."""

from __future__ import annotations

import pytest

from generators.exercise.number_words import spell_digits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no one knows",
        "one of them",
        "half of it",
        "一般来说十分重要",
        "万一着火",
        "一个人",
        "三角形",
        "千万不要",
        "几十年",
        "第三天",
        "8千克",
    ],
)
def test_no_number_stays(text: str) -> None:
    assert spell_digits(text) == text


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("five minutes", "5 minutes"),
        ("one minute", "1 minute"),
        ("three hundred and forty-two euros", "342 euros"),
        ("1,200 or 2.5 million", "1200 or 2500000"),
        ("two thirds of it", "2/3 of it"),
        ("twenty-five per cent", "25%"),
        ("五千元", "5000元"),
        ("保留七天", "保留7天"),
        ("一万二千三百元", "12300元"),
        ("3 万元", "30000元"),
        ("二十四至三十度", "24至30度"),
        ("一点五米", "1.5米"),
        ("二〇二六年", "2026年"),
        ("三分之二", "2/3"),
        ("百分之二十五", "25%"),
        ("半小时", "0.5小时"),
    ],
)
def test_number_in_digits(text: str, digits: str) -> None:
    assert spell_digits(text) == digits


@pytest.mark.parametrize(
    "text", ["9" * 400 + "万元", "百分之" + "9" * 5000, "一" * 5000 + "元", "9" * 5000 + " half"]
)
def test_number_that_no_float_holds_stays(text: str) -> None:
    assert spell_digits(text) == text
