"""What a question takes for granted stands in the passages that it cites."""

from __future__ import annotations

import re

from generators.checks.case import Case
from generators.checks.comparing import units_of
from generators.checks.rarity import telling_weight
from generators.checks.vocabulary import missing_words, telling_words
from generators.exercise.content import Kind, Language
from generators.exercise.folding import fold_text
from generators.exercise.number_words import spell_digits
from generators.exercise.rules import Finding, fail, not_run
from generators.exercise.texts import GAP, filled_stem

_UNKNOWN = {Language.EN: 0.65, Language.ZH: 0.58}  # of what the question's words tell
_FOREIGN = 0.3  # of it, where a name is among what the source does not know
_LEAST = 2.0  # of `telling_weight`: one rare word, or some that are less so
_STEM = 5  # letters that the forms of one word share
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{3,}|《[^》]{2,}》|[A-Z]{2,}[A-Z0-9-]*")
# A calculation tells a story with numbers of its own; other stems only say what to do.
# What tells of numbers or of a situation of its own, and what names things in turn.
_OTHER = frozenset({Kind.NUMERICAL, Kind.MATCHING, Kind.ORDERING, Kind.CASE_STUDY})
_ASKING_WORDS = (
    "according answer best call called cause choose complete consider correct correctly "
    "describe description difference effect example explain explanation fact false fill find "
    "following function gap give happen happened help identify important kind know known likely "
    "main match meaning name number option order part phrase place point property put purpose "
    "question reason result right role select sentence someone stand statement step suppose "
    "take tell term true type want word work wrong"
)
_ASKING_ZH_WORDS = (
    "下列 以下 关于 说法 正确 错误 哪项 哪个 哪些 哪一项 一项 属于 什么 原因 主要 作用 目的 名称 "
    "方法 表示 指 是指 说明 选择 填空 判断 句子 步骤 顺序 排列 连线 对应 定义 含义 意思 结果 情况 "
    "称为 应该 请 叫做 把 时候 特点 区别 最 怎样 如何 为什么 多少 几个 几 哪 "
    "哪种 哪一 通常 出现 发生 什么样 一般 常常 可能 因此 描述 符合 提到 需要"
)
_ASKING = frozenset([*_ASKING_WORDS.split(), *_ASKING_ZH_WORDS.split()])


def check_premise(case: Case) -> Finding | None:
    """Most of what the question's words tell, and all its numbers, are the source's own."""
    if not (case.by_model or case.by_hand):
        return not_run("not_by_model")
    if not case.cited or case.content.kind in _OTHER:
        return not_run("nothing_to_read")
    stem = spell_digits(GAP.sub(" ", filled_stem(case.content)))
    source = _source_of(case)
    told = source + fold_text(spell_digits(case.content.explanation))  # a case to apply a rule to
    for number in _NUMBER.findall(stem):
        if number not in told:
            return fail("premise_not_in_source", number)
    words = [word for word in telling_words(stem, case.content.language) if word not in _ASKING]
    lost = missing_words(words, source)
    whole, missing = sum(map(telling_weight, words)), sum(lost.values())
    names = [name for name in _NAME.findall(stem) if not _is_known_name(name, source)]
    most = _FOREIGN if names else _UNKNOWN[case.content.language]
    if missing <= _LEAST or missing <= most * whole:
        return None
    return fail("premise_not_in_source", ", ".join((names or list(lost))[:6]))


def _source_of(case: Case) -> str:
    """The cited passages with their headings, and what the skill is called, folded."""
    asked = (case.blueprint.skill_name, *case.blueprint.terms)
    texts = (text for passage in case.cited for text in (passage.text, passage.heading))
    return fold_text(spell_digits("\n".join((*texts, *asked))))


def _is_known_name(name: str, source: str) -> bool:
    """Also by its beginning (Kenyan: Kenya), or as the initials of a name in the source."""
    folded = fold_text(name.strip("《》"))
    if folded in source or (len(folded) > _STEM and folded[:_STEM] in source):
        return True
    initials = "".join(unit[0] for unit in units_of(source))
    return name.isupper() and folded in initials
