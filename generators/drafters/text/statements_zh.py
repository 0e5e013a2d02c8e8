"""Chinese sentences that can stand alone."""

from __future__ import annotations

import re

from generators.drafters.text.chinese import begins_with_subject, is_traditional, tag_words

_SHORTEST, _LONGEST = 10, 80
_POINTS_BACK = re.compile(
    r"^(?:以及|后来|中间|起初|随后|之后|此后|同年|次年|翌年|当年|当时|对[^，]{1,6}既|它|这|那|该|此|其|他|她|我们|你|我|本|因此|所以|因而|但|而|同时|另外|此外|例如|比如|譬如|如|由此|"
    r"可见|可知|其实|事实上|实际上|基本上|一般来说|正因为|因为|公式中|式中|上述|下面|下列|以下|上面|比较|结论|计算|解[：:]|图|表|说明|即|也就是|"
    r"也|又|再|还|并|然后|接着|最后|最终|首先|其次|第[一二三四五]|常见误区|注意|请|让|先|有人|人们|大家|课|作业|数据|两者|二者|另一|其他|"
    r"[a-z]|\d+[.、]|内容|两[个次种]|[将把给用往更从]|使用|利用|指|不|目的|在[^，]{1,6}的?基础上|如果.*\d|.*例如.*\d|管内|途中|时间的基本单位|反之|否则|于是|那么|不过|不仅|不但|不论|无论|相反|同样|同理|总之|只有当|只要|"
    r"有[力距]|有的|有些|没有|说|一次|一[名辆台块根架列艘杯袋把张座]|直到|根据|按照|可以|应该|需要|除了|为了|通过[^，]*，(?:可以|能)|在(?:上|此|这|其)|当(?:它|其|前)|近年|目前|现在|如今|今)"
)
_TOLD_TO_READERS = re.compile(
    r"参[见阅看]|详见|一文|例题|解[：:]|如图|如下|上面|下面|前面|后面|本[节章讲课文书篇例实]|本讲义|课堂|同学|小明|小红|小华|甲|乙|课本|教材|"
    r"某[台个人]|我们|咱们|你|您|前者|后者|上述|下述|下表|上表|第\s*\d+\s*次|实验\s*\d|这两|这些|那些|老师|错的|误解|误区|所选|还有|也要|下节课|上节课|认为|"
    r"[两几三四五]种(?:方法|情况|方式|方案)|容易混淆|道理|看法|好像|似乎|大概|也许|或许|可能会?[^，]*也可能|据说|相信|有趣|遗憾|不幸|幸运|吗|呢|吧|哦|啊|哈哈"
)
_ASIDE = re.compile(r"[?？:：;；“”‘’「」『』\"'=≈（）()【】\[\]~～/*#`《]{1}(?<![《/])|/(?=/)")
_ENDS = re.compile(r"[\u4e00-\u9fff）]。?$")  # entries of lists often lack the full stop
_GLOSS = re.compile(r"（(?!即|如|见|图|表|例|参|注)[^（）]{1,16}）")
_PRONOUN = re.compile(r"它|这种|这个|该")
_OUTSIDE = re.compile(
    r"他(?![国人乡])|她|此(?![外后前])|这(?![种个])|那(?!么)|当时|事后|当地|本(?=作|剧|片|书|曲|队|人|种|属|科|鱼|品)|"
    r"[，,]其(?![中他它余实])|上文|下文|如前|所述|自己|其中|其他|另[一外]"
)
_VERBS = ("v",)


def stands_alone(sentence: str) -> bool:
    body = _GLOSS.sub("", sentence.rstrip("。"))
    if not _SHORTEST <= len(body) <= _LONGEST or not _ENDS.search(sentence):
        return False
    if _POINTS_BACK.match(body) or _TOLD_TO_READERS.search(body) or _ASIDE.search(body):
        return False
    if _OUTSIDE.search(body) or is_traditional(body) or not begins_with_subject(body):
        return False
    if not _has_verb(body) or _breaks_off(body):
        return False
    return all(body[: found.start()].endswith("，") for found in _PRONOUN.finditer(body))


def _has_verb(body: str) -> bool:
    return any(flag.startswith(_VERBS) or word in "是为" for word, flag in tag_words(body))


def _breaks_off(body: str) -> bool:
    """A condition or a time alone, or a word that wants another clause."""
    last = body.rpartition("，")[2]
    opens = re.match(r"(?:如果|当|由于|因为|虽然|尽管|即使|在[^，]*[时后前中]$|随着)", body)
    return (bool(opens) and "，" not in body) or last.endswith(("时", "的", "等等"))
