"""Mistakes that may be made with any formula of two amounts: turned round, or with another sign."""

from __future__ import annotations

import re

from generators.exercise.content import Language
from generators.exercise.family import Slip

_AMOUNT = r"[A-Za-z]\w*|\d+(?:\.\d+)?"
_TWO = re.compile(rf"^(?P<a>{_AMOUNT}) ?(?P<sign>[-+*/]) ?(?P<b>{_AMOUNT})$")
_SHARE = re.compile(rf"^100 ?\* ?(?P<a>{_AMOUNT}) ?/ ?(?P<b>{_AMOUNT})$")
_WORDS = {
    Language.EN: {
        "/": "The two numbers are divided the other way round.",
        "*": "The two numbers are divided here; they have to be multiplied.",
        "+": "The two numbers are subtracted here; they have to be added.",
        "-": "The two numbers are added here; one has to be taken from the other.",
        "whole": "The whole is divided by the part here; a share is the part by the whole.",
        "hundred": "This is the share as a plain number; in per cent it is a hundred times that.",
    },
    Language.ZH: {
        "/": "除数和被除数倒过来了。",
        "*": "这里把两个数相除了，应当相乘。",
        "+": "这里把两个数相减了，应当相加。",
        "-": "这里把两个数相加了，应当相减。",
        "whole": "这是用整体除以部分；占比应当用部分除以整体。",
        "hundred": "这是小数；用百分数表示还要乘以 100%。",
    },
}


def usual_slips(formula: str, language: Language) -> tuple[Slip, ...]:
    """None for a formula of more than two amounts."""
    words = _WORDS[language]
    if share := _SHARE.match(formula):
        a, b = share["a"], share["b"]
        return (
            Slip(formula=f"100 * {b} / {a}", feedback=words["whole"]),
            Slip(formula=f"{a} / {b}", feedback=words["hundred"]),
        )
    match = _TWO.match(formula)
    if match is None:
        return ()
    a, b, sign = match["a"], match["b"], match["sign"]
    wrong = {"/": f"{b} / {a}", "*": f"{_divided(a, b)}", "+": f"abs({a} - {b})", "-": f"{a} + {b}"}
    return (Slip(formula=wrong[sign], feedback=words[sign]),)


def _divided(a: str, b: str) -> str:
    """What is drawn is divided by what stays the same."""
    return f"{b} / {a}" if a[0].isdigit() else f"{a} / {b}"
