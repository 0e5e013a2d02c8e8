"""The ways in which English texts state a formula of two operands."""

from __future__ import annotations

from collections.abc import Iterator

_SIGNS = {"/": "[/÷∕]", "*": "[x×*·⋅]", "+": r"\+", "-": "[-–−]"}
_IS = (
    r"(?:=|(?:is|are|equals?|is equal to|is defined as|is calculated as|is computed as|is given by|"
    r"is simply|is found as|can be calculated as|is the result of)(?: the)?)"
)
_BETWEEN = {
    "/": ("divided by(?: the)?", "over(?: the)?"),
    "*": ("(?:multiplied by|times)(?: the)?",),
    "+": ("plus(?: the)?", "added to(?: the)?"),
    "-": ("(?:minus|less)(?: the)?",),
}
# Wordings that name the sign first; {a} and {b} are the operands in order.
_AROUND = {
    "/": (
        "ratio (?:of|between)(?: the)? {a} (?:to|and)(?: the)? {b}",
        "divid(?:e|es|ing)(?: the)? {a} by(?: the)? {b}",
    ),
    "*": (
        "product of(?: the)? {a} and(?: the)? {b}",
        "multiply(?:ing)?(?: the)? {a} by(?: the)? {b}",
        "multiplies(?: the)? {a} by(?: the)? {b}",
    ),
    "+": ("sum of(?: the)? {a} and(?: the)? {b}",),
    "-": (
        "difference between(?: the)? {a} and(?: the)? {b}",
        "subtract(?:s|ing)?(?: the)? {b} from(?: the)? {a}",
    ),
}
_GAP = r"[^.=]{0,60}?"  # between the name of the result and what is said of it


def spell(name: str, first: str, sign: str, second: str) -> Iterator[str]:
    """Patterns of the statement "`name` is `first` `sign` `second`"; all but the sign are patterns
    themselves.
    """
    named, a, b = rf"(?<!average )(?<!marginal )\b(?:{name})", rf"(?:{first})", rf"(?:{second})\b"
    yield rf"{named}\s*=\s*{a}\s*{_SIGNS[sign]}\s*{b}"
    for between in _BETWEEN[sign]:
        yield rf"{named} {_IS} {a} {between} {b}"
    for around in _AROUND[sign]:
        told = around.format(a=a, b=b)
        yield rf"{named}\b{_GAP} {told}"
        if told.startswith(("divid", "multipl", "subtract")):
            yield rf"(?:find|get|calculate|compute|work out|determine) the {named}\b,? {told}"
