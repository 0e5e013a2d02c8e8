"""Headings as names of skills: without numbers, and without those that name no skill."""

from __future__ import annotations

import re

_ENGLISH_GENERIC = (
    "introduction|intro|overview|summary|recap|conclusions?|contents|table of contents|agenda|"
    "outline|references|bibliography|literature|further reading|sources|exercises?|questions|quiz|"
    "homework|assignments?|remember|key (?:points|takeaways|ideas|terms)|takeaways|appendix.*|"
    "annex.*|(?:learning )?(?:objectives|goals|outcomes)|aims|about(?: this.*)?|welcome|"
    "thank you.*|why (?:we|this|it)\\b.*|"
    "thanks|q ?& ?a|faq|glossary|notes?|index|preface|foreword|acknowledge?ments|review|"
    "what you will learn|contact|questions\\?|any questions\\?|steps|examples?|solutions?|answers?"
)
_CHINESE_GENERIC = (
    "目录|前言|引言|绪论|绪言|导言|导入|序言?|小结|总结|课堂小结|本[章节课]小结|复习|回顾|习题|练习题?|"
    "课堂练习|课后练习|作业|思考题?|思考与练习|参考文献|参考资料|附录.*|致谢|谢谢.*|(?:学习|教学)(?:目标|目的|"
    "重点|难点|重难点|过程|反思)|概述|概览|简介|步骤|实验步骤|例题.*|例\\d.*|答案|问题|易错点|注意事项|"
    "知识点|板书设计|课前准备|议程|大纲|要点|本章要点|索引|后记|提问"
)
_GENERIC = re.compile(rf"^(?:{_ENGLISH_GENERIC}|{_CHINESE_GENERIC})[\s.:：。！!?？]*$", re.I)
_NUMBERING = re.compile(
    r"^\s*(?:(?:chapter|unit|lesson|module|part|section|week|topic|step)\s+(?:\d+|[ivx]+)\b[\s.:：–-]*"
    r"|第\s*[一二三四五六七八九十百\d]+\s*[章节课讲篇单元部分]+[\s:：、.]*"
    r"|(?:实验|专题|活动|任务|项目)[一二三四五六七八九十\d]+[\s:：、.]+"
    r"|[（(]?[一二三四五六七八九十]+[）)]?[、.．]\s*|[（(][一二三四五六七八九十]+[）)]\s*"
    r"|\d+(?:\.\d+)*[.、)）]?\s+|[（(]\d+[）)]\s*|\d+[、.．]\s*)",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:[（(](?:选学|续|cont(?:inued|\.)?|optional|\d+)[）)]|[:：.。])\s*$", re.I
)
_LONGEST = 80


def skill_name(heading: str) -> str:
    """The heading without its number; empty where it names no skill."""
    name = heading.strip()
    for _ in range(2):
        name = _NUMBERING.sub("", name, count=1)
    name = _TAIL.sub("", name).strip(" *_#`")
    if _GENERIC.match(name) or not re.search(r"[^\W\d_]", name) or len(name) > _LONGEST:
        return ""
    return name
