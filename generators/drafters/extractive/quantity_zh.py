"""Chinese questions for a number: "……是多少米？"."""

from __future__ import annotations

import re

from generators.drafters.extractive.quantity import Quantity, find_quantities
from generators.drafters.text.chinese import ends_in_noun, tag_words
from generators.exercise.content import Language
from generators.sources.joining import HAN

_AGAIN = re.compile(r"，(?:合|即|约|也就是|相当于).*$")
_VAGUE_BEFORE = re.compile(
    r"(?:[一二三四五六七八九每第－—~～、和与或至到从]|超过|大于|小于|低于|高于|不到|接近|将近|公元前?|多达)\s*$"
)
_VAGUE_AFTER = re.compile(r"^(?:以上|以下|左右|到|至|之后|之前|后|前|多|余|间|里|内|、|和|或)")
# "应当在 24 小时内报告"
_LIMIT_BEFORE = re.compile(r"(?:应当?|必须|须|需要?|不得)[^，]{0,8}在\s*$")
_LIMIT_AFTER = re.compile(r"^[之以]?内[^，]{2,}")
_LEADS = frozenset(
    [
        "约",
        "共",
        "达",
        "为",
        "是",
        "有",
        "仅",
        "只",
        "只有",
        "高",
        "长",
        "重",
        "宽",
        "厚",
        "深",
        "大约",
        "共有",
        "均为",
        "等于",
        "达到",
        "至少",
        "最多",
        "长达",
        "高达",
        "占",
    ]
)
_HAN = re.compile(f"[{HAN}]")
_LONGEST, _SHORTEST = 70, 10


def _follows_verb(before: str) -> bool:
    words = [pair for pair in tag_words(before) if pair[0].strip()]
    if len(words) < 2:
        return False
    word, flag = words[-1]
    return word in _LEADS or flag in ("v", "vn") or (flag == "ul" and words[-2][1].startswith("v"))


def _tail(after: str) -> str | None:
    """What follows the number in its clause: nothing, or what is counted. None for more."""
    tail = after.partition("，")[0]
    if not tail:
        return ""
    if tail.endswith(("时", "后", "前", "中", "内", "处", "的", "者")):
        return None  # when something happens, which is told further on
    return tail if len(tail) <= 8 and "的" not in tail[1:] and ends_in_noun(tail) else None


def ask_number_zh(text: str) -> tuple[str, Quantity] | None:
    """The question for the last number of the sentence, which mostly follows from what stands
    before; None where the number is a bound, a date or part of a name.
    """
    clause = _AGAIN.sub("", text.rstrip("。"))
    quantities = list(find_quantities(clause, Language.ZH))
    if not quantities:
        return None
    quantity = quantities[-1]
    before, after = clause[: quantity.start], clause[quantity.stop :]
    if _VAGUE_BEFORE.search(before) or quantity.number in before:
        return None
    if _VAGUE_AFTER.match(after) and not _LIMIT_AFTER.match(after):
        return None
    if quantity.unit == "年" and len(quantity.number) > 2:
        return None
    limit = _LIMIT_BEFORE.search(before) and _LIMIT_AFTER.match(after)
    tail = after.partition("，")[0] if limit else _tail(after)
    if tail is None or not (limit or _follows_verb(before)):
        return None
    unit = quantity.unit if _HAN.match(quantity.unit) else f"{quantity.gap}{quantity.unit}"
    stem = f"{before.rstrip()}多少{unit}{tail}？"
    return (stem, quantity) if _SHORTEST <= len(stem) <= _LONGEST else None
