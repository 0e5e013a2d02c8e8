"""Rates that an English sentence tells of a thing in general: "the pump moves 4 litres a "
"minute"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generators.drafters.extractive.facts import Sentence
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import Span, amount, count_places, times
from generators.drafters.text.english import indefinite
from generators.drafters.text.generality_en import is_general
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.number_words import spell_digits

_N = r"(?<![\w.,/–-])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_TIME = r"second|minute|hour|day|week|month|year"
# After its time nothing may go on to another unit: an acceleration is no speed.
_RATE = re.compile(
    rf"{_N} (?P<what>[a-zA-Zµμ]+(?: of [a-z]+)?)(?: (?:per|a|an|each|every) |/)(?P<each>{_TIME}|s|"
    rf"min|h)"
    r"(?![\w/²³^*·⁻-])(?!,? (?:(?:for )?(?:per|an?|each|every)|squared?|cubed?|to the)\b)"
)
_TIMES = {"once": 1, "twice": 2}
# What makes a number one of several, about right, or true of one case only.
_LOOSE = re.compile(
    r"\b(?:nearly|almost|over|under|up to|at (?:least|most)|more than|less than|fewer than|no more|"
    r"no less|maximum|minimum|between|as (?:much|many|little) as|often|can|could|may|might|if|when|"
    r"unless|depending|varies|range|estimated|each|first|per capita|for example|example|assum\w+|"
    r"suppos\w+|compared|than|limit(?:ed)?|or|only|additional|excess)\b|[–~±≈<>≤≥]|"
    r"\d ?(?:to|-) ?\d",
    re.I,
)
# With these the question says what to reckon with.
_SOFT = re.compile(
    r"\b(?:about|around|approximately|roughly|(?:on )?average|typical(?:ly)?|usual(?:ly)?|"
    r"normal(?:ly)?),? ",
    re.I,
)
_NO_AMOUNT = frozenset(
    ("per", "a", "an", "percent", "degrees", "points", "years", "dollars", "of", "and")
)
_PAST = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bbe )\b\w{2,}ed\b(?= (?:\w+ )?$)")
_PLURAL = re.compile(
    r"^[a-z]{3,}s$|^(?:people|kg|g|mg|µg|L|mL|ml|km|m|cm|mm|kJ|J|MB|GB|kB|kWh|kcal)$"
)
_FULL = {"s": "second", "min": "minute", "h": "hour"}


@dataclass(frozen=True, slots=True)
class _Span:
    """How long to ask for: in the rate's own unit of time, and in the next larger one."""

    own: Span
    larger: str = ""
    factor: int = 1
    of_larger: Span = (2, 9, 1)


_SPANS = {
    "second": _Span((5, 45, 5), "minute", 60),
    "minute": _Span((3, 45, 3), "hour", 60, (2, 8, 1)),
    "hour": _Span((3, 20, 1)),
    "day": _Span((4, 30, 1), "week", 7),
    "week": _Span((3, 26, 1)),
    "month": _Span((3, 11, 1), "year", 12, (2, 6, 1)),
    "year": _Span((2, 20, 1)),
}


def find_rates_en(sentences: Iterable[Sentence]) -> Iterator[Problem]:
    """Of sentences that stand alone."""
    for sentence in sentences:
        if sentence.passage.language is Language.EN:
            yield from _of_sentence(sentence)


def _of_sentence(sentence: Sentence) -> Iterator[Problem]:
    text = spell_digits(sentence.text)
    found = list(_RATE.finditer(text))
    if len(found) != 1 or len(re.findall(r"\d[\d,.]*", text)) != 1:
        return
    sure = _SOFT.sub("", text)
    if _LOOSE.search(sure) or not is_general(sure[:1].upper() + sure[1:]):
        return
    match = found[0]
    what = match["what"]
    if _PAST.search(text[: match.start()]):
        return
    if what.split()[0].lower() in _NO_AMOUNT or not _PLURAL.match(what.split()[0]):
        return
    each = _FULL.get(match["each"], match["each"])
    yield _in_same_unit(sentence, match, each)
    if _SPANS[each].larger:
        yield _in_larger_unit(sentence, match, each)
    if what != "times":
        yield _how_long(sentence, match, each)


