"""Which Chinese sentences state a fact of the subject, one to be judged true or false."""

from __future__ import annotations

import re

from generators.sources.spans import PATH_SEPARATOR

# Words with which an author takes readers along, weighs, doubts or tells a story.
_ASIDE = re.compile(
    r"^(?:甚至|简而言之|简单[来地]?说|总而言之|总的来说|总体[来而]说|换句话说|换言之|严格[来地]说|正如|众所周知|幸运的是|当然|显然|确实|"
    r"有趣的是|值得|想象|试想|假设|设想|不难|通俗|再[例比]|仅仅|正是|好在|所幸|首先|其次|最后|最终|可以看|从[^，]{1,8}[来中]看)|"
    r"则?相反|同理|也是如此|亦然|如此|非常|很[大小多少高低快慢好容难早晚]|极其|十分|很重要|非常重要|十分重要|至关重要|很大程度|值得|令人|让人|有时|几乎|似乎|可能|大概|也许|越来越|仍然?|依然|依旧|已经?(?=[^济])|甚至|曾经?|一度|终于|"
    r"居然|竟然|的例子|之一[，。]|例如|比如|等等|其实|不难|可见|看起来|看上去|显得|比较[^一]|相对[^性论的位速湿密]|颇|挺|"
    r"我国正|今天|今年|去年|最近|不久|当下|现代人|大家|读者|作者|学生|同学|老师|教师|本[章节书文课]|课程|教程|笔记"
)
_STORY = re.compile(
    r"(?:等地|等国|等省)(?:皆|均|都|也)|\d+\s*(?:名|位|岁)|[一-九十百两几]+(?:名|位)|(?:他|她)们?|先生|女士|朋友"
)


# Below "马卡连柯的教育思想" stands what one person held, told as if it were so.
_VIEW = re.compile(r"的\w{0,6}(?:思想|观点|主张|看法|学说)$|^(?:[A-Z\d]\W*)?论\w{2,}")


def is_below_view(heading: str) -> bool:
    return any(_VIEW.search(name.strip()) for name in heading.split(PATH_SEPARATOR))


_NAMES_ALONE = re.compile("的[^，的是]{1,4}$")  # "早期经验对疼痛的影响": an entry, no sentence
_SAYS = re.compile("是|有|为|使|能|会|可|包括|通过|由")
# The English name of what a note is about, set before what it says: "Growth in size 水通过……".
_LABEL = re.compile(r"[A-Za-z][a-z]{2,}(?: [a-z]+)* (?=[\u4e00-\u9fff])(?![是为的])")


def is_fact(text: str) -> bool:
    """Whether the sentence is told as a truth: without a side remark, a doubt or a story in it."""
    if _LABEL.match(text) or " - " in text or text.endswith(("：", ":")):
        return False
    if not text.endswith("。") and _NAMES_ALONE.search(text) and not _SAYS.search(text):
        return False
    if "（）" in text or "毕竟" in text:
        return False  # what stood in the brackets is lost
    return not _ASIDE.search(text) and not _STORY.search(text)


_RULE = re.compile("应当?|必须|不得|须|不超过|至少|至多|最多|不少于|不低于|不高于|以内|之内")
_PROPERTY = re.compile(r"(?:等于|[为是]|约)\s*[\d一二三四五六七八九十百千]")
_OF_CASE = re.compile("某|例如|比如|如图|本[次例题]|该|以下|如下")


def is_number_to_know_zh(text: str) -> bool:
    """Whether a number is a rule's or what a thing is: "不得超过 15 日", "沸点为 80 摄氏度", not
    what happened once or in an example ("游戏占用了 512 MB 内存").
    """
    told = _RULE.search(text) or _PROPERTY.search(text)
    return told is not None and not _OF_CASE.search(text)
