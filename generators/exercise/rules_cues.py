"""Rules on what lets a learner pick the key without knowing it (Haladyna's testwise cues)."""

from __future__ import annotations

import re
from collections import Counter

from generators.exercise.content import Content, Language, MultipleChoice, WithOptions
from generators.exercise.folding import fold_text
from generators.exercise.number_words import spell_digits
from generators.exercise.rules import Finding, flag
from generators.exercise.texts import units_of

_PARTS = re.compile(r"\s*[,;，；、]\s*(?:and |or )?|\s+(?:and|or|with|plus)\s+|[和与及或]")
_SENTENCE = re.compile(r"[.。!！]$")
_NUMBER = re.compile(r"^[^\w(]*[(]?[-+~约]?\s*[$€£¥]?\d")
_PLURAL_STEM = re.compile(
    r"\b(?:are|were|these|both|two|three|four|several|many)(?: called)?(?:[\W_]*$|\s+_{2,})|"
    r"^which (?:\w+ )?\w+s (?:are|were|do|have)\b",
    re.I,
)
_SINGULAR_STEM = re.compile(r"\b(?:is|was|an?|one)(?:[\W_]*$|\s+_{2,})", re.I)
_PLURAL = re.compile(r"(?:[^su]s)$|\band\b", re.I)
_LONG_WORD = 5  # letters: shorter ones stand in any sentence
_STEM = 6  # letters that words of one family share: "migrate", "migration"
_COMMON_WORDS = (
    "about above after again among because before being between called cause causes correct "
    "could describe describes different during each effect every example false first following "
    "happen happens known least means might must option other person people should something "
    "statement there these thing things their those three through under until used using "
    "usually value where which while whose would"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def check_converging(content: Content) -> Finding | None:
    """The key is made of the parts that come back most often among the options."""
    if not isinstance(content, MultipleChoice) or len(content.options) < 3:
        return None
    parts = [_parts_of(option.text) for option in content.options]
    counts = Counter(part for own in parts for part in set(own))
    sums = [sum(counts[part] for part in set(own)) for own in parts]
    key = next(i for i, option in enumerate(content.options) if option.correct)
    others = [total for place, total in enumerate(sums) if place != key]
    shared = len(set(parts[key])) > 1 and all(counts[part] > 1 for part in parts[key])
    alone = shared and sums[key] > max(others)
    return flag("key_converges", content.options[key].text) if alone else None


def _parts_of(text: str) -> list[str]:
    return [folded for part in _PARTS.split(text) if (folded := fold_text(part))]


def check_parallel(content: Content) -> Finding | None:
    """One option that is a number among words, or a sentence among phrases, stands out."""
    if not isinstance(content, WithOptions) or len(content.options) < 3:
        return None
    for pattern in (_NUMBER, _SENTENCE):
        spelt = {option.text: spell_digits(option.text) for option in content.options}
        matching = [option for option in content.options if pattern.search(spelt[option.text])]
        other = [option for option in content.options if option not in matching]
        for group in (matching, other):
            if len(group) == 1:
                return flag("option_stands_out", group[0].text)
    return None


def check_number_cue(content: Content) -> Finding | None:
    """ "The causes are" before one plural among singulars, or the other way round."""
    if not isinstance(content, MultipleChoice) or content.language is not Language.EN:
        return None
    plural = [option for option in content.options if _PLURAL.search(option.text.strip(" ."))]
    if _SINGULAR_STEM.search(content.stem):
        plural = [option for option in content.options if option not in plural]
    elif not _PLURAL_STEM.search(content.stem):
        return None
    alone = len(plural) == 1 and plural[0].correct
    return flag("number_gives_key_away", plural[0].text) if alone else None


def check_clang(content: Content) -> Finding | None:
    """A telling word of the question that comes back in the key alone."""
    if not isinstance(content, MultipleChoice):
        return None
    stem = _telling(content.stem, content.language)
    key = next(_telling(o.text, content.language) for o in content.options if o.correct)
    wrong = (_telling(o.text, content.language) for o in content.options if not o.correct)
    alone = (stem & key) - frozenset().union(*wrong)
    return flag("word_of_stem_in_key", min(alone)) if alone else None


def _telling(text: str, language: Language) -> frozenset[str]:
    """Beginnings of long words; in Chinese, where words have no marks, runs of three characters."""
    units = units_of(text)
    if language is Language.ZH:
        return frozenset("".join(units[i : i + 3]) for i in range(len(units) - 2))
    long = (unit for unit in units if len(unit) >= _LONG_WORD and unit not in _COMMON)
    return frozenset(unit[:_STEM] for unit in long if unit.isalpha())
