"""Entries of Chinese lists that say something of a term: "原型法：……"."""

from __future__ import annotations

import re

from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.extractive.definitions_zh import (
    LONGEST_MEANING,
    MEANS,
    NOT_IN_MEANING,
    POINTS_BACK,
    SPEAKER,
)
from generators.drafters.extractive.topic_zh import topic_name
from generators.drafters.text.chinese import is_term, is_traditional, strip_mark
from generators.drafters.text.tidy_zh import tidy_text
from generators.exercise.passage import Passage

_ENTRY_MEANING = re.compile(r"^(?:指的是|是指|指|是|即|表示)\s*")
# Examples, parts and advice say nothing by which an entry is known.
_NO_ENTRY = re.compile(
    r"为例|^(?:例?如|比如|包括|包含|主要|通常|一般|可|应|需|要|请|见|参|有|无|不|没|很|较|更|最|适[合用]|推荐|常用|其|每|分为|约)|"
    r"; |（如|更[多好]|^[^，]{0,3}$"
)


# What is said of one thing in several respects: nobody needs to know it to tell "厚度" from "年龄".
FACET = re.compile(
    r"^[\W\d]*(?:\w{0,4}(?:特点|特征|意义|作用|功能|影响|原因|背景|内容|目的|方法|应用|原理|定义|位置|范围|结构|成分|组成|条件|过程|场景|思想))"
    r"\s*[:：]|^[\W\d]*(?:厚度|年龄|压力|温度|密度|面积|人口|时间|地点|人物|结果|优点|缺点|优势|劣势|深度|高度|速度|大小|颜色|形状|"
    r"状态|性质|用途|分布|来源|类型|分类|代表|标志|经过|性能|成本|例子|举例|时期|朝代|作者|单位|公式|符号|"
    r"规模|容量|效率|复杂度|时间复杂度|空间复杂度|标准|目标|对象|主体|核心|本质|输入|输出|格式|语法)\s*[:：]"
)


def read_entry(term: str, text: str, line: str, passage: Passage) -> Definition | None:
    """An entry "term: what is said of it" of a list; None where it explains no term."""
    first = re.split(r"(?<=[。；;])", tidy_text(text.strip()))[0].rstrip(" .。;；")
    meaning = _ENTRY_MEANING.sub("", first)
    name = tidy_text(strip_mark(term)).strip(' “”"')
    if not is_term(name) or not 8 <= len(meaning) <= LONGEST_MEANING or is_traditional(line):
        return None
    if NOT_IN_MEANING.search(meaning) or POINTS_BACK.search(meaning) or name in meaning:
        return None
    if not topic_name(passage) or SPEAKER.match(name) or _NO_ENTRY.search(meaning):
        return None
    if any(name[i : i + 2] in meaning for i in range(len(name) - 1)):
        return None
    if any(FACET.match(own) for own in passage.text.split("\n")):
        return None
    if meaning == first:
        return None  # what is said of an entry, perhaps one of many things
    raw = re.split(r"(?<=[。；;])", text.strip())[0]
    line = line[: line.index(raw) + len(raw)]  # what follows is said of it further
    return Definition(
        term=name,
        meaning=meaning,
        form=Form.NOUN,
        sentence=line,
        passage=passage,
        verb=MEANS,
    )
