"""One fact of an English statement changed, so that the statement becomes false."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from generators.drafters.extractive.quantity import Quantity, find_quantities, other_values
from generators.drafters.text.english import indefinite, third_person
from generators.drafters.text.generality_en import has_contrast
from generators.drafters.text.opposites_en import KINDS, OPPOSED, OPPOSITES
from generators.exercise.content import Language


@dataclass(frozen=True, slots=True)
class Change:
    """`text` is the statement after `was` became `became`."""

    text: str
    was: str
    became: str


_PAIRS: tuple[tuple[str, str], ...] = (
    ("must not", "may"),
    ("need not", "must"),
    ("cannot", "can"),
    ("is not", "is"),
    ("are not", "are"),
    ("is no longer", "is still"),
    ("are no longer", "are still"),
    ("no longer applies", "still applies"),
    ("is still", "is no longer"),
    ("are still", "are no longer"),
    ("at least", "at most"),
    ("at most", "at least"),
    ("always", "never"),
    ("never", "always"),
    ("increases", "decreases"),
    ("decreases", "increases"),
    ("increase", "decrease"),
    ("decrease", "increase"),
    ("rises", "falls"),
    ("higher", "lower"),
    ("lower", "higher"),
    ("larger", "smaller"),
    ("smaller", "larger"),
    ("greater", "smaller"),
    ("longer", "shorter"),
    ("shorter", "longer"),
    ("faster", "slower"),
    ("slower", "faster"),
    ("stronger", "weaker"),
    ("harder", "easier"),
    ("easier", "harder"),
    ("better than", "worse than"),
    ("more than", "less than"),
    ("less than", "more than"),
    ("cheaper", "more expensive"),
    ("the highest", "the lowest"),
    ("the lowest", "the highest"),
    ("the largest", "the smallest"),
    ("the smallest", "the largest"),
    ("the longest", "the shortest"),
    ("the shortest", "the longest"),
    ("irreversible", "reversible"),
    ("compulsory", "optional"),
    ("mandatory", "optional"),
    ("forbidden", "allowed"),
    ("forbids", "allows"),
    ("separately", "together"),
    ("before", "after"),
    ("after", "before"),
)
_ONLY = re.compile(r"\b(?:only|unless|whether|or not|either|as long as|than that)\b", re.I)
_SMALLER_ONLY = re.compile(
    r"\b(?:within|at most|up to|no more than|not more than|no later than|maximum of|"
    r"at the latest)\b[^,;]{0,14}$",
    re.I,
)
_NO_NUMBER = re.compile(
    r"\b(?:at least|more than|over|above|minimum|fewer than|less than|under|below|about|around|"
    r"(?:larg|small|great|bigg|long|short|high|low)er than|nearly|almost|or|to|and|between|from|"
    r"the)\s*(?:\w+\s)?$",
    re.I,
)
_DOES_NOT = re.compile(r"\bdoes not (?P<verb>(?![a-z]+ly\b)[a-z]+)\b")
_DO_NOT = re.compile(r"\bdo not (?P<verb>(?![a-z]+ly\b)[a-z]+)\b")
_LISTED = re.compile(r"\(or |\bfrom\b.*\bto\b.*\bto\b")
_CONDITION = re.compile(
    r"^(?:If|When|Whenever|As|While|Unless|Where|Once|After|Before|Until)\b[^,]*,", re.I
)
# "Certain contracts need not be in writing": true of others.
_SOME = re.compile(
    r"^(?:In [^,]+, )?(?:Certain|Some|Many|Several|Various|A few|A number of|A small)\b", re.I
)
_MAY = re.compile(r"\b(?:can|cannot|may|might|could)\b")  # then the opposite may be so as well
_NEGATIONS = re.compile(r"\b(?:not|no|never|cannot|nobody|nothing|without)\b", re.I)


# "Is not always", "is not fun or rewarding": without the "not" no plain opposite.
_WEAKENED = re.compile(
    r"^(?:always|necessarily|exclusively|only|just|merely|simply|yet|enough|all|every|any|limited|"
    r"a sufficient)\b"
    r"|\bor\b|\bany\b|\bnor\b|\buntil\b|\byet\b|\bat all\b"
)


def _replace(text: str, start: int, end: int, became: str) -> Change:
    was = text[start:end]
    if was[0].isupper():
        became = became[0].upper() + became[1:]
    return Change(text[:start] + became + text[end:], was, became)


def _numbers(text: str, pool: Callable[[Quantity], list[float]]) -> Iterator[Change]:
    # Of two numbers the first is mostly a condition and the last what follows from it.
    for quantity in list(find_quantities(text, Language.EN))[-1:]:
        before = text[: quantity.start]
        if _NO_NUMBER.search(before) or quantity.value == 0:
            continue
        if before.rfind("(") > before.rfind(")"):
            continue  # "60 °C (140 °F)": the same in another unit
        others = other_values(quantity.value, quantity.number, pool(quantity))
        if _SMALLER_ONLY.search(before):
            others = [o for o in others if float(o.replace(",", "")) < quantity.value]
        for other in others[:3]:
            unit = _agree(quantity.unit, quantity.number, other)
            became = f"{other}{quantity.gap}{unit}"
            yield _replace(text, quantity.start, quantity.stop, became)


def _agree(unit: str, was: str, number: str) -> str:
    """ "1 hour" but "2 hours"."""
    if not re.fullmatch(r"[a-z ]{3,}", unit) or unit in ("per cent", "percent"):
        return unit
    if was == "1" and number != "1":
        return unit + "s"
    return unit.removesuffix("s") if number == "1" else unit


def _flips(text: str, course: Collection[str]) -> Iterator[Change]:
    if _ONLY.search(text) or has_contrast(text) or _LISTED.search(text) or ";" in text:
        return
    if _SOME.match(text):
        return
    settled = _CONDITION.match(text)
    fixed = settled.end() if settled else 0  # what holds under a condition may hold without it
    negative = len(_NEGATIONS.findall(text))
    for was, became in _PAIRS:
        if _MAY.search(text) and not _MAY.search(was):
            continue
        found = list(re.finditer(rf"\b{was}\b", text, re.I))
        if len(found) != 1 or found[0].start() < fixed:
            continue
        if not _is_same_article(text[: found[0].start()], was, became):
            continue
        if _blocked(text, was, found[0].end(), negative):
            continue
        yield _with_next_words(_replace(text, found[0].start(), found[0].end(), became), text)
    if not negative and not _MAY.search(text):
        yield from (c for c in _opposites(text, course) if c.text[:fixed] == text[:fixed])
    for pattern, spell in ((_DOES_NOT, third_person), (_DO_NOT, str)):
        for match in pattern.finditer(text):
            open_ = _WEAKENED.search(text[match.end() :].lstrip())
            if match.start() < fixed:
                continue
            if negative == 1 and not open_ and not _in_aside(text, match.start()):
                yield _replace(text, match.start(), match.end(), spell(match["verb"]))


_SAID = re.compile(
    r"\b(?:is|are|has|have|does|do|will|must|means|"
    r"[a-z]{3,}[^s]s (?:an?|the|to|in|by))\b"
)


def _opposites(text: str, course: Collection[str]) -> Iterator[Change]:
    """One word made its opposite, in a statement that has neither again. A course that has the one
    alone ("3D assets") does not set it against the other.
    """
    words = [word.lower() for word in re.findall(r"[\w-]+", text)]
    for was, became in (*OPPOSITES, *KINDS):
        if words.count(was) != 1 or became in words or became not in course:
            continue
        match = re.search(rf"\b{was}\b", text, re.I)
        if match is None or _in_pair(text, match) or _in_aside(text, match.start()):
            continue
        before = text[: match.start()]
        if not _is_same_article(before, was, became) or _is_noun(before, was):
            continue
        if (was, became) in KINDS and not _SAID.search(before):
            continue
        yield _with_next_words(_replace(text, match.start(), match.end(), became), text)


def _is_noun(before: str, word: str) -> bool:
    """ "Contracts for", "the releases": a plural that looks like a verb."""
    return word.endswith("s") and bool(
        re.search(
            r"(?:^|\b(?:the|an?|of|in|for|all|any|by|with|to|from|such|most|some)\s)$", before, re.I
        )
    )


def _in_pair(text: str, match: re.Match[str]) -> bool:
    """One of several things in a row, part of a longer name, or a degree of something."""
    before, after = text[: match.start()], text[match.end() :]
    return bool(
        re.search(r"(?:\b(?:and|or|very|more|most|less|how|so|too|as|at|from)|,|-|^To) ?$", before)
        or re.match(r"(?:-| (?:and|or)\b|,)", after)
    )


def _is_same_article(before: str, was: str, became: str) -> bool:
    if not re.search(r"\b[Aa]n? $", before):
        return True
    return indefinite(was) == indefinite(became)


_SMALL_END = re.compile(
    r"(?: (?:an?|the|to|of|in|on|at|by|for|from|with|and|or|than|that|which|is|are|as|into|its|"
    r"be))+$"
)


def _with_next_words(change: Change, text: str) -> Change:
    """The changed words with those that follow, so that they can be pointed at."""
    rest = text[text.rindex(change.was) + len(change.was) :] if text.count(change.was) == 1 else ""
    following = re.match(r"(?: [\w'’-]+){1,3}", rest)
    more = _SMALL_END.sub("", following[0]) if following and len(change.was) < 12 else ""
    return Change(change.text, change.was + more, change.became + more)


def _in_aside(text: str, start: int) -> bool:
    """Within a relative clause or behind "but", where a flip need not make the whole false."""
    clause = text[:start].rpartition(",")[2]
    relative = re.search(r"\b(?:that|which|who|whose|those|including)\b", clause)
    return bool(relative) or bool(re.match(r"\s*(?:but|including|even)\b", clause))


def _blocked(text: str, was: str, end: int, negative: int) -> bool:
    """Where the flip would make no sense or leave the truth open."""
    rest = text[end:].lstrip()
    if re.search(r"\band $", text[: end - len(was)]) or rest.startswith(("somewhat", "just ")):
        return True
    if _in_aside(text, end - len(was)):
        return True
    if text[: end - len(was)].endswith(" or "):
        return True  # "may or may not", "must wash when needed"
    if was in ("is still", "are still") and (negative or rest.startswith("not")):
        return True
    if was in ("before", "after") and (
        negative or not re.search(r"\b(?:must|is|are|needs?)\b", text)
    ):
        return True
    if was in ("is not", "are not", "cannot", "must not"):
        return negative > 1 or bool(_WEAKENED.search(rest))
    if was == "need not":
        return negative > 1 or " or " in rest
    if was in ("always", "never") and negative:
        return True
    if (was == "always" and rest.startswith("be ")) or text[end : end + 1] == "-":
        return True
    if was == "after" and rest.startswith("having "):
        return True
    return was in ("longer", "better than", "more than") and "no longer" in text.lower()


def flip_statement(text: str, words: Collection[str] = OPPOSED) -> list[Change]:
    """Every single change that leaves the numbers alone; `words` are those of the course."""
    return list(_flips(text, words))


def change_statement(
    text: str, pool: Callable[[Quantity], list[float]], words: Collection[str] = OPPOSED
) -> list[Change]:
    """Every single change, numbers first. `pool` gives the course's values in a measure."""
    return [*_numbers(text, pool), *_flips(text, words)]


_TAIL = re.compile(
    r",? (?:because|although|even though|since|whereas)\b|, (?:so|as(?! well)|which|but|where)\b"
)


def main_clause(sentence: str) -> str:
    """The sentence up to its reasons and asides."""
    cut = _TAIL.search(sentence)
    if cut is None or len(sentence[: cut.start()].split()) < 5:
        return sentence
    return sentence[: cut.start()].rstrip(" ,") + "."
