"""Formulas in words: "restore time = amount of data / transfer rate", "divide the work by the
time", "停车距离等于反应距离与制动距离之和".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.drafters.text.statements import is_clean
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks
from generators.sources.joining import HAN
from generators.sources.sentences import split_sentences

SIGNS = {"/": "/", "÷": "/", "x": "*", "×": "*", "*": "*", "+": "+", "-": "-", "−": "-"}
_NAME_EN = r"[A-Za-z][a-z]{2,}(?: [a-z]+){0,4}"
_LINE_EN = re.compile(
    rf"(?P<name>{_NAME_EN}) = (?P<first>{_NAME_EN})(?P<rest>(?: [/÷x×*+−-] {_NAME_EN}){{1,3}})"
    r"(?=[.,;)]|$)"
)
_DIVIDE_EN = re.compile(
    r"[Tt]o (?:find|get|work out|calculate|compute|obtain) the (?P<name>[a-z ]{3,40}), "
    r"(?P<verb>divide|multiply) the (?P<a>[a-z ]{3,40}) by the (?P<b>[a-z ]{3,40})\."
)
_IS_EN = re.compile(
    r"^The (?P<name>[a-z ]{3,40}) is (?:equal to )?the (?P<a>[a-z ]{3,40}?) "
    r"(?P<verb>divided by|multiplied by|times|minus|plus) the (?P<b>[a-z ]{3,40})\."
)
_NAME_ZH = rf"[{HAN}]{{1,12}}"
_LINE_ZH = re.compile(
    rf"(?P<name>{_NAME_ZH}) ?= ?(?P<first>{_NAME_ZH})"
    rf"(?P<rest>(?: ?[÷×/+−-] ?{_NAME_ZH}){{1,3}})(?: ?[×x*] ?100 ?[%％])?(?=[，。；]|$)"
)
_IS_ZH = re.compile(
    rf"(?:^|，)(?P<name>{_NAME_ZH})等于(?P<a>{_NAME_ZH}?)(?P<verb>除以|乘以|乘|加上|加|减去|减)(?P<b>{_NAME_ZH})(?=[，。；])"
)
_WITH_ZH = re.compile(
    rf"(?:^|，)(?P<name>{_NAME_ZH})等于(?P<a>{_NAME_ZH}?)[与和](?P<b>{_NAME_ZH}?)(?P<verb>之和|之差|之积|之比|的乘积)"
)
_WIDE = str.maketrans("＝＋－／＊", "=+-/*")
_VERBS = {
    "divide": "/",
    "divided by": "/",
    "除以": "/",
    "之比": "/",
    "multiply": "*",
    "multiplied by": "*",
    "times": "*",
    "乘以": "*",
    "乘": "*",
    "之积": "*",
    "的乘积": "*",
    "plus": "+",
    "加上": "+",
    "加": "+",
    "之和": "+",
    "minus": "-",
    "减去": "-",
    "减": "-",
    "之差": "-",
}


@dataclass(frozen=True, slots=True)
class WordFormula:
    """`operands` are joined by `signs` from left to right. `quote` stands in the passage."""

    name: str
    operands: tuple[str, ...]
    signs: tuple[str, ...]
    quote: str
    passage: Passage


def _from_line(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = re.split(r" ?([/÷x×*+−-]) ?(?=[A-Za-z\u3400-\u9fff])", match["first"] + match["rest"])
    operands = tuple(part.strip() for part in parts[::2])
    return operands, tuple(SIGNS[sign] for sign in parts[1::2])


def _in_sentence(
    sentence: str, language: Language
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    chinese = language is Language.ZH
    if chinese:
        sentence = sentence.translate(_WIDE)
    for match in (_LINE_ZH if chinese else _LINE_EN).finditer(sentence):
        yield match["name"], *_from_line(match)
    for pattern in (_IS_ZH, _WITH_ZH) if chinese else (_DIVIDE_EN, _IS_EN):
        for match in pattern.finditer(sentence):
            yield match["name"], (match["a"], match["b"]), (_VERBS[match["verb"]],)


def find_word_formulas(passage: Passage) -> Iterator[WordFormula]:
    """The formulas that the passage's sentences state in words, in order."""
    if passage.kind == "table" or injection_marks(passage.text):
        return
    for sentence in split_sentences(passage.text):
        for name, operands, signs in _in_sentence(sentence, passage.language):
            names = {name.strip(), *(operand.strip() for operand in operands)}
            if len(names) == len(operands) + 1 and is_clean(sentence):
                yield WordFormula(name.strip(), operands, signs, sentence, passage)
