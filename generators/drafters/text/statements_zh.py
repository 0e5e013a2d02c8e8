"""Chinese sentences that can stand alone."""

from __future__ import annotations

import re

import jieba.posseg

_SHORTEST, _LONGEST = 8, 80
_POINTS_BACK = re.compile(
    r"^(?:以及|后来|中间|起初|随后|之后|同年|次年|翌年|当年|对[^，]{1,6}既|它|这|那|该|此|其|他|她|我们|你|本[讲教手课节章文]|因此|所以|但|而|同时|另外|此外|例如|比如|由此|"
    r"可见|可知|其实|正因为|因为|由于这|公式中|式中|上述|下面|下列|以下|上面|比较|结论|计算|解[：:]|图|表|说明|即|"
    r"也|又|再|还|并|然后|接着|最后|首先|其次|第[一二三四五]|常见误区|注意|请|让|先|有人|人们|课|作业|数据|"
    r"[a-z]|\d+[.、]|内容|两[个次]因?素?(?=缺|登|都|的)|如果.*\d|.*例如.*\d|管内|途中|时间的基本单位|常用|反之|否则|于是|那么|不过|相反|同样|同理|总之|只有当|有[力距]|有的|没有|说|一次|一[名辆台块根架列艘杯袋把张座])"
)
_TOLD_TO_READERS = re.compile(
    r"例题|解[：:]|如图|如下|上面|下面|前面|后面|本节|本讲义|本课|学生|课堂|同学|小明|小红|小华|甲|乙|课本|教材|"
    r"某[台个人]|求|我们|你|前者|后者|上述|下表|上表|第\s*\d+\s*次|实验\s*\d|这两|老师|错的|误解|误区|所选|还有|也要|下节课|上节课|认为|"
    r"两种方法|三种情况|几种|容易混淆|道理|看法"
)
_ASIDE = re.compile(r"[?？:：;；“”\"=≈（）()]")
_PRONOUN = re.compile(r"它|这种|这个|该")
_OUTSIDE = re.compile(
    r"他(?![国人乡])|她|此(?![外后前])|这(?![种个])|那(?!么)|当时|事后|当地|本(?=作|剧|片|书|曲|队|人|种|属|科|鱼|品)|"
    r"[，,]其(?![中他它余实])|上文|下文|如前|所述"
)
_NOUNS = ("n", "j", "l", "i", "eng", "vn", "an", "s")


def stands_alone(sentence: str) -> bool:
    body = sentence.rstrip("。")
    if not _SHORTEST <= len(body) <= _LONGEST or not sentence.endswith("。"):
        return False
    if _POINTS_BACK.match(body) or _TOLD_TO_READERS.search(body) or _ASIDE.search(body):
        return False
    if _OUTSIDE.search(body) or not _has_subject(body):
        return False
    pronoun = _PRONOUN.search(body)
    return pronoun is None or "，" in body[: pronoun.start()]


def _has_subject(body: str) -> bool:
    """A noun stands before the first verb: "1993年任主任" and "提供了服务" say not of whom."""
    for word, flag in jieba.posseg.cut(body):
        if flag.startswith(_NOUNS) or (flag == "x" and word.isalpha()):
            return True
        if flag.startswith("v"):
            return False
    return False
