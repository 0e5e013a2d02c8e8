"""What halves or doubles in a fixed time: half-lives, and cells that divide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import amount, told_sentences
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.passage import Passage

_N = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_TIME_EN = r"seconds|minutes|hours|days|weeks|years"
_TIME_ZH = r"秒|分钟|小时|天|年"
_NUCLIDE = r"(?:[A-Z][a-z]+|[a-z]+)[- –‑](?:\d{1,3}m?)"
_DRUG = r"[A-Z]?[a-z]{4,20}"
_HALF_EN = (
    re.compile(
        rf"^(?P<thing>{_NUCLIDE}|{_DRUG}) has a half-life of (?:about |approximately |roughly "
        rf")?{_N} (?P<time>{_TIME_EN})\.?$"
    ),
    re.compile(
        rf"^[Tt]he half-life of (?P<thing>{_NUCLIDE}|{_DRUG}) is (?:about |approximately |roughly "
        rf")?{_N} (?P<time>{_TIME_EN})\.?$"
    ),
)
_HALF_ZH = re.compile(
    rf"(?:^|[，；])(?P<thing>[\u4e00-\u9fff]{{1,6}}-?\d{{0,3}})的半衰期(?:大?约)?(?:为|是|"
    rf"等于)?(?:大?约)? ?{_N} ?(?P<time>{_TIME_ZH})(?=[，。；]|$)"
)
_NOT_A_THING = re.compile(
    r"^(?:this|that|its?|their|the|a|an|which|one|drug)$|它|其|该|这|那|药物|物质", re.I
)


@dataclass(frozen=True, slots=True)
class _Half:
    thing: str
    number: str
    time: str


def find_halving(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    for passage, sentence in told_sentences(passages, language):
        yield from _of_sentence(passage, sentence, language)


def _of_sentence(passage: Passage, sentence: str, language: Language) -> Iterator[Problem]:
    patterns = (_HALF_ZH,) if language is Language.ZH else _HALF_EN
    for pattern in patterns:
        match = pattern.search(sentence)
        if match and not _NOT_A_THING.search(match["thing"]):
            half = _Half(match["thing"], match["number"].replace(",", ""), match["time"])
            yield (
                _left_zh(passage, sentence, half)
                if language is Language.ZH
                else _left_en(passage, sentence, half)
            )
            return


def _left_en(passage: Passage, sentence: str, half: _Half) -> Problem:
    thing = half.thing.lower()
    return _problem(
        passage,
        sentence,
        half,
        stem=(
            f"The half-life of {thing} is {half.number} {half.time}. Of {{m}} mg of it, how many "
            f"mg are left after {{t}} {half.time}?"
        ),
        solution=(
            f"{{t}} {half.time} hold {{t}} / {half.number} half-lives, and with each of them half "
            "is left: of {m} mg there are {answer} mg left"
        ),
        hints=(
            "Count the half-lives that pass in this time.",
            "With each half-life, half of what was there is left.",
        ),
        feedback=(
            "This is what has decayed, not what is left.",
            "This takes half of the first amount away each time; it is half of what is still "
            "there.",
        ),
    )


def _left_zh(passage: Passage, sentence: str, half: _Half) -> Problem:
    return _problem(
        passage,
        sentence,
        half,
        stem=(
            f"{half.thing}的半衰期按 {half.number} {half.time}计算。{{m}} 毫克{half.thing}经过 "
            f"{{t}} {half.time}后还剩多少毫克？"
        ),
        solution=(
            f"经过了 {{t}} / {half.number} 个半衰期，每过一个半衰期剩下一半，"
            "{m} 毫克最后剩 {answer} 毫克"
        ),
        hints=("先算经过了几个半衰期。", "每过一个半衰期，剩下的是原来的一半。"),
        feedback=(
            "这是已经衰变的量，问的是剩下的量。",
            "每次减少的是当时剩余量的一半，不是最初量的一半。",
        ),
    )


def _problem(
    passage: Passage,
    sentence: str,
    half: _Half,
    *,
    stem: str,
    solution: str,
    hints: tuple[str, str],
    feedback: tuple[str, str],
) -> Problem:
    """Two to four half-lives, of an amount that can be halved so often."""
    size = float(half.number)
    left = f"m / 2**(t / {half.number})"
    return Problem(
        target=f"half-life {half.thing}",
        stem=stem,
        formula=left,
        variables=(
            amount((48, 160, 16), "m"),
            amount((2 * size, 4 * size, size), "t"),
        ),
        unit="mg" if passage.language is Language.EN else "毫克",
        decimals=0,
        solution=solution,
        hints=hints,
        passage=passage,
        quote=sentence,
        mistakes=(
            Slip(formula=f"m - {left}", feedback=feedback[0]),
            Slip(formula=f"m / (2 * t / {half.number})", feedback=feedback[1]),
        ),
    )
