"""Rules on stems: a question stands by itself, and does not hide its "not"."""

from __future__ import annotations

import re

from generators.exercise.content import Content, Numerical, WithOptions
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import filled_stem

_REFERENCE = re.compile(
    r"\b(?:this|the|that|given|above|following) (?:passage|paragraph|excerpt|article|extract|"
    r"slide|handout)\b|\b(?:the )?(?:text|passage|sentence|table|figure|diagram) (?:above|below)\b|"
    r"\b(?:according to|in|from|by) (?:this|the) (?:text|sentence|document|source|material|author|"
    r"reading|chapter|section|story|notes?|lecture)\b|\bthe author(?:'s)?\b|"
    r"\b(?:as )?(?:mentioned|described|shown|stated|given|listed|quoted|read|seen) "
    r"(?:above|below|earlier|before|here)\b|\b(?:you|we) (?:have )?(?:just )?(?:read|saw)\b|"
    r"\b(?:first|second|third|last|previous|next) (?:paragraph|sentence|section|line)\b|"
    r"\b(?:the|this) (?:figure|diagram|chart|graph|picture|image|photo|map) (?:shows?|is|shown)\b|"
    r"\bin (?:the|this) (?:figure|diagram|chart|graph|picture|image|photo|map)\b|"
    r"\b(?:the|this) (?:speaker|writer|excerpt|extract)\b|\b(?:underlined|highlighted|in bold)\b|"
    r"\b(?:see|in) (?:figure|table|section|chapter|slide|page) \d|"
    r"(?:本文|上文|下文|本段|该段|这段|上述|如图|下图|上图|下表|上表|本节|本章|文中|前面提到|"
    r"见表|见图|"
    r"(?:根据|依据|按照|从|由)(?:材料|短文|课文|原文|资料|文章|以上|上面|给出|所给|此|这)|"
    r"(?:材料|短文|课文|原文|资料|文章|段落)(?:中|里|指出|认为|提到|说)|作者|笔者|刚才(?:读|看)|"
    r"第[一二三四]段|"
    r"图中|图示|(?:图片|划线|加粗|选段|例文|所述|这篇|那段|这段话)|"
    r"上面的?(?:文字|内容|材料|图|表|段|句))",
    re.I,
)
_PRONOUN = re.compile(
    r"^\W*(?:(?:they|these|those|he|she|such|this|its|their|his|her|the (?:former|latter))\b|"
    r"it\b(?!\s+(?:is|was|takes|can be|may be)\b"
    r"[^.?]*\b(?:that|to)\b)|(?:它们?|他们?|她们?|这|该|此|其(?!实|中)|前者|后者)"
    r"|(?:however|therefore|moreover|furthermore|also|in addition|for this reason)\b"
    r"|(?:因此|所以|但是|然而|而且|另外|同时))",
    re.I,
)
_NEGATIVE = re.compile(
    r"\b(?:not|except|least|never|cannot|\w+n['’]t|incorrect|untrue|false|neither|"
    r"unlikely|fails? to|unable|nothing|no|none)\b|"
    r"(?:不(?:正确|属于|是|能|会|应|包括|需要|符合|宜|可|适合|对|合理|必|同于|恰|妥|得|准|利|足|"
    r"宜)|错误的|除了|除外|以外|之外|没有|无需|有误|并非|无关|无法|禁止)",
    re.I,
)
_WHY = re.compile(r"\bwhy\b|\bhow\b|为什么|为何|怎样|如何", re.I)
_EMPHASISED = re.compile(r"\*\*[^*]+\*\*|__[^_]+__|\b(?:NOT|EXCEPT|LEAST|NEVER)\b")


def leans_on_context(sentence: str) -> bool:
    """Whether the sentence means something only beside those before it."""
    return bool(_REFERENCE.search(sentence) or _PRONOUN.search(sentence))


def check_self_contained(content: Content) -> Finding | None:
    """Learners see the exercise without the passage that it was made from."""
    stem = filled_stem(content)
    if found := _REFERENCE.search(stem):
        return fail("dangling_reference", found[0])
    if not isinstance(content, Numerical) and (found := _PRONOUN.search(stem)):
        return fail("dangling_pronoun", found[0].strip())
    return None


def check_negative_stem(content: Content) -> Finding | None:
    """A "not" in a question of choice is easily read over unless it is emphasised."""
    if not isinstance(content, WithOptions):
        return None
    question = _question_of(content.stem)
    found = _NEGATIVE.search(question)
    if found is None or _WHY.search(question):
        return None
    twice = next((o.text for o in content.options if _NEGATIVE.search(o.text)), None)
    if twice:
        return flag("negative_twice", twice)
    return None if _EMPHASISED.search(question) else flag("negative_unmarked", found[0])


def _question_of(stem: str) -> str:
    return re.split(r"(?<=[.。!！])\s*", stem.strip())[-1]


def is_negative(stem: str) -> bool:
    """Whether the question asks for what is not so."""
    question = _question_of(stem)
    return bool(_NEGATIVE.search(question)) and not _WHY.search(question)
