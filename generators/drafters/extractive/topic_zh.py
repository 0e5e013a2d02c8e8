"""What a Chinese sentence is about, where it does not say so itself."""

from __future__ import annotations

import re

from generators.drafters.text.chinese import is_term, tag_words, widen_marks
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.spans import PATH_SEPARATOR

_OF_SOMETHING = re.compile(
    r"^(?:[主基]要|基本|一般|常见|必要|核心)?(?:概念|定义|含义|内涵|特点|特征|分类|类型|种类|原理|作用|功能|意义|背景|影响|"
    r"原因|成因|结构|组成|方法|历史|发展|应用|用途|性质|内容|优点|缺点|优缺点|优势|重要性|必要性|价值|因素|条件|必要条件|过程|机制|目的|目标|任务|原则|要求|"
    r"形式|方式|措施|手段|表现|症状|治疗|预防|分布|形态|习性|生态|地理|人口|经济|文化|交通|气候|生平|作品|参数|公式|流程|工作方式|步骤|做法|前提|简介|思想|要点|介绍|说明|规则|标准|比较|区别)$"
)
_SAYS_WHAT = re.compile(
    r"的?(?:基本|主要|关键|重要|本章|核心)?(?:概念|定义|含义|内涵|简介|介绍|说明|要点|知识点|内容剖析|内容|总结|小结|开篇段落|"
    r"剖析|公式)$"
)
_DEFINES = re.compile(r"是指|指的是|叫做|称为|称作|统称|[,，]即")
_LONGEST = 24
_NAMES = frozenset(["eng", "nr", "ns", "nt", "nz", "nrt", "l"])
_PART = re.compile(
    r"[总头穗伞圆]状|[叶花茎根果枝体背腹尾鳍萼芽]|小叶|嫩枝|老枝|种子|树[皮冠干高]|[雌雄]|子房|成虫|幼虫|"
    r"校[区园舍]|首部|字段|人口|面积|海拔|主角|作者|公司|总部|交易"
)
_PROPER = frozenset(["nr", "ns", "nt", "nrt"])
_HAN_OR_WORD = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{2}")


def topic_name(passage: Passage) -> str:
    """The nearest heading that names something, with what it is of: "死锁的必要条件"."""
    path = passage.heading.split(PATH_SEPARATOR) if passage.heading else []
    names = [name for heading in path if (name := _clean(skill_name(heading)))]
    said = [bare for name in names if (bare := _SAYS_WHAT.sub("", name).strip("：: "))]
    if not said:
        return "" if names else _opening(passage.text)
    name = said[-1]
    if _OF_SOMETHING.match(name):
        name = f"{said[-2]}的{name}" if len(said) > 1 else ""
    return name if len(name) <= _LONGEST and _HAN_OR_WORD.search(name) else ""


_OPENING = re.compile(
    r"^《?(?P<name>[^\W\d是为](?:[^\W是]|·){1,13}?)》?(?:（[^）]*）|\([^)]*\))?(?:(?<=[）)》])，|，?(?:是|为|又称|原名|简称))"
)


def _opening(text: str) -> str:
    """What an entry without a heading is about: the subject of its first sentence."""
    match = _OPENING.match(text)
    return match["name"] if match and is_term(match["name"]) and is_named(match["name"]) else ""


def _clean(name: str) -> str:
    """Without pictures, brackets behind it and the English name before the Chinese one."""
    name = re.sub(r"^[A-Za-z][\w ,.'&/-]*\s\|\s(?=[\u4e00-\u9fff])", "", name)
    name = re.sub(r"[（(\[].*$", "", re.sub(r"[【】]", "", name)).strip()
    name = re.sub(r"^[^\w《“]+", "", name)
    name = re.sub(r"^(?:什么是|何谓|为什么|如何|怎样|怎么)|[？?]$", "", name)
    han = re.search(r"[\u4e00-\u9fff].*", name)
    if han and re.match(r"[A-Za-z][a-z]+\b", name):
        name = han[0]
    if not han and not re.fullmatch(r"[A-Z\d][A-Z\d /.+-]*", name):
        return ""
    return name.strip("：: 。")


