"""The little Chinese that exercises need: kinds of words, marks, and which script a text is in."""

from __future__ import annotations

import re
from functools import lru_cache

from generators.sources.joining import HAN

_DIGITS = "零一二三四五六七八九"
# Characters that only traditional Chinese writes, among the most frequent of running text.
_TRADITIONAL = frozenset(
    "這個們來為與時會對發現學國過還開間關門問題當應實際點經結構樣種從動體內書買賣車輛東樂電話"
    "機長運輸轉變換業務產質組織給統計繼續讓說認識論證據調節設備進選擇遠邊達錯誤難靈響頭頁項順"
    "須領風飛養馬驗龍龜齊齒麗麵黃勞勝歷曆歸歲殺滅無熱燈爭狀獨獲環畫異療盡眾礎確穩窮範築約級紀"
    "純紙細終絕絡維網綠緩緣編縣總縮績聯聲職肅腦腳膚臨舉舊艦莊萬葉蘇處虛號術衛補裝複視覺親觀觸"
    "訓記訪許訴詞試詩該詳語誰課請謝譯議護讀讚貝負財貢貨責貴費資賓賞賴趙趨躍輕載輔輪農遞適遺郵"
    "鄉醫釋鋼錄錢錶鎮鏡鐵閉陽陰陳陸隊階隨險隱雖雙離靜韓韻頂預頻顆額願類顯飯飲館駕驅驚髮魚鮮鳥"
    "鳴麥黨"
)
_BAD_WORDS = re.compile(
    r"的|主要|等大小|适量|适当|是否|可以|能够|不能|如果|因为|由于|比如|例如|但|目前|现在|其中|以及|"
    r"^(?:大部分|大多数|多数|部分|所有|全部|任何|有|被|将|把|对|从|到|在|当|用|其|该|此|这|那|每|各|某|第|两|几|一[种个些次页块位层方面样]|"
    r"本|我|你|他|它|人们|很|更|最|较|太|非常|十分|首先|其次|最后|另外|一般|通常|主要|常见|以下|下列|上述)|"
    r"(?:时候?|以后|之后|以前|之前|之中|之间|等|之一|什么|起来|下来|方面|情况|问题|原因|办法)$"
)
_PLACED_IN = re.compile(r"(?<![外内存潜现实])在")
_BARRED_TEXT = "c r rz rr y ul uz ug uj ud p tg zg e o f"
_BARRED_FLAGS = frozenset(_BARRED_TEXT.split())
_ADVERBS_WITHIN_TERMS = frozenset(
    [
        "不",
        "非",
        "最",
        "再",
        "共同",
        "自",
        "互",
        "相互",
        "全",
        "先",
        "多",
        "完全",
        "自动",
        "直接",
        "间接",
    ]
)
_CLAUSE_VERBS_TEXT = """
满足 遵循 保证 具有 拥有 属于 包含 包括 成为 作为 导致 引起 影响 产生 提高 降低 增加 减少
需要 使用 采用 进行
提出 认为 指出 表明 显示 建议 主张 强调 证明 给出 依靠 决定 通过
实现 获得 得到 形成 发生 完成 提供 允许 要求 是 有 让 使
"""
_CLAUSE_VERBS = frozenset(_CLAUSE_VERBS_TEXT.split())
_ALLOWED = frozenset(["自身", "在"])
_LAST_FLAGS = ("n", "v", "l", "i", "j", "eng", "s", "g", "b", "x", "q", "k", "m", "t", "an")
_HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HALF_MARK = re.compile(rf"(?<=[{HAN}”》）])\s*([,;:?!])\s*(?=[{HAN}“《（A-Za-z\d])")
_HALF_BRACKETS = re.compile(rf"(?<=[{HAN}])\s*\(([^()]{{1,40}})\)")
_MARK = re.compile(
    r"^\s*(?:[（(]?\d{1,2}(?:[)）、]|[.．](?!\d))|[①-⑳❶-❿]|[（(][一二三四五六七八九十]+[）)])\s*"
)


def number_word(number: int) -> str | None:
    """ "七十二"; None above 99."""
    if 0 <= number < 10:
        return _DIGITS[number]
    if 10 <= number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
    return None


@lru_cache(maxsize=16384)
def tag_words(text: str) -> tuple[tuple[str, str], ...]:
    """The words of the text with their kinds, as jieba names them ("n" noun, "v" verb)."""
    import jieba.posseg as posseg  # reads half a CPU second of tables

    return tuple((pair.word, pair.flag) for pair in posseg.cut(text))


