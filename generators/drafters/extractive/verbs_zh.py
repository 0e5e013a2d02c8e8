"""What one thing does to or by another, where a short Chinese sentence says it: asked with the verb
of the sentence itself ("系统通过什么来访问数据？", "高原反应是由什么引起的？").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generators.drafters.text.chinese import is_term, tag_words
from generators.sources.joining import HAN

_SUBJECT = rf"(?P<who>[A-Za-z0-9{HAN}][A-Za-z0-9 {HAN}·/+-]{{1,15}}?)"
_REST = r"(?P<rest>[^，。；：]{3,30})"
_BY_MEANS = re.compile(
    rf"^{_SUBJECT}(?:主要|通常|一般)?(?:是)?(?:通过|利用|借助|依靠|凭借|靠)"
    rf"(?P<answer>[A-Za-z0-9 {HAN}]{{2,12}}?)(?P<how>来|进行|实现|完成){_REST}(?=[，。]|$)"
)
_CAUSED = re.compile(
    rf"^{_SUBJECT}(?:主要|通常|一般|多|常)?是?由于?(?P<answer>[^，。；：]{{2,24}}?)"
    r"(?:所)?(?P<verb>引起|造成|导致|决定|产生|形成|控制|支配|负责|调节|分泌|合成|承担|领导|主持)(?:的)?(?=[，。]|$)"
)
# Each verb with what is asked with it.
_ASKED_WITH = """
标志着: 标志着什么|象征着: 象征着什么|象征: 象征着什么|取决于: 取决于什么
导致: 会导致什么|引起: 会引起什么|造成: 会造成什么
起源于: 起源于哪里|来源于: 来源于什么|源于: 源于什么
依赖于: 依赖于什么|服从: 服从什么|产生于: 产生于哪里|分布于: 分布在哪里|分布在: 分布在哪里
位于: 位于哪里|分泌: 分泌什么|调节: 调节什么|适用于: 适用于什么|作用于: 作用于什么
"""
_ASK = dict(
    entry.split(": ") for line in _ASKED_WITH.strip().split("\n") for entry in line.split("|")
)
_VERBS = "|".join(sorted(_ASK, key=len, reverse=True))
_LEADS = re.compile(
    rf"^{_SUBJECT}(?:直接|通常|一般|往往|会|可以?|能够?|主要|从而|必然)?"
    rf"(?P<verb>{_VERBS})了?(?P<answer>[^，。；：]{{3,40}})(?=[，。]|$)"
)
_WHERE = re.compile(r"位于|分布|起源于|源于|产生于|来源于")
_ON_A_MAP = frozenset(["位于", "分布于", "分布在"])
_LAND = re.compile(r"[洋洲极]|赤道|盆地|平原|高原|山脉|海峡|沿海|热带|温带|寒带")
_LEANS = re.compile(
    r"这|那|它|其(?!他|余|中|实)|该|此|他|她|我|你|某|上述|以下|如下|一定|相应|对应|不同的|各种|"
    r"许多|很多|有些|某些|等$|了$|什么|哪"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind` groups the answers that can be mixed up; `typed` where a learner can type it."""

    kind: str
    question: str
    answer: str
    typed: bool


def _is_subject(text: str) -> bool:
    """A thing by itself: no clause, and not only something done."""
    words = [pair for pair in tag_words(text) if pair[0].strip()]
    return is_term(text) and any(not flag.startswith(("v", "a", "d")) for _, flag in words)


def _is_whole(text: str) -> bool:
    return not _LEANS.search(text) and text.count("（") == text.count("）") and "“" not in text


def _by_means(sentence: str) -> Iterator[Asked]:
    match = _BY_MEANS.match(sentence)
    if match and _is_subject(match["who"]) and is_term(match["answer"].strip()):
        answer, rest = match["answer"].strip(), match["rest"]
        if _is_whole(rest) and answer not in rest and tag_words(rest)[0][1].startswith("v"):
            question = f"{match['who']}通过什么{match['how']}{rest}？"
            yield Asked("means", question, answer, len(answer) <= 8)


def _caused(sentence: str) -> Iterator[Asked]:
    match = _CAUSED.match(sentence)
    if match and _is_subject(match["who"]) and _is_whole(match["answer"]):
        answer = match["answer"].strip()
        question = f"{match['who']}是由什么{match['verb']}的？"
        yield Asked("agent", question, answer, is_term(answer) and len(answer) <= 8)


def _leads(sentence: str) -> Iterator[Asked]:
    match = _LEADS.match(sentence)
    if match is None or not _is_subject(match["who"]) or not _is_whole(match["answer"]):
        return
    verb, answer = match["verb"], match["answer"].strip()
    if re.match(r"[的地得着过了]|不|是|于", answer) or answer.endswith(("的", "时", "中", "后")):
        return
    kind = "place" if _WHERE.search(verb) else f"verb_{verb}"
    if verb in _ON_A_MAP and not _is_on_a_map(answer):
        return
    short = is_term(answer) and len(answer) <= 6
    yield Asked(kind, f"{match['who']}{_ASK[verb]}？", answer, short)


def _is_on_a_map(answer: str) -> bool:
    """ "位于网络边缘" may be said in many words; a country or a sea has one name."""
    return _LAND.search(answer) is not None or any(flag == "ns" for _, flag in tag_words(answer))


_FORMS: tuple[Callable[[str], Iterator[Asked]], ...] = (_by_means, _caused, _leads)


def ask_by_verb(sentence: str) -> Iterator[Asked]:
    """At most one question; `sentence` has no English glosses."""
    for form in _FORMS:
        found = list(form(sentence))
        if found:
            yield from found
            return
