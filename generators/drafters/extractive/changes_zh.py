"""One fact of a Chinese statement changed, so that the statement becomes false."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from generators.drafters.extractive.changes_en import Change
from generators.drafters.extractive.quantity import Quantity, find_quantities, other_values
from generators.exercise.content import Language

# Each word becomes the other one, both ways.
_OPPOSITES_TEXT = """
成正比 成反比|之和 之差|偏大 偏小|越大 越小|越高 越低|越快 越慢|越强 越弱|越远 越近|
越多 越少|越长 越短|越厚 越薄|增大 减小|增加 减少|增多 减少|升高 降低|提高 降低|
上升 下降|增强 减弱|加强 削弱|加快 减慢|加速 减缓|变大 变小|扩大 缩小|最大 最小|
最高 最低|最多 最少|最长 最短|最快 最慢|最早 最晚|最强 最弱|大于 小于|高于 低于|
多于 少于|早于 晚于|强于 弱于|优于 劣于|较高 较低|较大 较小|较强 较弱|较快 较慢|
较长 较短|较多 较少|更高 更低|更大 更小|更强 更弱|更快 更慢|更长 更短|更多 更少|
更容易 更难|至少 至多|促进 抑制|吸收 释放|吸热 放热|膨胀 收缩|顺时针 逆时针|
正相关 负相关|有利于 不利于|有助于 不利于|主动 被动|可逆 不可逆|单向 双向|同步 异步|
线性 非线性|酸性 碱性|正极 负极|阳极 阴极|顶部 底部|内部 外部|上游 下游|南部 北部|
东部 西部|南侧 北侧|东侧 西侧|左侧 右侧|东南 西北|东北 西南|南方 北方|省力 费力|
竖直向下 竖直向上|向前 向后|进口 出口|顺差 逆差|盈余 赤字|买方 卖方|显性 隐性|允许 禁止|
直接 间接|垂直 平行|相同 不同|相等 不相等|有方向 没有方向|有单位 没有单位|
一样快 不一样快|无关 有关|必然 偶然|永久 暂时|清晰 模糊|凸透镜 凹透镜
"""
# One way only: the other way round the change would leave the truth open.
_ONE_WAY_TEXT = """
不能消除 能够消除|之比 之积|除以 乘以|减去 加上|必须 不必|应当 不必|没有关系 有关系|
不需要 需要|不必 必须|保持不变 不断改变|不随 随|不省 省|严禁 允许|不得 可以|不属于 属于|
不包括 包括|不会 会|不能 可以|可以 不能|能够 不能|无法 可以|相反 相同
"""
# What must not stand behind or before a word: "word: pattern".
_BEHIND_TEXT = """
增大: 的|摩|压
减小: 的|摩|压|到
升高: 的|时
降低: 的|时|到|了
提高: 的|到
最大: 的|刻|限|努
省力: 必|但|杠|、
大于: 等于
小于: 等于
不能: 直|不|只|仅|再|单|够
可以: 的|说|看|认|理|通|将|把|用|有|是|在|根|采|选|考|按
直接: 成|影|关|从|或
间接: 成
不同: 的|程|于|之|层|类|种|意|点|方|地|阶|角|时
主动: 脉|轮|性|权
被动: 性|句
进口: 的
出口: 的|处
无关: 的|紧|商
有关: 的|部|系|规|人|单|知|机|内
不会: 儿
能够: 的
必须: 的|是
南方: 人|的|菜
北方: 人|的|菜
内部: 的
外部: 的
同步: 的
清晰: 的
相同: 的
"""
_AHEAD_TEXT = """
最大: 尽|为
直接: 能|要
相同: 不|大致
不同: 毫无|没有|与众|截然|各不|有所
有关: 的
无关: 的
不能: 并|也|却|又|而
可以: 也|还|又|都|就|才|而|并|既
必须: 所以|因此|还|也
不会: 并|也|就
"""


def _read_patterns(text: str) -> dict[str, str]:
    return dict(line.split(": ") for line in text.strip().split("\n"))


_BEHIND, _AHEAD = _read_patterns(_BEHIND_TEXT), _read_patterns(_AHEAD_TEXT)
_PLACES = frozenset(
    ["南部", "北部", "东部", "西部", "南方", "北方", "东南", "西北", "东北", "西南", "内部", "外部"]
)


def _read_pairs(text: str) -> list[tuple[str, str]]:
    entries = [entry.split() for entry in text.replace("\n", "").split("|") if entry.strip()]
    return [(was, became) for was, became in entries]


_OPPOSITES = _read_pairs(_OPPOSITES_TEXT)
_PAIRS = dict(
    sorted(
        [*_read_pairs(_ONE_WAY_TEXT), *((b, a) for a, b in _OPPOSITES), *_OPPOSITES],
        key=lambda pair: len(pair[0]),
    )
)
_SMALLER_ONLY = re.compile(r"(?:不超过|最多|至多|不得超过|不多于|不晚于)\s*$")
_SMALLER_AFTER = re.compile(r"^(?:之内|以内|内)")
_NO_NUMBER = re.compile(
    r"(?:至少|不少于|超过|大于|小于|低于|高于|不低于|不高于|达|到|至|[-—－~～]|或|和|每|当|、|约|近|第|"
    r"公元|公元前)\s*$"
)
_NO_NUMBER_AFTER = re.compile(r"^\s*(?:以上|以下|之后|后|之前|前|到|至|或|和|、|左右|多|余|间|里)")
_NEGATION = re.compile(r"不|没有|无关|非|未|无法")
_COMPARED = re.compile(
    r"^(?P<one>[^，。比的]{2,14})比(?P<other>[^，。比的]{2,14}?)(?P<how>(?:更|要|还)?(?:加)?"
    r"(?:大|小|高|低|快|慢|多|少|强|弱|长|短|重|轻|早|晚|厚|薄|宽|窄|硬|软|好|差|便宜|贵|稳定|活泼|"
    r"容易|复杂|简单|灵活|安全|准确))(?=[，。得很])"
)


def _numbers(text: str, pool: Callable[[Quantity], list[float]]) -> Iterator[Change]:
    for quantity in list(find_quantities(text, Language.ZH))[-1:]:
        before, after = text[: quantity.start], text[quantity.stop :]
        if _NO_NUMBER.search(before) or _NO_NUMBER_AFTER.match(after) or quantity.value == 0:
            continue
        if quantity.unit == "年" and len(quantity.number) >= 3:
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


def _compared(text: str) -> Iterator[Change]:
    """ "A 比 B 快" becomes "B 比 A 快"."""
    match = _COMPARED.match(text)
    if match is not None:
        one, other = match["one"], match["other"]
        swapped = f"{other}比{one}{match['how']}"
        yield Change(swapped + text[match.end() :], match[0], swapped)


def _flips(text: str) -> Iterator[Change]:
    for was, became in _PAIRS.items():
        start = text.rfind(was)
        if start < 0 or (text.count(was) > 1 and not was.startswith("越")):
            continue
        end = start + len(was)
        if not _fits(text, was, became, start, end):
            continue
        yield _with_neighbours(text, start, end, became)


def _with_neighbours(text: str, start: int, end: int, became: str) -> Change:
    """The changed word with what stands beside it up to the next mark, so that it can be found."""
    left = re.search(r"[^，。、]{0,4}$", text[:start])
    shown = left[0] if left and text.count(text[start:end]) > 1 else ""
    return Change(text[:start] + became + text[end:], shown + text[start:end], shown + became)


def _fits(text: str, was: str, became: str, start: int, end: int) -> bool:
    """Where the flip makes the whole false and the sentence still reads as one."""
    before, after = text[:start], text[end:]
    if (behind := _BEHIND.get(was)) and re.match(rf"(?:{behind})", after):
        return False
    if (ahead := _AHEAD.get(was)) and re.search(rf"(?:{ahead})$", before):
        return False
    if re.search("[和与、或及]$", before) or re.match("[和与、或及]", after):
        return False  # one of several, which a change would only double
    if was in _PLACES and start < 4:
        return False  # part of a name
    if re.search("[不没无非未]$", before) or became in text or _blocked(text, was, start):
        return False
    if was.startswith("越") and not _is_last_more(text, end):
        return False
    if became.startswith(("不", "从不")) and _NEGATION.search(before):
        return False
    return not (was in _MODAL and _is_beside_others(text, was, start))


_MODAL = frozenset(["可以", "不能", "能够", "无法", "不会"])


def _is_beside_others(text: str, was: str, start: int) -> bool:
    """With a clause behind it that rests on what it says ("可以……，从而……"), or another modal."""
    rest = text[start + len(was) :]
    more = re.search(
        r"可以|能|无法|会|从而|因此|使|才|就|但|而", rest + text[:start].replace("只能", "")
    )
    return more is not None or "，" in rest


_CONDITION = re.compile(r"(?:由于|因为|如果|当|虽然|若|只要|只有|在[^，]*[时后前下])[^，]*，")


def _blocked(text: str, was: str, start: int) -> bool:
    """Where the flip would contradict the rest of the sentence, or stands in a condition."""
    if re.search("叫做|称为|统称|这就是", text):
        return was not in ("之和", "之比")
    if "否则" in text or (was in ("有关", "无关") and "越" in text):
        return True
    if was == "不变" and text[:start].endswith("保持"):
        return True
    if re.search(r"(?:随着?|伴随|由于|因为)[^，]*$", text[:start]):
        return True
    clause = text[start:].partition("，")[0]
    if re.search(r"(?:使得?|让|以便|为了)[^，]*$", text[:start]) and "，" in text[:start]:
        return False
    if re.search(r"的[^，。]{0,6}$", clause) and was in ("长期", "短期", "直接", "间接"):
        return True
    condition = re.match(
        r"(?:由于|因为|如果|当|虽然|若|只要|只有|在[^，]*[时后前下])[^，]*，", text
    )
    return condition is not None and start < condition.end()


def _is_last_more(text: str, end: int) -> bool:
    """Of "质量越大，惯性越大" only the second one may change, and there must be a first."""
    return "越" not in text[end:] and text[:end].count("越") >= 2


def change_statement(text: str, pool: Callable[[Quantity], list[float]]) -> list[Change]:
    """Every single change, numbers first. `pool` gives the course's values in a measure."""
    return [*_numbers(text, pool), *_compared(text), *_flips(text)]


_TAIL = re.compile(
    r"，(?:因为|所以|因此|因而|例如|比如|可见|也就是说|这[是叫就]|它表示|但|其中|从而|以便|以防|以免|于是|即)"
)
_OPEN = re.compile(r"^在[^，]*$|(?:时|后|前|中|阶段|情况下)$")


def main_clause(sentence: str) -> str:
    """The sentence up to its reasons and asides, where what is left says something by itself."""
    cut = _TAIL.search(sentence)
    if cut is None or cut.start() < 8 or _OPEN.search(sentence[: cut.start()]):
        return sentence
    return sentence[: cut.start()] + "。"
