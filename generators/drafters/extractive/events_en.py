"""Who did what, and in what year: questions for a name or a year that an English sentence tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.drafters.extractive.facts import Sentence
from generators.drafters.text.questions_en import begin_small

# Past forms of verbs by which works and laws get their maker and their year, and their base.
_DEEDS = {
    "discovered": "discover",
    "invented": "invent",
    "developed": "develop",
    "proposed": "propose",
    "published": "publish",
    "wrote": "write",
    "founded": "found",
    "introduced": "introduce",
    "coined": "coin",
    "formulated": "formulate",
    "established": "establish",
    "created": "create",
    "designed": "design",
    "signed": "sign",
    "passed": "pass",
    "adopted": "adopt",
    "ratified": "ratify",
    "built": "build",
    "patented": "patent",
    "painted": "paint",
    "composed": "compose",
    "isolated": "isolate",
    "issued": "issue",
    "abolished": "abolish",
    "enacted": "enact",
    "launched": "launch",
    "opened": "open",
    "completed": "complete",
    "repealed": "repeal",
    "annexed": "annex",
    "assassinated": "assassinate",
    "elected": "elect",
}
_PARTICIPLES = {past: past for past in _DEEDS if past != "wrote"} | {"written": "wrote"}
_DEED, _DONE = "|".join(_DEEDS), "|".join(_PARTICIPLES)
_NAME = r"(?:[A-Z][a-z’'.-]+ |[A-Z]\. ?){1,3}[A-Z][A-Za-z’'-]+"
_WHO = (
    rf"(?:(?:the )?(?:[A-Z][a-z]+ )?(?:[a-z]+ ){{0,2}}[a-z]+(?:ist|er|or|ian|st|man|ect) )?"
    rf"(?P<who>{_NAME})"
)
_YEAR = r"(?P<year>1[0-9]\d\d|20[0-2]\d)"
_BY = re.compile(
    rf"^(?P<what>[^,;:()]{{4,90}}?) (?:was|were) (?:first )?(?P<done>{_DONE}) (?:in {_YEAR} )?"
    rf"by {_WHO}(?: in (?P<later>1[0-9]\d\d|20[0-2]\d))?\.$"
)
_DID = re.compile(
    rf"^(?:In {_YEAR}, )?(?P<who>{_NAME}) (?:first )?(?P<did>{_DEED}) (?P<what>[^,;:()]{{6,90}}?)"
    r"(?: in (?P<later>1[0-9]\d\d|20[0-2]\d))?\.$"
)
_DONE_IN = re.compile(
    rf"^(?P<what>[^,;:()]{{4,80}}?) (?P<be>was|were) (?:officially |formally |first )?"
    rf"(?P<done>{_DONE}) (?P<rest>[^,;:()\d]{{0,40}}?)in {_YEAR}\.$"
)
_DID_IN = re.compile(
    rf"^In {_YEAR}, (?P<actor>(?:the )?[A-Z][\w’'. -]{{2,40}}?) (?P<did>{_DEED}) "
    r"(?P<what>[^,;:()]{6,80})\.$"
)
# Capitalised pairs that are no persons.
_NO_PERSON = re.compile(
    r"\b(?:Act|Company|Corporation|University|College|States?|Party|Court|Congress|War|Union|"
    r"Association|Committee|Army|Council|Commission|Parliament|Assembly|Society|Institute|Bank|"
    r"Church|House|Senate|Convention|League|Empire|Kingdom|Republic|Agency|Department|Office|"
    r"Group|Foundation|Organization|City|County|Street|America|York|England|Britain|French|"
    r"British|American|Americans|English|Spanish|Indians?|Democrats|Republicans|In|The|By|When)\b"
)
_LEANS = re.compile(
    r"\b(?:it|its|they|their|them|he|his|him|she|her|this|that|these|those|such|another|other|"
    r"similar|one|same|more|new|several|many|some|also|two|three|first|second|third)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Event:
    """`accepted` has the fullest answer first; `is_year` where the answer is a year."""

    stem: str
    accepted: tuple[str, ...]
    is_year: bool
    sentence: Sentence


def find_event(sentence: Sentence, small: set[str]) -> Event | None:
    """None where the sentence tells no maker and no year, or leans on others."""
    return _who(sentence, small) or _when(sentence, small)


def _who(sentence: Sentence, small: set[str]) -> Event | None:
    match = _BY.match(sentence.text) or _DID.match(sentence.text)
    if match is None:
        return None
    parts = match.groupdict()
    who, what = parts["who"], parts["what"]
    if _NO_PERSON.search(who) or _LEANS.search(what) or not _is_definite(what):
        return None
    did = parts.get("did") or _PARTICIPLES[parts["done"]]
    year = parts.get("year") or parts.get("later")
    when = f" in {year}" if year else ""
    last = who.split()[-1]
    stem = f"Who {did} {begin_small(what, small)}{when}?"
    return Event(stem, tuple(dict.fromkeys((who, last))), False, sentence)


def _when(sentence: Sentence, small: set[str]) -> Event | None:
    if match := _DONE_IN.match(sentence.text):
        what = begin_small(match["what"], small)
        if not _LEANS.search(what) and _is_definite(match["what"]):
            done = f"{match['done']} {match['rest'].strip()}".strip()
            stem = f"In what year {match['be']} {what} {done}?"
            return Event(stem, (match["year"],), True, sentence)
    if match := _DID_IN.match(sentence.text):
        what, actor = match["what"], match["actor"]
        if not _LEANS.search(f"{actor} {what}") and _is_definite(what):
            stem = f"In what year did {actor} {_DEEDS[match['did']]} {what}?"
            return Event(stem, (match["year"],), True, sentence)
    return None


def _is_definite(what: str) -> bool:
    """One known thing: a name or "the ... of ...", not "a law", "laws"."""
    return bool(
        re.search(r"[a-z’',] [A-Z][a-z]|^(?:the )?[A-Z][a-z]+ (?:[a-z]+ )?[A-Z]", what)
    ) or (bool(re.match(r"[Tt]he \w+(?: \w+)? (?:of|for) ", what)))