_SPACE = re.compile("(?<=[\u4e00-\u9fff，。、；：]) (?=[\u4e00-\u9fff])")


def close_sentence(text: str, language: Language) -> str:
    """With a full stop, which entries of lists often lack, and marks in full width."""
    if language is Language.EN:
        return text
    return widen_marks(_SPACE.sub("", text)).replace("--", "——") + (
        "" if text[-1:] in "。！？.?!" else "。"
    )


def _names(text: str) -> set[str]:
    return {
        word.casefold()
        for word, flag in tag_words(text)
        if len(word) > 1 and flag.startswith(("n", "v", "l", "i", "j", "eng", "x", "a", "b"))
    }


def _head(text: str) -> list[tuple[str, str]]:
    """The words before the first verb or mark."""
    words: list[tuple[str, str]] = []
    for word, flag in tag_words(text):
        if flag in ("v", "x", "p") and words and word.strip():
            break
        words.append((word, flag))
    return words


def is_named(text: str) -> bool:
    """Whether the subject is a name or a compound that is known outside of its text too."""
    if _PART.match(text):
        return False
    return any(flag in _NAMES for _, flag in _head(text))


def says_which(owner: str, passage: Passage) -> bool:
    """Whether a reader can tell which thing a short name means: "磁带" below "磁带存储"."""
    last = passage.heading.rpartition(PATH_SEPARATOR)[2]
    return len(owner) > 2 or is_named(owner) or (bool(owner) and owner in last)


# Nouns that mean another thing in every text.
_GENERIC_TEXT = """
数据 系统 方法 算法 函数 模型 结构 过程 结果 问题 情况 对象 元素 参数 操作
步骤 部分 内容 活动 目标 状态 条件 要求 阶段 时间 空间 数量 范围 程度 关系
作用 影响 特点 优点 缺点 代码 程序 实验 会议 条约 战争 运动 政府 公司 作者
主角 图 表 节点 变量 值 数值 个体 群体 因素 原因 理论 技术 设备 装置 机构
组织 产品 项目 任务 工作 地区 城市 国家 国王 皇帝 军队 文章 作品 影片 专辑
歌曲 比赛 球队 学校 医院 物质 物体 材料 颜色 大小 表面 内部 外部 上部 下部
中部 两侧 底部 顶部 前者 后者 双方 人 人口 面积 总数 输入 输出 模式 形式
规则 原则 机制 策略 功能 服务 环境 资源
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())


def is_generic(noun: str) -> bool:
    """ "系统", "过程": another thing in every text."""
    return noun in _GENERIC


def needs_topic(passage: Passage, text: str) -> bool:
    """Whether the sentence is about a thing that it names only in general, and its section is not
    named in it: "数据必须按顺序到达" says not whose.
    """
    if not lead_of(passage, text):
        return False
    nouns = [word for word, flag in _head(text) if flag.startswith(("n", "vn", "eng", "l", "j"))]
    return not nouns or all(word in _GENERIC or len(word) == 1 for word in nouns)


def lead_of(passage: Passage, text: str) -> str:
    """ "关于“UDP 首部格式”：" before a sentence that has no word of its section; else empty."""
    if passage.language is not Language.ZH or _DEFINES.search(text):
        return ""
    if any(flag in _PROPER for _, flag in _head(text)):
        return ""
    name = topic_name(passage)
    if not name or _names(name) & _names(text) or name.casefold() in text.casefold():
        return ""
    return f"关于“{escape(name)}”："


def is_placed(passage: Passage, text: str) -> bool:
    """Whether a reader can tell what the sentence is about: by its section or its subject."""
    if not passage.heading and (name := topic_name(passage)):
        return name in text  # of an entry without a heading: what it says of something else leans
    return bool(topic_name(passage)) or is_named(text)
