"""What a Chinese sentence says a thing is made of or divided into: "免疫系统由……组成"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from generators.drafters.base import Material
from generators.drafters.extractive.relation_zh import plain_sentences
from generators.drafters.text.chinese import is_term, is_traditional
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.joining import HAN
from generators.sources.retrieval import Index

_OWNER = rf"[A-Za-z0-9{HAN}][A-Za-z0-9 {HAN}·-]{{1,15}}?"
_MADE = re.compile(
    rf"^(?P<owner>{_OWNER})(?:主要|通常|一般|是)?由(?P<list>[^。；：]{{4,70}}?)"
    r"(?:这?[两二三四五六七八几\d]+[个大]?(?:部分|种|层|个部分|类|方面))?(?P<verb>组成|构成)的?(?=[，。]|$)"
)
_PARTED = re.compile(
    rf"^(?P<owner>{_OWNER})(?:主要|通常|一般|大致)?(?:可以?)?(?:被)?(?P<verb>分为|分成|划分为)(?P<list>[^。；：]{{4,70}})(?=[。]|$)"
)
_HOLDS = re.compile(
    rf"^(?P<owner>{_OWNER})(?:主要|通常|一般|共)?(?P<verb>包括|包含|包括了|包含了)(?P<list>[^。；：]{{4,70}})(?=[。]|$)"
)
_NUMBERED = re.compile(
    rf"^(?P<owner>{_OWNER})(?:主要)?(?P<verb>由|有|分为|包括|包含)"
    r"[两二三四五六七八九十\d]+[个大种类][^。；：，]{0,6}(?:组成|构成)?[：，](?:即|分别[是为])?(?P<list>[^。；：]{4,70})(?=。|$)"
)
_COUNT = re.compile(
    r"[，]?(?:这|共|等|一共)?[两二三四五六七八九十\d]+[个大]?(?:部分|种类?|层|类型?|类|方面|阶段|要素|形式|级|个|步骤|环节|时期)$"
)
_SPLIT = re.compile(r"、|，?以及|，?及(?!其)|(?<!共)和(?!谐|平)|与")
_FEWEST, _MOST_MEMBERS = 2, 8
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


def find_enumerations(passage: Passage) -> Iterator[Enumeration]:
    for sentence in plain_sentences(passage):
        for pattern in (_NUMBERED, _MADE, _PARTED, _HOLDS):
            match = pattern.match(sentence)
            if match is None or not is_term(match["owner"]) or is_traditional(sentence):
                continue
            members, is_whole = read_members(match["list"])
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