@lru_cache(maxsize=4096)
def word_edges(text: str) -> frozenset[int]:
    """Where words begin and end in the text."""
    edges, place = {0}, 0
    for word, _ in tag_words(text):
        place += len(word)
        edges.add(place)
    return frozenset(edges)


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters, where the wordings of exercises
    would be in simplified ones.
    """
    return any(char in _TRADITIONAL for char in text)


_FOREIGN_GLOSS = re.compile(r"\s?[（(][A-Za-z][\w ,.'’/–-]{0,48}[）)]")
_SPACED = re.compile(rf"(?<=[{HAN}，。、；：“”]) (?=[{HAN}“])")


def without_gloss(text: str) -> str:
    """Without the English names in brackets and the spaces that marks of emphasis leave behind."""
    return _SPACED.sub("", _FOREIGN_GLOSS.sub("", text))


def strip_mark(sentence: str) -> str:
    """Without the number of an entry before it; what is left stands in the source as well."""
    return _MARK.sub("", sentence)


def widen_marks(text: str) -> str:
    """Marks and brackets between Chinese characters in full width, as they are printed."""
    wide = _HALF_BRACKETS.sub(r"（\1）", text)
    return _HALF_MARK.sub(lambda mark: _HALF[mark[1]], wide)


@lru_cache(maxsize=8192)
def is_term(text: str) -> bool:
    """Whether the text names one thing, as a term of a course does: a short phrase of nouns or of
    a verb used as a name, without a clause, a place or a pronoun in it.
    """
    if not 2 <= len(text) <= 14 or _BAD_WORDS.search(text) or _PLACED_IN.search(text):
        return False
    if re.search(r"[，。、：；？！“”（）()\[\]【】~=/]", text):
        return False
    if text[: len(text) // 2] * 2 == text and len(text) > 2:
        return False  # a label and the beginning of what it labels
    words = [(word, flag) for word, flag in tag_words(text) if word.strip()]
    if words[0][0] in ("会", "能", "应", "可"):
        return False  # "会返回": what it will do
    for place, (word, flag) in enumerate(words):
        is_last = place == len(words) - 1
        if flag in _BARRED_FLAGS and word not in _ALLOWED and (flag != "f" or is_last):
            return False
        if word in _CLAUSE_VERBS:
            return False
        if flag.startswith("d") and word not in _ADVERBS_WITHIN_TERMS:
            return False
    return words[-1][1].startswith(_LAST_FLAGS) and words[-1][1] not in ("ad", "d")


def ends_in_noun(text: str) -> bool:
    """Whether the text can be what something is: its last word is a noun or a verb as a name."""
    words = [pair for pair in tag_words(text.rstrip("，。 ")) if pair[0].strip()]
    if not words:
        return False
    word, flag = words[-1]
    return flag.startswith(("n", "vn", "l", "i", "j", "eng", "an", "s", "g", "k", "b")) or (
        flag.startswith("v") and len(word) > 1
    )


_PREDICATES = re.compile(r"会|可以|小于|大于|等于|使|将|就|才|都|，|是|^一|^由于|^随着|^要")


@lru_cache(maxsize=4096)
def is_phrase(text: str) -> bool:
    """Whether the text is one noun with what tells it from others: "能引发免疫反应的物质"."""
    told, _, head = text.rpartition("的")
    words = [pair for pair in tag_words(head) if pair[0].strip()]
    if not told or not 1 <= len(words) <= 3 or "的" in told or _PREDICATES.search(text):
        return False
    return words[-1][1].startswith(("n", "vn", "l", "j", "s", "an"))


_PRAISE = re.compile(
    r"(?:关键|核心|基础|前提|保证|途径|环节|挑战|问题|例子|原因|目标|主力|方向|趋势|力量|方面|象征|标志|体现|表现|选择|结果|"
    r"来源|源泉|延续|发展|保障|动力|重点|难点|统一体|话题|开端|产物|里程碑|事情|情况|地方|时候|东西)$|关键|重要|重大|核心|强大|有效|基本|主要|必要|常用|成功|伟大|优秀|热门|很|非常|十分|更|较"
)


def tells_apart(text: str) -> bool:
    """Whether what a thing is said to be tells it from others, by what it does or is done to: "一套
    强大的技术" and "获得高性能的关键环节" may be said of many things.
    """
    first, _, rest = text.partition("，")
    if rest and first.startswith("一") and not _PRAISE.search(first):
        told, head = rest, first
    else:
        told, _, head = text.rpartition("的")
    if re.match("一个?(?:包括|包含|有)", text):
        return False
    if not told or _PRAISE.search(head) or _PRAISE.search(told[-6:]):
        return False
    return any(flag.startswith(("v", "p")) and word not in "是有" for word, flag in tag_words(told))


def is_person(text: str) -> bool:
    return all(flag in ("nr", "nrt", "nrfg", "x") for _, flag in tag_words(text))


def begins_with_subject(text: str) -> bool:
    """A noun stands before the first verb: "1993年任主任" and "提供了服务" say not of whom."""
    if tag_words(text)[:1] and tag_words(text)[0][1] in ("ad", "vd"):
        return False
    for word, flag in tag_words(text):
        if flag.startswith(("n", "j", "l", "i", "eng", "vn", "an", "s", "b", "g")):
            return True
        if flag == "x" and word.isalpha():
            return True
        if flag.startswith("v"):
            return False
    return False


def begins_with_demand(text: str) -> bool:
    """ "必须将数据读入内存", "尝试把文件放在一起": nobody is named who does it."""
    flags = [flag for word, flag in tag_words(text) if word.strip()][:2]
    return flags[:1] in (["v"], ["d"], ["ad"], ["vd"]) and not flags[-1].startswith(("n", "v", "a"))


def begins_with_doing(text: str) -> bool:
    """Whether the text tells to do something: "打开阀门", "将阀门打开", "用水冲洗"."""
    words = [pair for pair in tag_words(text) if pair[0].strip()]
    while words and words[0][1].startswith(("d", "t", "ad", "m", "q", "f", "x")):
        words = words[1:]
    if not words:
        return False
    word, flag = words[0]
    if word in ("将", "把", "用", "向", "对", "从", "按", "按照", "在", "使用", "以", "给", "往"):
        return True
    return flag in ("v", "vn", "vd") and word not in ("是", "有", "可以", "应", "需", "能", "没有")
