"""Words of a text for searching and counting: English by form, Chinese through jieba."""

from __future__ import annotations

import logging
import re

import jieba

from generators.exercise.folding import fold_width
from generators.sources.joining import HAN

jieba.setLogLevel(logging.WARNING)

_WORD = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[-'’][^\W_{HAN}]+)*")
_IS_HAN = re.compile(rf"[{HAN}]")

_ENGLISH = (
    "a about above after again against all also although always am an and another any anybody are "
    "as at be because been before being below between both but by can cannot common could did do "
    "does doing down during each either else ever every everybody example few first for from "
    "further get give given had has have having he her here him his how however i if in instead "
    "into is it its itself just kind less like made make many may me mean means might more most "
    "much must my need needs neither never no nobody nor not nothing now of off often on once one "
    "only or other our out over own people per rather same say says second see several shall she "
    "should since so some such than that the their them then there these they thing things this "
    "those three through thus to too two under until up upon us use used uses using very via was "
    "way we well were what when where whether which while who whose why will with within without "
    "would yes yet you your"
)
ENGLISH_STOP = frozenset(_ENGLISH.split())
_CHINESE = (
    "的 了 和 是 在 有 我们 它 它们 这 那 这个 那个 一个 一种 一 与 及 或 也 都 就 而 但 并 对 把 "
    "被 从 到 由 用 为 以 于 其 中 上 下 时 后 前 可以 不 没有 等 叫做 叫 称为 什么 怎样 如何 例如 "
    "因为 所以 如果 那么 大 小 不同 相同 进行 使 使用 表示 常见 误区 例题 解 约 合 一般 需要 应当 "
    "要"
)
CHINESE_STOP = frozenset(_CHINESE.split())


def _stem(word: str) -> str:
    """Plural and possessive endings off; no more, or different terms would meet."""
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def words_of(text: str) -> list[str]:
    """Folded words in order; Chinese in dictionary words and the shorter words within them."""
    words: list[str] = []
    for run in _WORD.findall(fold_width(text).casefold()):
        if _IS_HAN.match(run):
            words += [word for word in jieba.cut_for_search(run) if word not in CHINESE_STOP]
        elif run not in ENGLISH_STOP:
            words.append(_stem(run))
    return words


def words_and_characters(text: str) -> list[str]:
    """The words, and each Chinese character by itself: a question shares characters with its
    answer where it shares no word (听力, 听见), and jieba does not cut both alike.
    """
    return words_of(text) + _IS_HAN.findall(text)


_NOUNS = ("n", "nz", "vn", "nt", "l")


def chinese_terms(text: str, most: int) -> list[str]:
    """Nouns by TF-IDF, the best first."""
    import jieba.analyse as analyse  # reads 0.7 CPU seconds of tables

    tags = analyse.extract_tags(text, topK=most * 2, allowPOS=_NOUNS)
    good = [tag for tag in tags if len(tag) > 1 and _IS_HAN.match(tag)]
    return [tag for tag in good if tag not in CHINESE_STOP][:most]
