"""Rules on the form of a draft: is it whole, of the kind that was asked, and free of leftovers."""

from __future__ import annotations

import re

from generators.exercise.content import CaseStudy, Cloze, Content, Kind, Language, Numerical
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import CODE, GAP, all_texts, filled_stem, units_of

_SLOT = (
    r"(?:topic|name|term|concept|answer|question|option|number|subject|skill|distractor|blank|"
    r"placeholder|key ?word)s?"
)
_FILLER = (
    r"(?:the|an?|this|that|any|some|other|another|main|key|first|second|third|next|correct|right|"
    r"wrong|incorrect|plausible|specific|related|relevant|similar|given|same|of|for|in|and|or|"
    r"here|process|person|place|thing|company|course|source|passage|text|[a-e]|\d)"
)
_PLACEHOLDER = re.compile(
    # Words of a template alone: "words[number]" is an index, "[source]" a note.
    r"(?<![\w\])])\[(?:(?:insert|your|name of|add|enter|fill in|type|choose) [^\]]+|insert|"
    rf"(?:{_FILLER} )*{_SLOT}(?: {_FILLER}| {_SLOT})*)\]|"
    r"(?<!\d,)(?<!\d, )(?<![A-Za-z])x{3,}(?![A-Za-z])|【[^】]*(?:填|插入|此处)[^】]*】|"
    r"[（(【\[][^）)】\]]{0,6}(?:待|请)(?:填|补|插|输|添|定)[^）)】\]]{0,10}[）)】\]]|"
    r"(?:^|[=:：])\s*[?？]{3,}\s*$|"
    r"[（(【\[](?:题干|问题|名称|主题|概念|知识点|答案|选项|人名|数字|术语)[）)】\]]|"
    r"(?<![赵钱孙李周吴郑王冯陈杨朱许何张马胡林郭高罗刘黄徐])某某|×{2,}|"
    r"此处(?:填写|插入|补充|添加|省略)|(?:这里|在此)(?:填写|插入|补充|添加)|待(?:填写?|完善|添加|"
    r"续|编写|确认)|"
    r"^(?:[\w ]{0,20} )?to be (?:added|completed|determined|written|filled in|decided)\W*$|"
    r"\b(?:insert|add|put|write|enter|type) (?:[\w'’]+ ){0,5}here\b|\bTBA\b|\bfill in later\b|"
    r"<(?:[a-z]+[ _])*(?:topic|name|term|answer|question|concept|number|option|key|word)>|"
    r"(?:题目|问题)内容|待补充|待定|\b(?:answer|distractor|choice|option|alternative) "
    r"(?:[A-E]|\d|one|two|three|four)$|"
    r"\b(?:lorem ipsum|todo|tbd|placeholder|your (?:question|answer) here|option [a-d])\b|"
    r"^(?:the )?(?:wrong|correct|right|incorrect) (?:answer|option) ?\d?\W*$|^(?:string|text|"
    r"n/a)$|"
    r"^(?:选项|干扰项|备选项|错误(?:答案|选项)|正确(?:答案|选项)|答案|示例(?:答案|"
    r"选项)?)[A-E一二三四甲乙丙丁\d]?$|[…._]{6,}",
    re.I,
)
_MARKUP = re.compile(r"</?(?:[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot);", re.I)
_PLACE = re.compile(r"(?<![\\{$])\{[A-Za-z_]\w*\}(?!\})|<\|[a-z_]+\|>")
_LONGEST = {Language.EN: 130, Language.ZH: 260}
_SHORTEST = {Language.EN: 3, Language.ZH: 4}


def check_form(content: Content | None, kind: Kind) -> Finding | None:
    if content is None:
        return fail("unreadable")
    if content.kind is not kind:
        return fail("wrong_kind", content.kind.value)
    for written in all_texts(content):
        text = CODE.sub(" ", written)
        if found := _PLACEHOLDER.search(text):
            return fail("placeholder", found[0])
        if found := _MARKUP.search(text):
            return fail("raw_markup", found[0])
        if found := _PLACE.search(GAP.sub("", text)):
            return fail("unfilled_place", found[0])
    return None


def check_reading_length(content: Content) -> Finding | None:
    """Words in English, characters in Chinese."""
    stem = filled_stem(content)
    count = len(units_of(stem))
    most = _LONGEST[content.language] * _room(content)
    if count > most:
        return flag("stem_too_long", f"{count}")
    if count < _SHORTEST[content.language]:
        return flag("stem_too_short", stem)
    return None


def _room(content: Content) -> float:
    """A calculation may tell a longer story, and a case is one."""
    if isinstance(content, CaseStudy):
        return 3.0
    return 1.5 if isinstance(content, Numerical | Cloze) else 1.0
