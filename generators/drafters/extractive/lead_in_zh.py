"""Chinese sentences that announce a list: "磁带的特点：", "其功能包括：", "栈具有以下特点。"."""

from __future__ import annotations

import re

from generators.drafters.extractive.topic_zh import says_which, topic_name
from generators.drafters.text.chinese import is_term, without_gloss
from generators.exercise.passage import Passage

_ASIDE = re.compile(
    r"^(?:如[下上]?图[^，]*所示|综上所述|总的来说|总之|因此|所以|此外|另外|同时|其中|一般来说|通常|目前|在[^，]{2,12}[中里下])，|"
    r"^(?:\d+[.、)）]|[（(]\d+[)）]|[一二三四五六七八九十]+、)\s*"
)
_UNITS = r"(?:个|种|类|大类|大|点|项|条|步|部分|方面|阶段|要素|层次)"
_ANNOUNCES = re.compile(
    r"^(?P<what>[^，。；：？！]{2,24}?)(?:主要|通常|一般|大致)?"
    r"(?:包括|包含|有|分为|可以?分为|如下|是|为|体现在|表现[为在]|具有|具备|需要)?"
    rf"(?:(?:以下|下列|下面)[几两二三四五六七八九十\d多]*{_UNITS}*(?:内容)?"
    rf"|[几两二三四五六七八九十\d多]+{_UNITS}+(?:内容)?)?(?:如下)?[：:。]$"
)
_HAS = re.compile(
    r"^(?P<owner>[^，。；：？！的]{2,16}?)(?:主要|通常|一般)?(?:具有|具备|有|存在|包括|满足|遵循)(?:以下|下列|如下)?(?:[几两二三四五六七八九十\d]+)?"
    r"(?:个|种|类|大|点|项|条)*(?:主要|基本|重要|显著|典型|常见)?的?(?P<asked>特点|特征|特性|性质|优点|缺点|优势|功能|作用|类型|种类|形式|条件|要素|原则|阶段|任务|职能|属性|影响|用途|层次|部分|步骤)[：:。]$"
)
_ITS = re.compile(r"^(?:其|它的|它们的|该\w{0,4}的)")


def announced(line: str, passage: Passage) -> str:
    """What the list below the line tells ("磁带的特点"); empty where the line announces none."""
    text = without_gloss(line.strip())
    while (bare := _ASIDE.sub("", text)) != text:
        text = bare
    has = _HAS.match(text)
    if has is not None:
        owner = _whose(has["owner"], passage)
        return f"{owner}的{has['asked']}" if owner else ""
    if not text.endswith(("：", ":")):
        return ""
    match = _ANNOUNCES.match(text)
    if match is None:
        return ""
    what = match["what"]
    if _ITS.match(what):
        owner = _whose("它", passage)
        return f"{owner}的{_ITS.sub('', what)}" if owner else ""
    return what


def _whose(owner: str, passage: Passage) -> str:
    if re.match(r"(?:它|其|该|这)", owner):
        owner = topic_name(passage)
    return owner if owner and is_term(owner) and says_which(owner, passage) else ""
