"""English questions out of statements: "the cell must rest" becomes "must the cell rest"."""

from __future__ import annotations

import re

from generators.drafters.text.english import base_verb, lower_first

Small = frozenset[str] | set[str]

_AUX = frozenset(
    (
        "is",
        "are",
        "was",
        "were",
        "can",
        "cannot",
        "must",
        "should",
        "may",
        "will",
        "shall",
        "would",
        "could",
    )
)
_LONGEST_SUBJECT = 10  # words
# Verbs that are hardly ever nouns; verbs that are nouns too, and then have "of" behind them.
_VERBS_TEXT = (
    "become occur provide include contain require allow enable produce consist depend remain "
    "prevent reduce protect maintain ensure receive believe keep make take give get go come begin "
    "contribute "
    "serve tend appear seem exist differ belong refer involve represent create destroy absorb "
    "release bind attach dissolve melt freeze boil evaporate react combine separate convert "
    "transport carry enter leave reach rise fall grow expand shrink learn teach pay sell buy spend "
    "save lose gain eat drink breathe live die survive reproduce evolve adapt respond perform "
    "behave follow obey avoid seek choose decide identify describe define explain apply assume "
    "recognize organize improve strengthen weaken raise lower accelerate decelerate "
    "conduct resist oppose attract repel emit generate consume store deliver send accept reject "
    "share own hold bring build run write read speak detect verify encrypt hide expose tell say "
    "know understand think feel want see hear stop start continue last vary decrease lack inhibit "
    "secrete stimulate regulate digest lie exert"
)
_NOUNS_TOO_TEXT = (
    "use cause need change increase result work help move form act lead cost support control "
    "affect measure break spread burn taste smell benefit suffer contract flow demand offer"
)
_VERBS = frozenset(_VERBS_TEXT.split())
_NOUNS_TOO = frozenset(_NOUNS_TOO_TEXT.split())
_NOT_BEHIND_A_VERB = re.compile(
    r"^(?:of|that|which|who|and|or|is|are|was|were|can|must|may|will|should|has|have|do|does)$"
)
_NO_SUBJECT = re.compile(
    r"^(?:there|it|this|that|these|those|they|he|she|what|who|which|not|nor|neither|so|many of|"
    r"most of|some of|all of|none|one reason|the (?:reason|fact|point|answer|latter|former))\b|"
    r"\b(?:that|which|who|whom|whose|because|if|when|while|whether|where|why|how)\b|[,;:]",
    re.I,
)
_PLURALS = frozenset(("people", "bacteria", "men", "women", "children", "data", "mice", "criteria"))
_PERFECT = re.compile(r"^(?:not |already |long |always |never )?(?:been|become)\b")
_PERHAPS_PERFECT = re.compile(r"^(?:\w+ly )?(?:\w+ed|\w+en|made|led|had|done|grown)\b")
_ADVERB_AT_EDGE = re.compile(
    r"^(?:sometimes|often|usually|perhaps|\w+ly)\b|\b(?:also|often|sometimes|usually|then|never|always|still|\w+ly)$",
    re.I,
)


def _is_plural(word: str) -> bool:
    word = word.lower()
    return word in _PLURALS or bool(re.search(r"(?:[^siu]s|[aeiou]ses)$", word))


def _find_verb(words: list[str]) -> tuple[int, str]:
    """The place of the finite verb and the auxiliary that asks with it; -1 where none is sure."""
    for place in range(1, min(len(words), _LONGEST_SUBJECT + 1)):
        word, before = words[place], words[place - 1]
        following = words[place + 1].lower() if place + 1 < len(words) else ""
        if word in _AUX or word in ("has", "have", "do", "does"):
            return place, word
        if before.lower() in ("to", "of", "the", "a", "an", "not", "for", "in", "by", "and", "or"):
            continue
        ends = word.endswith("s")
        base = base_verb(word) if ends else word
        if base in _NOUNS_TOO and (_NOT_BEHIND_A_VERB.match(following) or not following):
            continue
        if base in _VERBS | _NOUNS_TOO and ends is not _is_plural(before):
            return place, "does" if ends else "do"
    return -1, ""


_COMMON = re.compile(
    r"^(?:An?|The|Each|Every|All|Most|Many|Some|Any|No|"
    r"[A-Z][a-z]+(?:ive|al|ic|ed|ing|ous|ary|ble|tion|ment|ity|ness|ers))(?![\w-])"
)


def begin_small(text: str, small: Small) -> str:
    """The first letter small, if the first word is one of `small` or cannot be a name."""
    first = re.match(r"[\w’'-]+", text)
    if first and (first[0].lower() in small or _COMMON.match(text)):
        return lower_first(text)
    return text


_BEFORE_TEXT = (
    "in on at by for from with to of as if when while all both most many some half what such "
    "once during under over after before since until than like unlike not only but and or "
    "because although then thus hence so here there now whether where why how that which though "
    "whenever despite through between among within without about above below"
)
_BEFORE_DETERMINER = frozenset(_BEFORE_TEXT.split())


def tells_to_do(text: str) -> bool:
    """ "Scrub the hands", "Use a strong password": a bare verb goes before its object."""
    match = re.match(r"([A-Z][a-z]+) (?:the|an?|your|all|any|each|every|it|them)\b", text)
    return match is not None and match[1].lower() not in _BEFORE_DETERMINER | _AUX


def is_verb_s(word: str) -> bool:
    """Whether the word is known as the form of a verb that goes with one thing: "converts"."""
    return word.endswith("s") and base_verb(word) in _VERBS | _NOUNS_TOO


def _parts(statement: str) -> tuple[str, str, list[str]] | None:
    """The subject, the auxiliary that asks with it, and the words from the finite verb on."""
    words = statement.rstrip(" .").split()
    place, verb = _find_verb(words)
    subject = " ".join(words[:place])
    if place < 1 or len(words) < place + 2 or tells_to_do(statement):
        return None
    if _NO_SUBJECT.search(subject) or _ADVERB_AT_EDGE.search(subject):
        return None
    return subject, verb, words[place:]


def find_actor(statement: str, small: Small = frozenset()) -> str | None:
    """The subject of a verb that tells of a change or a deed: "enzymes" of "enzymes lose shape"."""
    parts = _parts(statement)
    if parts is None or parts[1] not in ("do", "does") or parts[2][0] in ("do", "does"):
        return None
    return begin_small(parts[0], small)


def invert(statement: str, small: Small = frozenset()) -> str | None:
    """The statement in the order of a question, without its mark; None where its subject and verb
    cannot be told for sure. The first word becomes small if it is one of `small`.
    """
    parts = _parts(statement)
    if parts is None:
        return None
    subject, verb, (finite, *rest) = parts
    subject = begin_small(subject, small)
    tail = " ".join(rest)
    if verb in ("has", "have"):
        if _PERFECT.match(tail):
            return f"{verb} {subject} {tail}"
        if _PERHAPS_PERFECT.match(tail):
            return None
        return f"{'does' if verb == 'has' else 'do'} {subject} have {tail}"
    if verb in ("do", "does") and finite not in ("do", "does"):
        base = base_verb(finite) if verb == "does" else finite
        return f"{verb} {subject} {base} {tail}"
    if verb in ("do", "does") and rest[0] != "not":
        return f"{verb} {subject} do {tail}" if verb == "do" else f"does {subject} do {tail}"
    if verb == "cannot":
        return f"can {subject} not {tail}"
    return f"{verb} {subject} {tail}"
