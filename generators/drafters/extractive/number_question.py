"""Questions for a number that a sentence states: "Within how many hours must ...?", "……多少？"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.drafters.extractive.facts import Sentence
from generators.drafters.extractive.quantity import Quantity, find_quantities
from generators.drafters.extractive.quantity_zh import ask_number_zh
from generators.drafters.extractive.topic_zh import lead_of
from generators.drafters.text.english import base_verb, lower_first
from generators.drafters.text.statements_en import is_first_person
from generators.exercise.content import Language

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


def ask_number(sentence: Sentence) -> NumberQuestion | None:
    """None where no natural question can be made by rule."""
    language = sentence.passage.language
    quantities = list(find_quantities(sentence.text, language))
    if not quantities:
        return None
    if language is Language.ZH:
        asked = ask_number_zh(sentence.text)
        if asked is None:
            return None
        lead = lead_of(sentence.passage, asked[0])
        return NumberQuestion(lead + asked[0], asked[1], sentence)
    return _ask_en(sentence, quantities)
