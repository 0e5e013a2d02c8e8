"""Numbers in words as digits, so that "five minutes" and "5 minutes", 五千元 and 5000 元 meet."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from text_to_num import alpha2digit

from generators.exercise.folding import fold_width

_HAN = re.compile(r"[\u4e00-\u9fff]")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_SCALE = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "亿": 10**8,
}
# Longer runs of digits stay as they are: no float holds what they count.
_SCALED = re.compile(
    r"(?<![\w.])(\d{1,40}(?:\.\d{1,40})?)\s*-?(?:(hundred|thousand|million|billion)s?\b|([百千]?[万亿]|"
    r"[百千])"
    r"(?![克米瓦帕卡字赫焦伏安]))",
    re.I,
)
_PARTS = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
    "thousandth": 1000,
}
_ONE_TO_NINE = "one two three four five six seven eight nine"
_COUNTS = {word: value for value, word in enumerate(_ONE_TO_NINE.split(), start=1)}
_FRACTION = re.compile(
    rf"\b(an?|{'|'.join(_COUNTS)}|\d{{1,40}})[ -]({'|'.join(_PARTS)})s?\b"
    r"(?! (?:time|place|person|party))",
    re.I,
)
_DOZEN = re.compile(r"\b(half )?(?:a|one) dozen\b", re.I)
_LONE = re.compile(
    r"\bone\b(?=[ -](?:[a-z]+ly )?(?:minute|second|hour|day|week|month|year|percent|"
    r"per cent|kilo|met|lit|gram|degree|euro|dollar|pound|mile|tonne|ton\b|inch|foot))",
    re.I,
)

_ZH_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "〇": 0,
}
_ZH_TENS = {"十": 10, "百": 100, "千": 1000}
_ZH_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_ZH_NUMBER = rf"[{_ZH_NUMERALS}]{{1,40}}(?:点[零〇一二三四五六七八九]{{1,40}})?"
_ZH_FRACTION = re.compile(
    rf"(?<![\d.{_ZH_NUMERALS}])({_ZH_NUMBER}|\d{{1,40}})分之({_ZH_NUMBER}|\d{{1,40}}(?:\.\d{{1,40}})?)"
    rf"(?![\d{_ZH_NUMERALS}])"
)
_ZH_HALF = re.compile(r"半(?=(?:个)?(?:小时|钟头|天|年|月|米|公斤|斤|吨|公里))|(?<![另每一])一半")
# Numerals stand in many words (一般, 万一, 十分): one is a number before what is counted.
_ZH_COUNTED = (
    r"(?=\s*(?:多|余)?(?:个|元|块|美元|欧元|分钟|秒|小时|天|日|周|星期|月|年|岁|米|公里|千米|"
    r"厘米|毫米|微米|"
    r"克|千克|公斤|吨|升|毫升|度|摄氏度|次|倍|人|名|位|种|类|条|项|层|步|台|件|张|支|只|头|棵|句|"
    r"页|组|"
    r"对|届|成|毫|平方|立方|伏|瓦|安|赫|帕|牛|焦|英|世纪|分贝|亿|万|％|%))"
)
_ZH_RANGE = rf"(?=[至到~-]\s*(?:\d|{_ZH_NUMBER}))"
_ZH_PLAIN = re.compile(
    rf"(?<![第几数万千百十零一二两三四五六七八九\d.]){_ZH_NUMBER}(?:{_ZH_COUNTED}|{_ZH_RANGE})"
)
_ZH_ARTICLES = (
    "一个 一种 一次 一年 一位 一名 一条 一项 一类 一层 一步 一件 一张 一支 一只 一对 一组 "
    "一人 一度 一句 一日 一天"
)
_ZH_WORDS = frozenset(_ZH_ARTICLES.split())


@lru_cache(maxsize=8192)
def spell_digits(text: str) -> str:
    """Numbers of either language as digits: "two thirds" is "2/3", 百分之五 is "5%". What only
    looks like a number ("one of them", 一般) stays. Width is folded."""
    text = _SCALED.sub(_scaled, _GROUPED.sub(_ungrouped, fold_width(text.replace("，", "， "))))
    if _HAN.search(text):
        text = _from_chinese(text)
    if re.search(r"[A-Za-z]", text):
        text = _from_english(text)
    return text


def _ungrouped(found: re.Match[str]) -> str:
    return found[0].replace(",", "")


def _from_english(text: str) -> str:
    text = _DOZEN.sub(lambda found: "6" if found[1] else "12", text)
    text = _FRACTION.sub(_english_fraction, text)
    text = alpha2digit(_LONE.sub("1", text), "en")
    return re.sub(r"(\d) ?(?:percent|per cent)\b", r"\1%", text)


def _english_fraction(found: re.Match[str]) -> str:
    count, part = found[1].lower(), _PARTS[found[2].lower()]
    return str(Fraction(int(count) if count.isdigit() else _COUNTS.get(count, 1), part))


def _from_chinese(text: str) -> str:
    text = _ZH_FRACTION.sub(_chinese_fraction, text)
    text = _ZH_HALF.sub(lambda found: "0.5" if found[0] == "半" else "1/2", text)
    return _ZH_PLAIN.sub(_chinese_number, text)


def _chinese_fraction(found: re.Match[str]) -> str:
    whole, part = (_value(one) for one in found.groups())
    if whole == 100:
        return f"{_shown(part)}%"
    return f"{_shown(part)}/{_shown(whole)}"


def _chinese_number(found: re.Match[str]) -> str:
    written = found[0]
    # "一个" is an article more often than a number.
    after = found.string[found.end() : found.end() + 1]
    if written + after in _ZH_WORDS or written in "万亿千百":
        return written
    return _shown(_value(written))


def _value(written: str) -> float:
    if written[0].isdigit():
        return float(written)
    whole, _, part = written.partition("点")
    digits = "".join(str(_ZH_DIGITS[one]) for one in part)
    return _whole(whole) + (float(f"0.{digits}") if digits else 0.0)


def _whole(written: str) -> int:
    """一万二千三百 by its parts, 二〇二六 digit by digit."""
    for scale in "亿万":
        if scale in written:
            high, _, low = written.partition(scale)
            return (_whole(high) or 1) * _SCALE[scale] + (_whole(low) if low else 0)
    if len(written) > 1 and not any(one in _ZH_TENS for one in written):
        return int("".join(str(_ZH_DIGITS[one]) for one in written))
    total, digit = 0, 0
    for one in written:
        if one in _ZH_TENS:
            total, digit = total + (digit or 1) * _ZH_TENS[one], 0
        else:
            digit = _ZH_DIGITS[one]
    return total + digit


def _scaled(found: re.Match[str]) -> str:
    scale = 1
    for word in [found[2]] if found[2] else found[3]:
        scale *= _SCALE[word.lower()]
    return _shown(float(found[1]) * scale)


def _shown(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.10g}"
