"""What a Chinese sentence says a thing is made of or divided into: "免疫系统由……组成"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from generators.drafters.base import Material
from generators.drafters.extractive.relation_zh import plain_sentences
from generators.drafters.extractive.topic_zh import says_which
from generators.drafters.text.chinese import is_term, is_traditional, without_gloss
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.joining import HAN, ordered_number
from generators.sources.retrieval import Index
from generators.sources.spans import PATH_SEPARATOR

_OWNER = rf"[A-Za-z0-9{HAN}][A-Za-z0-9 {HAN}·/-]{{0,15}}?"
_COMMON = r"(?:常见|常用|主要|基本)的"
_MADE = re.compile(
    rf"^(?P<owner>{_OWNER})(?:主要|通常|一般|是)?由(?P<list>[^。；：]{{4,70}}?)"
    r"(?:这?[两二三四五六七八几\d]+[个大]?(?:部分|种|层|个部分|类|方面))?(?P<verb>组成|构成)的?(?=[，。]|$)"
)
_PARTED = re.compile(
    rf"^(?P<owner>{_OWNER})(?:主要|通常|一般|大致)?(?:可以?)?(?:进一步)?(?:被)?(?P<verb>分为|分成|划分为)：?(?P<list>[^。；：]{{4,70}})(?=[。]|$)"
)
_HOLDS = re.compile(
    rf"^(?P<owner>(?:{_COMMON})?{_OWNER})(?:主要|通常|一般|共)?(?P<verb>包括|包含|包括了|包含了)：?(?P<list>[^。；：]{{4,70}})(?=[。]|$)"
)
_NUMBERED = re.compile(
    rf"^(?P<owner>{_OWNER})(?:主要)?(?P<verb>由|有|分为|包括|包含)"
    r"[两二三四五六七八九十\d]+[个大种类][^。；：，]{0,6}(?:组成|构成)?[：，](?:即|分别[是为])?(?P<list>[^。；：]{4,70})(?=。|$)"
)
# "中国革命的三大法宝是……": what is counted has a name.
_NAMED = re.compile(
    rf"^(?P<owner>(?P<whose>[A-Za-z0-9{HAN}]{{2,14}}?)的?(?P<count>[两二三四五六七八九十]|[2-9])"
    rf"[大个种项类]?[{HAN}]{{2,6}}?)(?:分别|主要)?(?P<verb>是指?|为|包括|即|：)：?"
    r"(?P<list>[^。：]{4,80})(?=。|$)"
)
_APART = re.compile(r"；|; ?|、|，?以及|(?<!共)和(?!谐|平)|与")
NAMED = "名"  # how the sentence tells it: `Enumeration.verb`
_LONGEST_NAMED = 16  # characters of a member
_NUMBERS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
# "图是一种非线性数据结构，由顶点和边组成": what it is made of is said of it as well.
_SHOWN = re.compile(
    r"^(?:如[下上]?图[^，]{0,8}所示|通常|一般来说|从[^，]{2,12}[来上]看|根据[^，]{2,16}|按照?[^，]{2,16})，(?![^，]{0,4}分)"
)
_SHIFTS = re.compile(
    r"^(?:其|它|该|此|内容|系统|方法|类型|种类|特点|功能|作用|原因|常见|主要)$|[与和]"
)
_WHAT_KIND = re.compile(r"(?<=[^，。是])是一[种个类][^，。]{2,20}，(?=由|分为|可以?分为|包括|包含)")
_COUNT = re.compile(
    r"[，]?(?:这|共|等|一共)?[两二三四五六七八九十\d]+[个大]?(?:部分|种类?|层|类型?|类|方面|阶段|要素|形式|级|个|步骤|环节|时期|条线?|支|方)$"
)
_COUNTED = re.compile(
    r"[两二三四五六七八九十\d]+(个?部分|种|类|个?层次|层|个阶段|[个大]?要素|种形式|级|个步骤|个环节|个时期|个方面|[个大]系统)"
)
_SPLIT = re.compile(r"、|，?以及|，?及(?!其)|(?<!共)和(?!谐|平)|与")
_FEWEST, _MOST_MEMBERS = 2, 8
_FEWEST_HELD = 3  # what something "包括" two of is mostly an accident of the sentence
_HOLDING = frozenset(["包括", "包含", "包括了", "包含了", "有"])
_VAGUE = re.compile(r"以下|下列|如下|许多|多种|不同|各种|其[他它]|等$|…")
_ASK = {
    "组成": "下列哪一项是{owner}的组成部分？",
    "构成": "下列哪一项是{owner}的组成部分？",
    "分为": "下列哪一项属于{owner}的一类？",
    "由": "下列哪一项是{owner}的组成部分？",
    "包括": "{owner}包括下列哪一项？",
}


@dataclass(frozen=True, slots=True)
class Enumeration:
    """`members` are all that the sentence names; `is_whole` where it leaves none out."""

    owner: str
    members: tuple[str, ...]
    verb: str
    is_whole: bool
    sentence: str
    passage: Passage

    @property
    def question(self) -> str:
        kind = self.verb if self.verb in _ASK else ("分为" if "分" in self.verb else "包括")
        return _ASK[kind].format(owner=self.owner)

    @property
    def leaves_open(self) -> bool:
        """Whether the sentence names examples only: then others may belong to it too."""
        return not self.is_whole

    @property
    def is_closed(self) -> bool:
        """Whether nothing else belongs to it: what something "包括" without a count is a choice."""
        return self.is_whole and (self.verb not in _HOLDING or self._counted != "")

    @property
    def _counted(self) -> str:
        """What the sentence counts its members as: "个阶段", "种"; empty where it does not."""
        match = _COUNTED.search(self.sentence)
        return "" if match is None else match[1]

    @property
    def several_question(self) -> str:
        """Asks which ones of several belong to it."""
        if self.verb == NAMED:
            return f"下列哪些属于{self.owner}？"
        if self.verb in ("组成", "构成", "由"):
            return f"下列哪些是{self.owner}的组成部分？"
        return f"{self.owner}包括下列哪些？"

    @property
    def other_question(self) -> str:
        """Asks for the one of several that does not belong to it."""
        if self.verb in ("组成", "构成", "由"):
            return f"下列哪一项不是{self.owner}的组成部分？"
        return f"下列哪一项不属于{self.owner}？"

    @property
    def whole_question(self) -> str:
        """Asks for all of them."""
        counted = self._counted
        if self.verb == NAMED:
            return f"{self.owner}分别是什么？"
        if self.verb in ("组成", "构成", "由"):
            return f"{self.owner}由哪几{counted or '部分'}组成？"
        if "分" in self.verb:
            return f"{self.owner}可以分为哪几{counted or '类'}？"
        return f"{self.owner}包括哪几{counted}？" if counted else f"{self.owner}包括哪些？"


def read_members(text: str) -> tuple[tuple[str, ...], bool]:
    """The members of a list in words and whether it is the whole; () where it is none."""
    bare = _COUNT.sub("", text.strip(" ，"))
    is_whole = not bare.endswith(("等", "等等")) and "等" not in bare[-4:]
    bare = re.sub(r"等(?:等|[^、，]{0,6})?$", "", bare)
    members = tuple(part.strip(" ，“”《》") for part in _SPLIT.split(bare))
    good = (
        _FEWEST <= len(members) <= _MOST_MEMBERS
        and all(_is_member(member) for member in members)
        and len(set(members)) == len(members)
        and max(map(len, members)) <= 3 * min(map(len, members)) + 2
    )
    return (members, is_whole) if good else ((), False)


def _is_member(text: str) -> bool:
    if not 2 <= len(text) <= 14 or _VAGUE.search(text):
        return False
    return is_term(text) or (len(text) == 2 and re.fullmatch(f"[{HAN}]+", text) is not None)


def _is_owner(text: str, passage: Passage) -> bool:
    bare = re.sub(f"^{_COMMON}", "", text)
    if len(bare) == 1:
        return skill_name(passage.heading.rpartition(PATH_SEPARATOR)[2]).startswith(bare)
    return is_term(bare) and says_which(bare, passage) and not _SHIFTS.search(bare)


def _counts_of(text: str) -> set[int]:
    """The numbers of parts, kinds or stages that the text speaks of."""
    found = (re.match(r"\d+|.", match[0]) for match in _COUNTED.finditer(text))
    return {_NUMBERS.get(own[0]) or int(own[0]) for own in found if own}


def _find_named(bare: str, sentence: str, passage: Passage) -> Enumeration | None:
    """As many members as its name counts, whatever their form."""
    match = _NAMED.match(bare)
    if match is None or not _is_owner(match["whose"], passage) or is_traditional(sentence):
        return None
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    members = tuple(part.strip(" ，“”《》") for part in _APART.split(match["list"].strip(" ，")))
    good = all(2 <= len(m) <= _LONGEST_NAMED and not _VAGUE.search(m) for m in members)
    if len(set(members)) != count or len(members) != count or not good:
        return None
    return Enumeration(match["owner"], members, NAMED, True, sentence, passage)


def find_enumerations(passage: Passage) -> Iterator[Enumeration]:
    for sentence in plain_sentences(passage, labelled=True):
        bare = _WHAT_KIND.sub("", _SHOWN.sub("", without_gloss(sentence)))
        if named := _find_named(bare, sentence, passage):
            yield named
            continue
        if "：" in sentence and ordered_number(passage.text) is not None:
            continue
        for pattern in (_NUMBERED, _MADE, _PARTED, _HOLDS):
            match = pattern.match(bare)
            if match is None or not _is_owner(match["owner"], passage) or is_traditional(sentence):
                continue
            members, is_whole = read_members(match["list"])
            if _counts_of(match[0]) - {len(members)}:
                break  # it names more or fewer than it counts
            if match["verb"] in _HOLDING and len(members) < _FEWEST_HELD:
                break
            if members and not any(m in match["owner"] or match["owner"] == m for m in members):
                yield Enumeration(
                    match["owner"], members, match["verb"], is_whole, sentence, passage
                )
                break


_CACHE: WeakKeyDictionary[Index, list[Enumeration]] = WeakKeyDictionary()


def enumerations_of(material: Material) -> list[Enumeration]:
    """Those of the whole material, one an owner; kept as long as its index lives."""
    if material.index not in _CACHE:
        chinese = [p for p in material.passages if p.language is Language.ZH]
        found = [e for passage in chinese for e in find_enumerations(passage)]
        _CACHE[material.index] = list({e.owner: e for e in found}.values())
    return _CACHE[material.index]
