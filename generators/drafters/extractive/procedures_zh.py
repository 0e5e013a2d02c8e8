"""Which Chinese lists are steps that follow each other, and how a step is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from generators.drafters.text.chinese import begins_with_doing, is_traditional, tag_words

_ORDER = re.compile(
    r"步骤|流程|程序|过程|操作|如何|怎[么样]|做法|制作|顺序|开车|停车|启动|开机|关机|安装|投运|应急|使用方法|急救|逃生|报[警销]|更换|清洗"
)
_NO_ORDER = re.compile(
    r"[一二三四五六七八九十\d][个种项大]|基本操作|不准|要求|规定|职责|制度|原则|特点|特征|要点|注意|题|条件|优点|缺点|内容|意义|影响|作用|因素|类型|分类|种类|"
    r"原因|区别|比较|对比|禁止|严禁|目的|目标|建议|技巧|参考|常见"
)
_STEPS = re.compile("(?:操作)?(?:步骤|流程|程序|过程)$")
_FEWEST_CHARACTERS, _SHORTEST_LABEL = 5, 4
_LONGEST = 60
_NO_STEP = re.compile(r"[?？]|\[|；\s|; |^(?:不|禁止|严禁|切勿|勿)|(?:[:：].*){2}|^\W*$|如果|若")


def show_step(step: str) -> str:
    """The first sentence of the step, without the marks of emphasis that notes use; of "选择独立
    回路：选择不重叠的独立回路" what it says first.
    """
    first = re.split(r"(?<=[^\d])[。；;]", step)[0]
    bare = re.sub(r"[【】`*]", "", first).strip(" ，、。")
    label, colon, _ = bare.partition("：")
    return label if colon and len(label) >= _SHORTEST_LABEL and begins_with_doing(label) else bare


_THEN = re.compile(r"^(?:然后|接着|随后|之后|接下来|再(?!其?次))")


def is_told_in_order(told: Sequence[str], steps: Sequence[str], heading: str) -> bool:
    """Sentences that go on with "then", or steps below a heading that speaks of an order: "第一，
    ……；第二，……" alone counts reasons and demands as well.
    """
    done = all(begins_with_doing(step) for step in steps)
    return (done and any(_THEN.match(own) for own in told)) or is_procedure(steps, heading)


def is_procedure(steps: Sequence[str], heading: str) -> bool:
    """A heading that speaks of doing in an order, and steps that each tell to do something."""
    if not _says_of_what(heading) or not _ORDER.search(heading) or _NO_ORDER.search(heading):
        return False
    if any(len(s) > _LONGEST or _NO_STEP.search(s) or is_traditional(s) for s in steps):
        return False
    if any(_first_verb(one) == _first_verb(other) for one, other in pairwise(steps)):
        return False
    return all(begins_with_doing(step.partition("：")[0]) for step in steps)


def _says_of_what(heading: str) -> bool:
    """ "动态分析步骤" says not of what."""
    bare = _STEPS.sub("", heading)
    return "的" in heading or len(bare) >= _FEWEST_CHARACTERS or not re.search("步骤|流程", heading)


def _first_verb(step: str) -> str:
    """Two steps in a row that do the same may be swapped: "测出高度", "测出时间"."""
    verbs = [word for word, flag in tag_words(step) if flag == "v" and word not in "用将把"]
    return verbs[0][:1] if verbs else step
