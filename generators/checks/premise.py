"""What a question takes for granted stands in the passages that it cites."""

from __future__ import annotations

import re

from generators.checks.case import Case
from generators.exercise.content import Kind, Language
from generators.exercise.folding import fold_text
from generators.exercise.rules import Finding, fail, not_run
from generators.exercise.texts import GAP, filled_stem, units_of
from generators.sources.tokens import words_of

_KNOWN = 0.5  # share of the question's telling words that the cited passages have
_FEWEST = 2  # unknown words
_STEM = 5  # letters that the forms of one word share
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{3,}|《[^》]{2,}》|[A-Z]{2,}[A-Z0-9-]*")
# A calculation tells a story with numbers of its own; other stems only say what to do.
_OTHER = frozenset({Kind.NUMERICAL, Kind.MATCHING, Kind.ORDERING})
_ASKING_WORDS = (
    "according answer best call called cause choose complete consider correct correctly "
    "describe description difference effect example explain explanation fact false fill find "
    "following function gap give happen happened help identify important kind know known likely "
    "main match meaning name number option order part phrase place point property put purpose "
    "question reason result right role select sentence someone stand statement step suppose "
    "take tell term true type want word work wrong"
)
_ASKING = frozenset(_ASKING_WORDS.split())
_ASKING_ZH_WORDS = (
    "下列 以下 关于 说法 正确 错误 哪项 哪个 哪些 哪一项 一项 属于 什么 原因 主要 作用 目的 名称 "
    "方法 表示 指 是指 说明 选择 填空 判断 句子 步骤 顺序 排列 连线 对应 定义 含义 意思 结果 情况 "
    "称为 应该 请 叫做 把 时候 特点 区别 最 怎样 如何 为什么 多少 几个 几 哪 "
    "哪种 哪一 通常 出现 发生 什么样 一般 常常 可能 因此 描述 符合 提到 需要"
)
_ASKING_ZH = frozenset(_ASKING_ZH_WORDS.split())


def check_premise(case: Case) -> Finding | None:
    """Most telling words of the question, all its numbers and names are the source's own."""
    if not (case.by_model or case.by_hand):
        return not_run("not_by_model")
    if not case.cited or case.content.kind in _OTHER:
        return not_run("nothing_to_read")
    stem = GAP.sub(" ", filled_stem(case.content))
    source = _source_of(case)
    told = source + fold_text(case.content.explanation)  # a case to apply a rule to
    numbers = [number for number in _NUMBER.findall(stem) if number not in told]
    for found in (*numbers, *_NAME.findall(stem)):
        if fold_text(found.strip("《》")) not in source:
            return fail("premise_not_in_source", found)
    return _unknown_words(stem, source, case.content.language)


def _source_of(case: Case) -> str:
    """The cited passages with their headings, and what the skill is called, folded."""
    asked = (case.blueprint.skill_name, *case.blueprint.terms)
    texts = (text for passage in case.cited for text in (passage.text, passage.heading))
    return fold_text("\n".join((*texts, *asked)))


def _unknown_words(stem: str, source: str, language: Language) -> Finding | None:
    if language is Language.ZH:
        words = [w for w in dict.fromkeys(words_of(stem)) if w not in _ASKING_ZH and len(w) > 1]
        unknown = [word for word in words if word[:2] not in source]
    else:
        words = [word for word in dict.fromkeys(words_of(stem)) if word not in _ASKING]
        have = {unit[:_STEM] for unit in units_of(source)}
        unknown = [word for word in words if word[:_STEM] not in have]
    if len(unknown) < _FEWEST or len(unknown) <= (1 - _KNOWN) * len(words):
        return None
    return fail("premise_not_in_source", ", ".join(unknown))
