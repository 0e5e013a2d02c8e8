"""One fact of a Chinese statement changed, so that the statement becomes false."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from generators.drafters.extractive.changes_en import Change
from generators.drafters.extractive.quantity import Quantity, find_quantities, other_values
from generators.drafters.text.chinese import is_term, tag_words, word_edges
from generators.drafters.text.opposites_zh import AHEAD, BEHIND, OPPOSITES
from generators.exercise.content import Language

_PLACES = frozenset(
    ["南部", "北部", "东部", "西部", "南方", "北方", "东南", "西北", "东北", "西南", "内部", "外部"]
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
    if match is not None and is_term(match["one"]) and is_term(match["other"]):
        one, other = match["one"], match["other"]
        swapped = f"{other}比{one}{match['how']}"
        yield Change(swapped + text[match.end() :], match[0], swapped)


_BEAT = re.compile(
    r"^(?P<one>[^，。、的]{2,12}?)(?P<how>击败|战胜|打败|消灭|推翻|取代|早于|晚于|优于|高于|低于|大于|小于|多于|少于|强于|弱于)了?"
    r"(?P<other>[^，。、的]{2,12})(?=[，。])"
)
_COUNTRIES_TEXT = (
    "中国 日本 印度 美国 英国 法国 德国 俄罗斯 意大利 西班牙 巴西 埃及 希腊 荷兰 加拿大 澳大利亚"
)
_PROVINCES_TEXT = """
四川省 云南省 湖南省 湖北省 广东省 福建省 浙江省 江苏省 山东省 河南省
河北省 山西省 陕西省 甘肃省 辽宁省 安徽省 江西省
"""
_CONTINENTS_TEXT = "亚洲 欧洲 非洲 北美洲 南美洲 大洋洲"
_PLACE_SETS = [text.split() for text in (_COUNTRIES_TEXT, _PROVINCES_TEXT, _CONTINENTS_TEXT)]
_AT = re.compile(r"(?:位于|坐落于|起源于|原产于?|产于|发源于|成立于|发明于|诞生于|来自|产自)$")


# What happened in a year that is worth knowing.
EVENTS = (
    "发布|发表|出版|成立|建立|创立|创建|创办|爆发|发明|发现|签订|签署|颁布|统一|推翻|灭亡|建都|定都|迁都|"
    "即位|登基|称帝|变法|起义|独立|加入|通车|建成|竣工|发射|登月|诞生|更名|改名|升格|合并|上市|开馆|建校|"
    "问世|确立|废除|实行|颁行|创刊|去世|逝世"
)


def _affirmed(text: str) -> Iterator[Change]:
    """A plain sentence without its only "not": "……不依赖于……" becomes "……依赖于……"."""
    if "，" in text or len(_NEGATION.findall(text)) != 1:
        return
    words = tag_words(text)
    place = 0
    for (word, flag), (behind, kind) in pairwise(words):
        if word in ("不", "并不") and flag == "d" and kind.startswith("v") and place > 2:
            start = place
            if text[:start].endswith(("如果", "若", "而", "却", "也", "都", "从", "只", "既")):
                return
            yield Change(text[:start] + text[start + len(word) :], word + behind, behind)
        place += len(word)


def _placed(text: str) -> Iterator[Change]:
    """A thing put into another country, province or continent."""
    for names in _PLACE_SETS:
        for name in names:
            start = text.find(name)
            if start < 0 or text.count(name) > 1 or not _AT.search(text[:start]):
                continue
            if re.match(r"[和与、及或]", text[start + len(name) :]):
                continue
            other = names[(names.index(name) + len(text)) % len(names)]
            if other != name and other not in text:
                yield Change(text.replace(name, other), name, other)


def _swapped(text: str) -> Iterator[Change]:
    """Who did it to whom, the other way round."""
    match = _BEAT.match(text)
    if match is not None and is_term(match["one"]) and is_term(match["other"]):
        if any(word in "来去所" for word, _ in tag_words(match["one"])):
            return
        swapped = match[0].replace(match["one"], "\0").replace(match["other"], match["one"])
        swapped = swapped.replace("\0", match["other"])
        yield Change(swapped + text[match.end() :], match[0], swapped)


def _flips(text: str) -> Iterator[Change]:
    for was, became in OPPOSITES.items():
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
    if not start:
        return False  # what it is about: "有关文件的信息……"
    if before.count("（") > before.count("）"):
        return False  # an aside
    if was in _AT_THE_END and not re.match("[。；]|$", after):
        return False
    if after.startswith("的") and (_MOVES.search(was) or not _SAID_OF.search(before)):
        return False  # what is told apart, not what is said of it
    if was[0] in "更最较" and _tells_apart_a_noun(before, after):
        return False
    if not {start, end} <= word_edges(text):
        return False  # part of other words: "亚军" in "保加利亚军队"
    if (behind := BEHIND.get(was)) and re.match(rf"(?:{behind})", after):
        return False
    if (ahead := AHEAD.get(was)) and re.search(rf"(?:{ahead})$", before):
        return False
    if re.search("[和与、或及]$", before) or re.match("[和与、或及]", after):
        return False  # one of several, which a change would only double
    if was == "之比" and re.search(r"[\d一二三四五六七八九十]比", text):
        return False  # nobody gives a product as "一比二"
    if was in ("有关", "无关") and not re.search("[与和跟同][^，]{1,12}$", before):
        return False  # "有关文件的问题" says of what
    if was in _DUTIES and "除非" in text:
        return False
    if was in _DUTIES and _WRONG_ANYWHERE.search(text):
        return False
    if was in _PLACES and start < 4:
        return False  # part of a name
    if re.search("[不没无非未]$", before) or became in text or _blocked(text, was, start):
        return False
    if was.startswith("越") and not _is_last_more(text, end):
        return False
    return not (became.startswith("不") and _NEGATION.search(before))


def _tells_apart_a_noun(before: str, after: str) -> bool:
    """ "更多顺序访问": what is told apart by it, where nothing is said to be more."""
    words = [pair for pair in tag_words(after) if pair[0].strip()]
    return bool(words) and words[0][1].startswith(("n", "v")) and not _SAID_OF.search(before)


_SAID_OF = re.compile(r"(?:是|为|属于|成为|作为|呈|具有|有)[^，。、的]{0,4}$")
_AT_THE_END = frozenset(["均匀", "相等", "垂直", "平行"])
_DUTIES = frozenset(["不得", "严禁", "必须"])
# What nobody takes for allowed, whatever the rule is.
_WRONG_ANYWHERE = re.compile(
    "克扣|拖欠|侵[犯害占]|伪造|变造|歧视|虐待|欺[诈骗]|泄露|滥用|贪污|盗|挪用|损害|妨碍|阻挠|诋毁|诽谤|违法|非法|虚假|强迫|胁迫|报复"
)
_MOVES = re.compile(r"^[增减升降提上下加变扩缩膨收流]")


_CONDITION = re.compile(
    r"(?:由于|因为|因(?!此|而)|如果|当|虽然|若|只要|只有|在[^，]*[时后前下])[^，]*，"
)


def _blocked(text: str, was: str, start: int) -> bool:
    """Where the flip would contradict the rest of the sentence, or stands in a condition."""
    if re.search("叫做|称为|统称|这就是", text):
        return was not in ("之和", "之比")
    if "否则" in text or (was in ("有关", "无关") and "越" in text):
        return True
    if re.search(r"(?:引起|带来|导致|造成)的", text[start:]):
        return True  # one case of what happens either way
    if was == "不变" and text[:start].endswith("保持"):
        return True
    if re.search(r"(?:随着?|伴随|由于|因为)[^，]*$", text[:start]):
        return True
    when = re.match(r"(?:当|在|每当)[^，]{2,16}?(?:时|期间|情况下|条件下)", text)
    if when is not None and start < when.end():
        return True
    condition = _CONDITION.match(text)
    return condition is not None and start < condition.end()


def _is_last_more(text: str, end: int) -> bool:
    """Of "质量越大，惯性越大" only the second one may change, and there must be a first."""
    return "越" not in text[end:] and text[:end].count("越") >= 2


def change_statement(text: str, pool: Callable[[Quantity], list[float]]) -> list[Change]:
    """Every single change, numbers first. `pool` gives the course's values in a measure."""
    return [
        *_numbers(text, pool),
        *_compared(text),
        *_swapped(text),
        *_placed(text),
        *_affirmed(text),
        *_flips(text),
    ]


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