def _rate(match: re.Match[str]) -> str:
    return match["number"].replace(",", "")


def _premise(sentence: Sentence, match: re.Match[str], each: str) -> str:
    told = escape(sentence.text).replace("{", "(").replace("}", ")")
    if not _SOFT.search(sentence.text):
        return told
    return f"{told} Reckon with {match['number']} {match['what']} per {each}."


def _in_same_unit(sentence: Sentence, match: re.Match[str], each: str) -> Problem:
    what, number = match["what"], _rate(match)
    return Problem(
        target=f"rate {sentence.text}",
        given=_premise(sentence, match, each),
        stem=f"How many {what} is that in {{n}} {each}s?",
        formula=f"{number} * n",
        variables=(amount(_SPANS[each].own),),
        unit=what.split()[0],
        decimals=count_places(number),
        solution=f"{number} {what} per {each} × {{n}} {each}s = {{answer}} {what}",
        hints=(
            f"The rate tells how much comes with one {each}.",
            f"For several {each}s the amount is that many times as large.",
        ),
        passage=sentence.passage,
        quote=sentence.as_written,
        mistakes=(
            Slip(
                formula=f"n / {number}",
                feedback=f"This divides by the rate; every {each} brings the amount anew.",
            ),
        ),
    )


def _in_larger_unit(sentence: Sentence, match: re.Match[str], each: str) -> Problem:
    what, number, span = match["what"], _rate(match), _SPANS[each]
    larger = f"{span.larger}s"
    return Problem(
        target=f"rate {sentence.text} {larger}",
        given=_premise(sentence, match, each),
        stem=f"How many {what} is that in {{n}} {larger}?",
        formula=f"{number} * {span.factor} * n",
        variables=(amount(span.of_larger),),
        unit=what.split()[0],
        decimals=count_places(number),
        solution=(
            f"{number} {what} per {each} × {span.factor} {each}s × {{n}} = {{answer}} {what}"
        ),
        hints=(
            f"The rate is given for one {each}, the time in {larger}.",
            f"Turn the {larger} into {each}s first.",
        ),
        passage=sentence.passage,
        quote=sentence.as_written,
        mistakes=(
            Slip(
                formula=f"{number} * n",
                feedback=f"This takes {{n}} {larger} for {{n}} {each}s.",
            ),
            Slip(
                formula=f"{number} * n / {span.factor}",
                feedback=(
                    f"{indefinite(span.larger).capitalize()} {span.larger} is longer than "
                    f"{indefinite(each)} {each}: multiply by {span.factor}."
                ),
            ),
        ),
    )


def _how_long(sentence: Sentence, match: re.Match[str], each: str) -> Problem:
    """The amount is drawn as so many times the rate."""
    what, number = match["what"], _rate(match)
    return Problem(
        target=f"time {sentence.text}",
        given=_premise(sentence, match, each),
        stem=f"At this rate, how many {each}s does it take for {{n}} {what}?",
        formula=f"n / {number}",
        variables=(times(_SPANS[each].own, number),),
        unit=f"{each}s",
        decimals=0,
        solution=f"{{n}} {what} ÷ {number} {what} per {each} = {{answer}} {each}s",
        hints=(
            f"Every {each} brings the same amount.",
            "Ask how many times the amount of the rate fits into the whole.",
        ),
        passage=sentence.passage,
        quote=sentence.as_written,
        mistakes=(
            Slip(formula=f"n * {number}", feedback="This multiplies; the time is amount by rate."),
            Slip(formula=f"{number} / n", feedback="This is divided the other way round."),
        ),
    )
