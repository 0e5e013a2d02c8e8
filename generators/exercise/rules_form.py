"""Rules on the form of a draft: is it whole, of the kind that was asked, and free of leftovers."""

from __future__ import annotations

import re

from generators.exercise.content import Cloze, Content, Kind, Language, Numerical
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import GAP, all_texts, filled_stem, units_of

_PLACEHOLDER = re.compile(
    r"\[(?:insert|your|name|topic|add)\b[^\]]*\]|"
    r"\[[^\]]{0,25}\b(?:topic|name|term|concept|answer|question|option|number|subject|skill|source|"
    r"distractor|blank|placeholder|key ?word)\b[^\]]{0,15}\]|\bx{3,}\b|【[^】]*(?:填|插入|"
    r"此处)[^】]*】|"
    r"[（(【\[][^）)】\]]{0,6}(?:待|请)(?:填|补|插|输|添|定)[^）)】\]]{0,10}[）)】\]]|\?{3,}|"
    r"？{3,}|"
    r"[（(【\[](?:题干|问题|名称|主题|概念|知识点|答案|选项|人名|数字|术语)[）)】\]]|某某|"
    r"[×X]{2,}(?![A-Za-z])|"
    r"此处(?:填写|插入|补充|添加|省略)|(?:这里|在此)(?:填写|插入|补充|添加)|待(?:填写?|完善|添加|"
    r"续|编写|确认)|"
    r"^(?:[\w ]{0,20} )?to be (?:added|completed|determined|written|filled in|decided)\W*$|"
    r"\b(?:insert|add|put|write|enter|type) (?:[\w'’]+ ){0,5}here\b|\bTBA\b|\bfill in later\b|"
    r"<(?:[a-z]+[ _])*(?:topic|name|term|answer|question|concept|number|option|key|word)>|"
    r"(?:题目|问题)内容|待补充|待定|\b(?:answer|distractor|choice|option|alternative) "
    r"(?:[A-E]|\d|one|two|three|four)$|"
    r"\b(?:lorem ipsum|todo|tbd|placeholder|your (?:question|answer) here|option [a-d])\b|"
    r"^(?:the )?(?:wrong|correct|right|incorrect) (?:answer|option) ?\d?\W*$|^(?:string|text|"
    r"n/?a)$|"
    r"^(?:选项|干扰项|备选项|错误(?:答案|选项)|正确(?:答案|选项)|答案|示例(?:答案|"
    r"选项)?)[A-E一二三四甲乙丙丁\d]?$|[…._]{6,}",
    re.I,
)
_MARKUP = re.compile(r"</?(?:[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot);", re.I)
_PLACE = re.compile(r"(?<![\\{$])\{[A-Za-z_]\w*\}(?!\})|<\|[a-z_]+\|>")
_MATHS = re.compile(r"\$[^$]*\$")
_LONGEST = {Language.EN: 130, Language.ZH: 260}
_SHORTEST = {Language.EN: 3, Language.ZH: 4}


def check_form(content: Content | None, kind: Kind) -> Finding | None:
    if content is None:
        return fail("unreadable")
    if content.kind is not kind:
        return fail("wrong_kind", content.kind.value)
    for text in all_texts(content):
        if found := _PLACEHOLDER.search(text):
            return fail("placeholder", found[0])
        if found := _MARKUP.search(text):
            return fail("raw_markup", found[0])
        if found := _PLACE.search(_MATHS.sub("", GAP.sub("", text))):
            return fail("unfilled_place", found[0])
    return None


def check_reading_length(content: Content) -> Finding | None:
    """Words in English, characters in Chinese; a calculation may tell a longer story."""
    stem = filled_stem(content)
    count = len(units_of(stem))
    most = _LONGEST[content.language] * (1.5 if isinstance(content, Numerical | Cloze) else 1)
    if count > most:
        return flag("stem_too_long", f"{count}")
    if count < _SHORTEST[content.language]:
        return flag("stem_too_short", stem)
    return None
