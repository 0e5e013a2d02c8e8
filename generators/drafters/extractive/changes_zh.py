"""One fact of a Chinese statement changed, so that the statement becomes false."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from generators.drafters.extractive.changes_en import Change
from generators.drafters.extractive.quantity import Quantity, find_quantities, other_values
from generators.exercise.content import Language

# (word, what it becomes, what must not stand behind it)
_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("不能消除", "能够消除", ""),
    ("成正比", "成反比", ""),
    ("成反比", "成正比", ""),
    ("之和", "之差", ""),
    ("之比", "之积", ""),
    ("无关", "有关", ""),
    ("有关", "无关", ""),
    ("偏大", "偏小", "的"),
    ("偏小", "偏大", "的"),
    ("越大", "越小", ""),
    ("越小", "越大", ""),
    ("越高", "越低", ""),
    ("越低", "越高", ""),
    ("越快", "越慢", ""),
    ("越慢", "越快", ""),
    ("越强", "越弱", ""),
    ("越远", "越近", ""),
    ("增大", "减小", "的|摩|压"),
    ("减小", "增大", "的|摩|压|到"),
    ("增加", "减少", "的"),
    ("减少", "增加", "的"),
    ("升高", "降低", "的|时"),
    ("降低", "升高", "的|时"),
    ("减弱", "增强", "的|时"),
    ("增强", "减弱", "的|时"),
    ("加快", "减慢", "的|时"),
    ("减慢", "加快", "的|时"),
    ("除以", "乘以", ""),
    ("乘以", "除以", ""),
    ("减去", "加上", ""),
    ("加上", "减去", ""),
    ("变大", "变小", "的|时"),
    ("变小", "变大", "的|时"),
    ("最大", "最小", "的|刻"),
    ("最小", "最大", "的"),
    ("大于", "小于", ""),
    ("小于", "大于", ""),
    ("高于", "低于", ""),
    ("低于", "高于", ""),
    ("至少", "至多", ""),
    ("至多", "至少", ""),
    ("竖直向下", "竖直向上", ""),
    ("竖直向上", "竖直向下", ""),
    ("相反", "相同", "的"),
    ("相等", "不相等", "的|时"),
    ("一样快", "不一样快", ""),
    ("必须", "不必", ""),
    ("可以", "不能", "的"),
    ("不能", "可以", "直"),
    ("没有方向", "有方向", ""),
    ("没有单位", "有单位", ""),
    ("没有关系", "有关系", ""),
    ("不需要", "需要", ""),
    ("保持不变", "不断改变", "的|时|且"),
    ("不变", "改变", "的|时|且"),
    ("不随", "随", ""),
    ("不省", "省", ""),
    ("省力", "费力", "必|但|杠|、"),
    ("向前", "向后", "的"),
    ("向后", "向前", "的"),
    ("之前", "之后", ""),
    ("之后", "之前", ""),
    ("不是", "是", ""),
    ("属于", "不属于", ""),
    ("都是", "都不是", ""),
)
_SMALLER_ONLY = re.compile(r"(?:不超过|最多|至多|不得超过|不多于|不晚于)\s*$")
_SMALLER_AFTER = re.compile(r"^(?:之内|以内|内)")
_NO_NUMBER = re.compile(
    r"(?:至少|不少于|超过|大于|小于|低于|高于|不低于|到|至|—|或|和|每|当|、)\s*$"
)
_NO_NUMBER_AFTER = re.compile(r"^\s*(?:以上|以下|到|至|或|和|、|左右)")
_NEGATION = re.compile(r"不|没有|无关|非")


def _numbers(text: str, pool: Callable[[Quantity], list[float]]) -> Iterator[Change]:
    for quantity in list(find_quantities(text, Language.ZH))[-1:]:
        before, after = text[: quantity.start], text[quantity.stop :]
        if _NO_NUMBER.search(before) or _NO_NUMBER_AFTER.match(after) or quantity.value == 0:
            continue
        others = other_values(quantity.value, quantity.number, pool(quantity))
        if _SMALLER_ONLY.search(before) or _SMALLER_AFTER.match(after):
            others = [o for o in others if float(o.replace(",", "")) < quantity.value]
        for other in others[:3]:
            yield Change(
                before + quantity.with_number(other) + after,
                quantity.shown,
                quantity.with_number(other),
            )


def _flips(text: str) -> Iterator[Change]:
    for was, became, behind in _PAIRS:
        start = text.rfind(was)
        if start < 0 or (text.count(was) > 1 and not was.startswith("越")):
            continue
        end = start + len(was)
        if behind and re.match(rf"(?:{behind})", text[end:]):
            continue
        if (start and text[start - 1] in "不没无") or _blocked(text, was, start):
            continue
        if was.startswith("越") and not _is_last_more(text, end):
            continue
        if became.startswith(("不", "从不")) and _NEGATION.search(text[:start]):
            continue
        yield Change(text[:start] + became + text[end:], was, became)


def _blocked(text: str, was: str, start: int) -> bool:
    """Where the flip would contradict the rest of the sentence, or stands in a condition."""
    if re.search("叫做|称为|统称|这就是", text):
        return was not in ("之和", "之比")
    if "否则" in text or (was in ("有关", "无关") and "越" in text):
        return True
    if was == "不变" and text[:start].endswith("保持"):
        return True
    condition = re.match(r"(?:由于|因为|如果|当|虽然)[^，]*，", text)
    return condition is not None and start < condition.end()


def _is_last_more(text: str, end: int) -> bool:
    """Of "质量越大，惯性越大" only the second one may change, and there must be a first."""
    return "越" not in text[end:] and text[:end].count("越") >= 2


def change_statement(text: str, pool: Callable[[Quantity], list[float]]) -> list[Change]:
    """Every single change, numbers first. `pool` gives the course's values in a measure."""
    return [*_numbers(text, pool), *_flips(text)]


_TAIL = re.compile(r"，(?:因为|所以|因此|例如|比如|可见|也就是说|即|这[是叫就]|它表示|但|其中)")


def main_clause(sentence: str) -> str:
    """The sentence up to its reasons and asides."""
    cut = _TAIL.search(sentence)
    if cut is None or cut.start() < 8:
        return sentence
    return sentence[: cut.start()] + "。"
