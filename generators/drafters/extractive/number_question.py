"""Questions for a number that a sentence states: "Within how many hours must ...?", "……多少？"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.quantity import Quantity, find_quantities
from generators.drafters.text.english import base_verb, lower_first
from generators.drafters.text.statements_en import is_first_person
from generators.exercise.content import Language
from generators.sources.joining import HAN

_AUX = r"must|may|can|should|is|are"
_EN = re.compile(
    rf"^(?P<subject>[^,]{{2,70}}?) (?P<aux>{_AUX}) (?P<rest>[^,]{{2,90}}?)\s?"
    r"(?P<prep>within|for|after|every)$"
)
_EN_VERB = re.compile(
    r"^(?P<subject>[^,]{2,60}?) (?P<verb>expires|answers|reviews|lasts|takes|locks|tests|"
    r"replies|ends|keeps|stays|runs|renews|repeats|checks|updates|changes) ?"
    r"(?P<rest>[^,]{0,70}?)\s?(?P<prep>within|for|after|every)$"
)
_PROPER = re.compile(r"^(?:The|A|An|All|Each|Every|Our|Any|No)\b")
_TAIL_STOP = re.compile(r"\b(?:and|but|or|because|which|so|if|unless|of the first)\b.*$")


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """`quantity` is the answer; `lead` stands before it in a full answer ("every")."""

    stem: str
    quantity: Quantity
    sentence: Sentence
    lead: str = ""


def _stem_en(before: str, quantity: Quantity, after: str) -> tuple[str, str] | None:
    match, verb = _EN.match(before.strip()), ""
    if match is None:
        match = _EN_VERB.match(before.strip())
        if match is None:
            return None
        verb = base_verb(match["verb"])
    subject = _common_start(match["subject"])
    tail = _TAIL_STOP.sub("", after.rstrip(".")).strip()
    if "," in tail or re.search(r"\d", before + tail) or len(tail.split()) > 10:
        return None
    doing = f"does {subject} {verb}" if verb else f"{match['aux']} {subject}"
    rest = " ".join(part for part in (doing, match["rest"].strip(), tail) if part)
    if match["prep"] == "every":
        return f"How often {rest}?", "every"
    lead = {"within": "Within how many", "for": "For how many", "after": "After how many"}
    return f"{lead[match['prep']]} {_plural_unit(quantity.unit)} {rest}?", ""


def _plural_unit(unit: str) -> str:
    return unit if unit.endswith("s") or not unit.isalpha() else unit + "s"


def _common_start(subject: str) -> str:
    """Small first letter, unless a name begins the sentence."""
    rest = subject.partition(" ")[2]
    second_is_name = bool(rest) and rest[0].isupper()
    is_common = _PROPER.match(subject) is not None or not second_is_name
    return lower_first(subject) if is_common else subject


def _ask_en(sentence: Sentence, quantities: list[Quantity]) -> NumberQuestion | None:
    if len(quantities) != 1 or is_first_person(sentence.text):
        return None
    quantity = quantities[0]
    if not re.search(r"(?:second|minute|hour|day|week|month|year)s?$", quantity.unit):
        return None
    made = _stem_en(sentence.text[: quantity.start], quantity, sentence.text[quantity.stop :])
    return NumberQuestion(made[0], quantity, sentence, made[1]) if made else None


_ZH_VAGUE = re.compile(r"[一二三四五六七八九]\s*$|每\s*$|第\s*$|(?:以上|以下|左右|到|至)")


_HAN = re.compile(f"[{HAN}]")
_ZH_AGAIN = re.compile(r"，(?:合|即|约|也就是|相当于).*$")


def _ask_zh(sentence: Sentence, _quantities: list[Quantity]) -> NumberQuestion | None:
    """The last number of the sentence, which mostly follows from what stands before."""
    clause = _ZH_AGAIN.sub("", sentence.text.rstrip("。"))
    quantities = list(find_quantities(clause, Language.ZH))
    if not quantities:
        return None
    quantity = quantities[-1]
    before, after = clause[: quantity.start], clause[quantity.stop :]
    if _ZH_VAGUE.search(before[-3:]) or _ZH_VAGUE.match(after[:2]) or quantity.number in before:
        return None
    unit = f"{quantity.gap}{quantity.unit}" if not _HAN.match(quantity.unit) else quantity.unit
    stem = f"{before.rstrip()}多少{unit}{after.partition('，')[0]}？"
    return NumberQuestion(stem, quantity, sentence) if len(stem) >= 9 else None


def ask_number(sentence: Sentence) -> NumberQuestion | None:
    """None where no natural question can be made by rule."""
    language = sentence.passage.language
    quantities = list(find_quantities(sentence.text, language))
    if not quantities:
        return None
    ask = _ask_zh if language is Language.ZH else _ask_en
    return ask(sentence, quantities)
