"""What a Chinese heading or line announces and the list below it tells: "管理的基本特征" and its
points, "免疫系统的功能包括：" and its entries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

from generators.drafters.base import Material
from generators.drafters.extractive.entries_zh import FACET
from generators.drafters.extractive.lead_in_zh import announced
from generators.drafters.extractive.topic_zh import is_named, says_which, topic_name
from generators.drafters.text.chinese import is_term, is_traditional, strip_mark
from generators.drafters.text.statements import is_clean, is_exercise, is_worked_example
from generators.drafters.text.tidy_zh import tidy_text
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.injection import injection_marks
from generators.sources.joining import strip_list_mark
from generators.sources.retrieval import Index
from generators.sources.sentences import split_sentences
from generators.sources.spans import PATH_SEPARATOR

# What a list below such a heading answers, as the last word of the heading.
_ASKED = (
    "特点|特征|特性|性质|优点|缺点|优势|劣势|不足|局限|局限性|原因|成因|影响|意义|作用|功能|职能|职责|任务|目标|目的|原则|条件|要素|"
    "因素|措施|对策|方法|途径|手段|形式|方式|类型|种类|分类|阶段|环节|危害|后果|结果|表现|症状|依据|用途|应用|要求|规律|来源|"
    "组成|构成|结构|标准|内容|机制|策略|权利|义务|理论|学说|定律|工具|指标|区别|差异|经验教训|教训|经验|启示|背景"
)
NAMED_KINDS = "类型|种类|分类|组成|构成|要素|阶段|环节|职能|形式|因素|权利|义务|要件|原则"
_NAME = re.compile(
    rf"^(?P<owner>.{{2,20}}?)的?(?P<how>主要|基本|重要|历史|根本|核心|常见|一般|共同)?(?P<asked>{_ASKED})$"
)
_NO_NAME = re.compile(
    r"本[章节书课文]|学习|教学|课程|复习|考试|考核|考点|题|参考|资料|推荐|工具$|使用方法|安装|代码|示例|案例|实验|目录|其他|其它|补充|"
    r"[和与及、/&]|我|你"
)
_NO_OWNER = re.compile(
    r"解析|概念|知识|要点|重点|难点|基础|概述|介绍|简介|总结|内容|梳理|章|节|单元|[部第]分|模块|专题|笔记|核心|探究|拓展"
)
_NO_POINT = re.compile(
    r"[?？]|^(?:例|注|图|表|见|参|如[：:]|比如|[A-Za-z\d\W]+$)|这[个种些]|上述|以上|如下|[它他她]|该|此|详见|我们|你|https?|\d+分|［|\[|"
    r"[:：]$|^[^\u4e00-\u9fff]*$|等等$|…|答|√|×"
)
# Kinds and stages have names: below "氧化阶段" stand the steps of one stage, which are none.
_NAMED_ONLY = frozenset(["类型", "种类", "分类", "阶段", "环节", "职能", "要素"])
# What anything has: "南北战争的意义", where "安全职责" and "防治措施" are words of their own.
_ASPECTS_TEXT = """
特点 特征 优点 缺点 优势 劣势 不足 原因 成因 影响 意义 作用 功能 目的 条件 因素 危害 后果 表现 背景
"""
_ASPECTS = frozenset(_ASPECTS_TEXT.split())
_SUMMARY = re.compile(r"小结|总结|回顾|复习|思考")
_SPACED = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_FEWEST, _MOST = 3, 6
_LONGEST = 44
_FEWEST_TOLD, _LONGEST_TOLD = 6, 80


@dataclass(frozen=True, slots=True)
class Outline:
    """`asked` is what is listed ("特点"), `name` the whole of it ("管理的特点"). `labels` are the
    points' names where each point is one, else empty.
    """

    name: str
    asked: str
    points: tuple[str, ...]
    labels: tuple[str, ...]
    lines: tuple[str, ...]
    passage: Passage


def _split(line: str) -> tuple[str, str]:
    """The label and the whole of a point, without what is only said of it further on."""
    text = tidy_text(strip_mark(strip_list_mark(line)).strip().strip("*`"))
    text = _SPACED.sub("，", re.sub(r"^[^\w“《（(【]+", "", text))
    label, colon, rest = re.sub(r"^([^：:]{2,16}):", r"\1：", text).partition("：")
    told = re.split("[。；]", rest if colon else text)[0]
    first = re.sub(r"\s*; ", "，", told).strip(" ，、")
    first = first if len(first) <= _LONGEST else first.partition("，")[0]
    label = label.strip(" 【】“”*") if colon else ""
    if not colon:
        return "", first
    return label, f"{label}：{first}" if first and "：" not in first else label


def _read(passage: Passage) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] | None:
    lines = [line for line in passage.text.split("\n") if line.strip()]
    if not _FEWEST <= len(lines) <= _MOST:
        return None
    if any(FACET.match(line) for line in lines):
        return None
    parts = [_split(line) for line in lines]
    points = tuple(point for _, point in parts)
    good = all(
        2 <= len(point) <= _LONGEST
        and not _NO_POINT.search(point)
        and is_clean(point)
        and not is_traditional(point)
        for point in points
    )
    if not good or len(set(points)) < len(points):
        return None
    labels = tuple(label or point for label, point in parts)
    named = all(is_term(label) for label in labels) and len(set(labels)) == len(labels)
    return points, labels if named else (), tuple(lines)


def find_outline(passage: Passage, before: str = "") -> Outline | None:
    """`before` is the line above the list, which may announce it."""
    if passage.language is not Language.ZH or passage.kind != "list":
        return None
    heading = passage.heading
    if injection_marks(passage.text) or is_exercise(heading) or is_worked_example(heading):
        return None
    if _SUMMARY.search(heading) or re.search("[?？]", passage.text):
        return None  # what chapters have taught, and questions to oneself
    told = announced(before, passage)
    if not told and not _ends_in_asked(passage):
        return None
    name = _own_name(told, passage) if told else _name_of(passage)
    match, read = _NAME.match(name), _read(passage) if name else None
    if match is None or read is None:
        return None
    owner, asked = match["owner"].removesuffix("的"), match["asked"]
    points, labels, lines = read
    if asked in _NAMED_ONLY and not labels:
        return None
    if not _reads_well(owner, asked) or _RELATIVE.search(owner):
        return None
    if "的" not in name and not says_which(owner, passage):
        return None
    joint = "的" if asked in _ASPECTS and "的" not in owner else ""
    joint = "的" if match["owner"].endswith("的") else joint
    name = f"{owner}{joint}{match['how'] or ''}{asked}"
    return Outline(name, asked, points, labels, lines, passage)


# "壮年期" and "第一阶段" say not of what.
_RELATIVE = re.compile("^[^的]{0,3}(?:期|阶段|时期|部分|层次?|步)$")


# "首先，……。其次，……。最后，……。" below a heading that says what of.
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八]|[一二三四五六]是|首先|其次|再其?次|再者|最后|[（(]?[1-8一二三四五六七八][）)、.．])[，：、,]?\s*"
)


def find_told_outline(passage: Passage) -> Outline | None:
    """All that a paragraph says is the points that its heading announces."""
    if passage.language is not Language.ZH or passage.kind != "text":
        return None
    if injection_marks(passage.text) or is_exercise(passage.heading):
        return None
    name, told = _name_of(passage), split_sentences(passage.text)
    match = _NAME.match(name)
    if match is None or match["asked"] in NAMED_KINDS or not _ends_in_asked(passage):
        return None
    owner = match["owner"].removesuffix("的")
    points = tuple(re.sub("^它", "", _ORDINAL.sub("", own)).rstrip("。；;") for own in told)
    good = (
        _FEWEST <= len(told) <= _MOST
        and all(_ORDINAL.match(own) for own in told)
        and all(_FEWEST_TOLD <= len(point) <= _LONGEST_TOLD for point in points)
        and not any(_NO_POINT.search(point) or not is_clean(point) for point in points)
        and says_which(owner, passage)
        and _reads_well(owner, match["asked"])
    )
    return Outline(name, match["asked"], points, (), tuple(told), passage) if good else None


def _ends_in_asked(passage: Passage) -> bool:
    """ "KCL 的应用要点" lists no uses."""
    last = skill_name(passage.heading.rpartition(PATH_SEPARATOR)[2])
    return re.search(rf"(?:{_ASKED})$", re.sub(r"\s*[（(][^）)]*[）)]$", "", last)) is not None


def _reads_well(owner: str, asked: str) -> bool:
    """ "研究方法的观测方法" names its kind twice."""
    return owner[-2:] not in asked and asked not in owner


def _own_name(told: str, passage: Passage) -> str:
    """What a line announces, with what it is of: below "磁带存储", "优点" are those of it."""
    if told in _ASKED.split("|"):
        topic = topic_name(passage)
        return f"{topic}的{told}" if topic and is_term(topic) and told not in topic else ""
    match = _NAME.match(told)
    if match is None or _NO_NAME.search(told) or not is_term(match["owner"].removesuffix("的")):
        return ""
    owner = match["owner"].removesuffix("的")
    return told if says_which(owner, passage) else ""


def _name_of(passage: Passage) -> str:
    """What the list tells of what: "减缓措施" alone says not what is slowed down. Empty where the
    headings do not say it.
    """
    name = topic_name(passage).strip("“”")
    match = _NAME.match(name)
    if match is None or _NO_NAME.search(name) or not is_term(match["owner"]):
        return ""
    owner = match["owner"].removesuffix("的")
    if says_which(owner, passage) and len(owner) > 2 and (match["asked"] != "影响" or "的" in name):
        return name
    path = [skill_name(heading) for heading in passage.heading.split(PATH_SEPARATOR)[:-1]]
    above = [own for own in reversed(path) if not _NO_OWNER.search(own)]
    if above and (not is_term(above[0]) or (match["asked"] == "影响" and owner)):
        return ""
    if "的" in name or not above or owner in above[0] or _NO_NAME.search(above[0]):
        return name if "的" in name and is_named(owner) else ""
    return f"{above[0]}的{name}"


_CACHE: WeakKeyDictionary[Index, list[Outline]] = WeakKeyDictionary()


def _found(passages: tuple[Passage, ...]) -> Iterator[Outline]:
    """Below a heading alone only where it has one list: of several, each tells but a part."""
    lists = Counter((p.source, p.heading) for p in passages if p.kind == "list")
    for above, passage in pairwise((None, *passages)):
        if passage is not None and (told := find_told_outline(passage)):
            yield told
        if passage is None or passage.kind != "list":
            continue
        beside = above is not None and above.heading == passage.heading and above.kind == "text"
        before = above.text.rpartition("\n")[2] if above is not None and beside else ""
        before = before if before.rstrip().endswith(("：", ":", "。")) else ""
        before = (split_sentences(before) or [""])[-1]
        outline = find_outline(passage, before)
        if outline and (lists[passage.source, passage.heading] == 1 or announced(before, passage)):
            yield outline


def outlines_of(material: Material) -> list[Outline]:
    """Those of the whole material, one a name; kept as long as its index lives."""
    if material.index not in _CACHE:
        found = _found(tuple(material.passages))
        _CACHE[material.index] = list({outline.name: outline for outline in found}.values())
    return _CACHE[material.index]
