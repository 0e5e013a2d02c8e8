"""Sums in words as signs: "20% of 40 is 8", "5 times 3 equals 15", 5 乘以 3 等于 15."""

from __future__ import annotations

import re

from generators.exercise.number_words import spell_digits

_NUMBER = r"[$€£¥]?\s?\d+(?:\.\d+)?"
_SIGNS = (
    (r"\b(?:times|multiplied by)\b|(?<=\d) ?x(?= ?\d)|乘以|乘", "×"),
    (r"\bdivided by\b|除以", "÷"),
    (r"\bplus\b|加上|加", "+"),
    (r"\bminus\b|减去|减", "-"),
    (r"\b(?:is|are|equals?|makes?|gives?|comes to)\b|等于|得到|得|是|为", "="),
)
_BETWEEN = tuple(
    # Between two numbers, each with its unit at most.
    (re.compile(rf"(\d%?(?: ?[^\W\d]+)?) ?(?:{words}) ?(?={_NUMBER})", re.I), sign)
    for words, sign in _SIGNS
)
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s?%\s?(?:of|的)\s?(?=[$€£¥]?\d)")
_SHARE_ZH = re.compile(r"(\d+(?:\.\d+)?)\s?([^\W\d]{0,3})的\s?(\d+(?:\.\d+)?)\s?%")
_PART = re.compile(r"(\d+)/(\d+) of ?(?=[$€£¥]?\d)")
_HALF = re.compile(r"\bhalf (?:of )?(?=[$€£¥]?\d)", re.I)
_PERCENT = re.compile(r"(?<=[×*÷/]) ?(\d+(?:\.\d+)?)\s?%")
_MONEY = re.compile(r"[$€£¥]\s?(?=\d)")


def sign_sums(text: str) -> str:
    text = spell_digits(text)
    for pattern, sign in _BETWEEN:
        text = pattern.sub(rf"\1 {sign} ", text)
    text = _SHARE.sub(r"\1 ÷ 100 × ", text)
    text = _SHARE_ZH.sub(r"\1 \2 × \3 ÷ 100", text)
    text = _HALF.sub("1 ÷ 2 × ", _PART.sub(r"\1 ÷ \2 × ", text))
    return _MONEY.sub("", _PERCENT.sub(r" \1 ÷ 100", text))
