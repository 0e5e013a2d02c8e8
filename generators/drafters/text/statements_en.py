"""English sentences that can stand alone."""

from __future__ import annotations

import re

from generators.exercise.folding import fold_text

_FEWEST_WORDS, _MOST_WORDS = 5, 34
_POINTS_BACK = re.compile(
    r"^(?:it|this|that|these|those|they|he|she|his|her|its|their|such|there|here|both|neither|"
    r"either|another|others?|one|some|i|we|you|our|my|your|however|therefore|thus|hence|so|but|and|or|"
    r"then|also|moreover|furthermore|instead|otherwise|finally|first|firstly|second|secondly|"
    r"third|next|last|for (?:example|instance|this|that)|in (?:this|that|these|addition|contrast|"
    r"other words|short|fact)|on (?:this|that|the other)|at (?:this|that)|of (?:these|those)|"
    r"with (?:it|this|that)|without (?:it|this|that)|after (?:this|that|the)|"
    r"before the|as a result|"
    r"by contrast|similarly|likewise|note|remember|imagine|suppose|consider|who|what|why|how|"
    r"let|please|yes|no,|at first|originally|unfortunately|fortunately|just because|eventually|"
    r"later|meanwhile|afterwards?|through their|in the (?:following|meantime)|"
    r"again|only then|not |because|since|a common)\b",
    re.I,
)
_TOLD_TO_READERS = re.compile(
    r"\b(?:I|me|my|this (?:page|handbook|section|chapter|course|policy|lesson|document|briefing|"
    r"unit|guide|text|article)|above|below|as follows|following (?:table|list|steps|example)|"
    r"in (?:our|the|this) last|last (?:year|month|week|quarter)|"
    r"next (?:year|month|week|section|chapter|page)|today|"
    r"yesterday|tomorrow|for example|e\.g|see (?:also|section|page|chapter)|so far|as well\.|"
    r"therefore|too\b|the opposite|those people|the other|the others|the same (?:\w+ )?(?:would|is|"
    r"was)|(?:one|two|three) of these|that way|(?:is|are|was|were) also|otherwise|this|these|"
    r"those|let[’']s|previous(?:ly)?|earlier|later on|mentioned|what follows|just now)\b",
    re.I,
)
_TITLE_WITHIN = re.compile(r"\s(?:The|A|An|In|If|When) [a-z]")  # a heading that ran into its text
_FIRST_PERSON = re.compile(r"\b(?:we|us|our|ours|you|your|yours)\b", re.I)
_CALCULATION = re.compile(
    r"=|\d\s*[x×*/÷]\s*\d|\b(?:Q[1-4]|January|February|March|April|June|July|"
    r"August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday)\b"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|must|may|can|cannot|should|shall|will|has|have|needs?|means?|does|do)\b"
)
_IMPERATIVE_TEXT = (
    "ask call check type use do keep say leave put send write read stop let make take report "
    "change plan hold print close lock choose list welcome confirm never always delete enter "
    "look open move add set give find work try click save install store compare describe "
    "explain contact follow avoid ensure start begin turn press remove run go get tell show "
    "think draw measure record wear wash count mark bring prepare repeat pay"
)
_IMPERATIVE = frozenset(_IMPERATIVE_TEXT.split())
_ORDER_AFTER = re.compile(
    rf"[,;] (?:and |or |but )?(?:do not|don't|never|{'|'.join(sorted(_IMPERATIVE))}) (?!of\b)", re.I
)
_RELATIVE = re.compile(r" (?:that|which|who|whose)\b [^,]*,?")
_DETERMINERS_TEXT = (
    "a an the every each no only all most any many few several two three four five six seven "
    "eight nine ten if when while although where unless once during in on at by under for from "
    "with to according"
)
_DETERMINERS = frozenset(_DETERMINERS_TEXT.split())
_DEFINITE = re.compile(
    r"^The ((?:[\w'’-]+ ){1,6}?)(?=(?:is|are|was|were|must|may|can|cannot|should|"
    r"has|have|need|needs|means|does|do|will|shall|then|also|\w+s)\b)"
)
_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|him)\b", re.I)
_JOINT = re.compile(
    r",|;|\b(?:and|but|because|when|if|that|which|who|so|as|until|than|although|while|where|"
    r"before|after|whether|how)\b"
)


def is_first_person(sentence: str) -> bool:
    return _FIRST_PERSON.search(sentence) is not None


def _has_subject(sentence: str) -> bool:
    """A sentence that does not order the reader about."""
    words = re.findall(r"[\w'’-]+", sentence)
    first = words[0].lower()
    if _ORDER_AFTER.search(sentence):
        return False
    if first in _DETERMINERS:
        main = _RELATIVE.sub(" ", sentence.rstrip("."))
        return bool(_FINITE.search(main)) or bool(re.search(r"\w{2}[^s]s\b", main))
    if first in _IMPERATIVE:
        return False
    return bool(_FINITE.search(" ".join(words[1:9]))) or words[1].endswith("s")


def _pronouns_resolve(sentence: str) -> bool:
    """Each "it" comes after a clause that may hold what it stands for."""
    return all(
        _JOINT.search(sentence, 0, match.start()) and match.start() > 12
        for match in _PRONOUN.finditer(sentence)
    )


def _subject_is_known(sentence: str, known: frozenset[str]) -> bool:
    """ "The controller ..." where the course defines it, "The share of ...", no "The answer"."""
    match = _DEFINITE.match(sentence)
    if match is None:
        return True
    subject = fold_text(match[1])
    if " of " in f" {subject} " or any(char.isupper() for char in match[1]):
        return True
    return any(term == subject or (" " in term and term in subject) for term in known)


def stands_alone(sentence: str, known: frozenset[str]) -> bool:
    words = sentence.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or not sentence.endswith("."):
        return False
    if not sentence[0].isupper() and not sentence[0].isdigit():
        return False
    if _TITLE_WITHIN.search(sentence):
        return False
    if ":" in sentence or re.search(r"\. [A-Z]", sentence):
        return False
    if _POINTS_BACK.match(sentence) or _TOLD_TO_READERS.search(sentence):
        return False
    if _CALCULATION.search(sentence) or '"' in sentence or "“" in sentence:
        return False
    return (
        _has_subject(sentence)
        and _pronouns_resolve(sentence)
        and _subject_is_known(sentence, known)
    )
