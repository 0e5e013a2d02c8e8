"""What kind of thing an English meaning names: options of one kind do not tell each other apart."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Sort(StrEnum):
    PERSON = "person"
    ACT = "act"
    AMOUNT = "amount"
    STATE = "state"
    PLACE = "place"
    THING = "thing"


_START = re.compile(r"^(?:an?|the|any|all|one|some)\s+", re.I)
_LINK = re.compile(
    r"[,;:(]|\b(?:that|which|who|whose|whom|whereby|where|when|of|in|for|to|with|by|from|on|at|as|"
    r"between|about|among|within|without|during|after|before|against|under|over|through|such|"
    r"responsible|used|made|found|located|caused|produced|designed|given|paid|needed|required|"
    r"associated|composed|consisting|containing|involving|having|belonging|based|connected|"
    r"is|are|can|must|may)\b"
)
# "A type of ..., a set of ...": what follows says what it is.
_CARRIER = re.compile(
    r"^(?:[\w-]+ ){0,2}?(?:type|kind|form|sort|class|piece|member|species|branch|series|"
    r"set|group|collection|variety)s? of (?:an? |the )?",
    re.I,
)
_WORDS = {
    Sort.PERSON: "individual person people someone somebody anyone anybody employee worker user "
    "customer client owner manager officer supervisor employer learner student patient scientist "
    "citizen member buyer seller borrower lender consumer attacker party company organization "
    "organisation authority agency institution firm body team",
    Sort.ACT: "act action process practice movement use method technique procedure activity "
    "strategy attempt transfer exchange study removal purchase sale loss release theft test "
    "examination conduct behavior behaviour change effort technique attack approach treatment "
    "assessment measurement payment agreement development step stage phase operation",
    Sort.AMOUNT: "amount rate number measure ratio value price percentage proportion degree level "
    "quantity cost sum total distance time temperature period length volume share probability "
    "frequency size speed",
    Sort.STATE: "condition disorder disease illness infection inflammation syndrome state "
    "situation status feeling belief idea view theory principle right duty ability capacity "
    "tendency status",
    Sort.PLACE: "place area region site location point space layer part portion section side "
    "surface",
}
_SORTS = {word: sort for sort, words in _WORDS.items() for word in words.split()}


_ACT_NAME = re.compile(r"(?:[st]ion|ing|ment|ance|ence)$")


def is_act_name(term: str) -> bool:
    """ "Inversion" may be told as "soles of the feet moving inward", which names no act."""
    return _ACT_NAME.search(term) is not None


@lru_cache(maxsize=4096)
def genus_of(meaning: str) -> str:
    """ "joint" of "a joint that is immovable"; "" where nothing stands before the first link."""
    text = _START.sub("", meaning.strip())
    text = _CARRIER.sub("", text)
    words = _LINK.split(text, maxsplit=1)[0].split()
    return words[-1].lower() if words else ""


def sort_of(meaning: str) -> Sort:
    noun = genus_of(meaning)
    first = _START.sub("", meaning.strip()).split(" ", 1)[0].lower()
    for word in (noun, noun.removesuffix("s"), noun.removesuffix("es")):
        if word in _SORTS:
            return _SORTS[word]
    if re.search(r"[a-z]{3}ing$", noun) or (not noun and re.search(r"[a-z]{3}ing$", first)):
        return Sort.ACT
    return Sort.THING
