"""Definitions in English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.text.english import lower_first
from generators.drafters.text.statements import is_clean
from generators.exercise.passage import Passage
from generators.sources.sentences import split_sentences
from generators.sources.tokens import ENGLISH_STOP

_SENTENCE = re.compile(
    r"^(?:(?P<article>An?|The)\s+)?(?P<term>[A-Za-z0-9][\w'’/-]*(?:\s+[A-Za-z0-9][\w'’/-]*){0,5}?)"
    r"(?:\s+\((?P<alias>[A-Za-z][\w-]{1,11})\))?\s+"
    r"(?P<verb>is defined as|is|are|means|refers to|says that)\s+(?P<meaning>.+)\.$"
)
_CALLED = re.compile(
    r"^(?P<meaning>(?:An?|The|Any)\s.+?)\s+(?:is|are)\s+"
    r"(?:called|known as|termed|referred to as)\s+"
    r"(?:(?P<article>an?|the)\s+)?(?P<term>[a-z][\w'’-]*(?:\s+[\w'’-]+){0,3})"
    r"(?:\s+\((?P<alias>[A-Z][\w-]{1,9})\))?\.$"
)
_NOUN_START = re.compile(
    r"^(?:an?|the|any|anything|something|somebody|someone|anybody|one of the)\s", re.I
)
_STRONG = re.compile(r"\b(?:that|which|who|whose|whom|of|to|used|made|designed|where|when|about)\b")
_WEAK = re.compile(r"\b(?:between|for|in|with|on|at|from|by)\b")
_BARE = re.compile(
    r"^(?:[a-z-]+(?:, | or | and )?(?:[a-z-]+ ){0,5}?)(?:that|which|who|whose|by|of)\s", re.I
)
_DOING = re.compile(
    r"^(?!(?:something|anything|nothing|during|according)\b)[a-z]{3,}ing\s(?!(?:and|that|which|by|of|in)\b)"
)
_SUPERLATIVE = re.compile(
    r"^(?:an?|the)\s(?:only|same|last|first|next|main|most|least|best|worst|other|opposite|reason|"
    r"question|way|answer|problem|fact|result|case|one|risk because|[a-z]+est)\b",
    re.I,
)
_NOT_A_MEANING = re.compile(
    r"^(?:not|no|still|already|also|too|only|always|never|often|usually|rarely|therefore|thus|then|"
    r"more|less|as|so|just|up|about|in|on|at)\b|"
    r"\b(?:last year|this (?:page|course|section)|question)\b",
    re.I,
)
_TERM_STOP = ENGLISH_STOP - {"of", "to", "and", "right"}
_NOT_A_HEAD_TEXT = (
    "work aim goal purpose cause result example examples advantage disadvantage reason problem "
    "size number task job cost end start limit question answer idea part difference name "
    "company team original day case cases share message conclusion step"
)
_NOT_A_HEAD = frozenset(_NOT_A_HEAD_TEXT.split())
_TAIL = re.compile(
    r"(?:,|;)\s+(?:(?:such as|for example|e\.g\.|including|like)\b"
    r"(?=[^,]*(?:,? (?:and|or) [^,]*)?$)"
    r"|because|so|although|but|as well as|not|which means|which makes|"
    r"and (?:it|they|he|she|decides)\b)|;\s|\s\((?:e\.g|for example)| because "
)


_TOLD = re.compile(r"\b(?:we|us|our|you|your|I|my|this|these|those|above|below)\b", re.I)
_TWO_IN_ONE = re.compile(
    r"\b(?:is|are) (?:called|known|termed|referred)\b|\b(?:ones?|other)$", re.I
)
_ADVERB = re.compile(
    r"\s(?:really|simply|basically|essentially|actually|also|just|often|usually)$", re.I
)


def shorten(meaning: str) -> str:
    """The defining clause: examples and reasons are cut off."""
    cut = _TAIL.search(meaning)
    if cut and len(meaning[: cut.start()].split()) >= 4:
        return meaning[: cut.start()].rstrip(" ,;")
    return meaning.rstrip(" ,;.")


def _good_term(term: str, verb: str) -> bool:
    words = term.split()
    lowered = [word.lower() for word in words]
    if verb == "says that" and lowered[-1] not in ("rule", "principle", "law", "theorem"):
        return False
    doing = lowered[0].endswith("ing") and verb == "means"
    inner = [word for word in lowered if not (doing and word in ("a", "an", "the"))]
    if any(word in _TERM_STOP for word in inner) or inner[0] in ("of", "to", "and"):
        return False
    if re.search(r"\d", term) and not re.fullmatch(r"[\d-]+ \w+|[A-Za-z]\w*-\w+(?: \w+)*", term):
        return False
    if lowered[0].endswith(("est", "ly")) or lowered[0] in ("most", "least", "first", "last"):
        return False
    if lowered[-1] in _NOT_A_HEAD or (
        "of" in lowered and lowered[lowered.index("of") - 1] in _NOT_A_HEAD
    ):
        return False
    names = [word for word in words[1:] if word[0].isupper() and not word.isupper()]
    return not names and inner[-1] not in ("of", "to", "and")


def _form_of(meaning: str, article: str, alias: str, verb: str) -> Form | None:
    """None where the sentence only says something about the subject."""
    if verb == "says that":
        return Form.CLAUSE
    if verb in ("means", "refers to", "is defined as"):
        if meaning.startswith("that "):
            return Form.CLAUSE
        if _DOING.match(meaning):
            return Form.DOING
        return Form.NOUN if _NOUN_START.match(meaning) else None
    if _NOT_A_MEANING.search(meaning) or (_SUPERLATIVE.match(meaning) and not alias):
        return None
    if _NOUN_START.match(meaning):
        good = _STRONG.search(meaning) or (alias and _WEAK.search(meaning))
        return Form.NOUN if good else None
    if article:
        return None
    if _DOING.match(meaning):
        return Form.DOING
    return Form.NOUN if _BARE.match(meaning) and _is_bare_noun(meaning) else None


_NOT_NOUNS = re.compile(
    r"^(?:polite|free|compulsory|required|allowed|needed|kept|made|used|based|meant|able|likely|"
    r"\w+(?:ed|ful|ous|ive|able|ible|ary|ical))\b(?! (?:data|information|software))"
)


def _is_bare_noun(meaning: str) -> bool:
    """ "malware that encrypts data", "hardware, software or a cloud service that ...", but not
    "rarely a good basis" or "compulsory for email".
    """
    return not _NOT_NOUNS.match(meaning) and bool(
        re.search(r"\b(?:that|which|who|whose|by)\b", meaning)
    )


def _from_sentence(sentence: str, passage: Passage) -> Definition | None:
    match = _SENTENCE.match(sentence)
    if match is None:
        return None
    article, verb = (match["article"] or ""), match["verb"]
    term = _ADVERB.sub("", match["term"])
    form = _form_of(match["meaning"], article, match["alias"] or "", verb)
    if form is None or not _good_term(term, verb) or _TOLD.search(match["meaning"]):
        return None
    meaning = shorten(match["meaning"]).removeprefix("that ").strip()
    if len(meaning.split()) < (2 if form is Form.DOING else 3):
        return None
    return Definition(
        term=lower_first(term),
        meaning=lower_first(meaning) if form is not Form.CLAUSE else meaning,
        form=form,
        sentence=sentence,
        passage=passage,
        aliases=(match["alias"],) if match["alias"] else (),
        article=article.lower(),
        verb=verb,
    )


def _from_called(sentence: str, passage: Passage) -> Definition | None:
    match = _CALLED.match(sentence)
    if match is None or match["term"].split()[0] in ENGLISH_STOP:
        return None
    if _TOLD.search(match["meaning"]) or _TWO_IN_ONE.search(match["meaning"]):
        return None
    return Definition(
        term=match["term"],
        meaning=lower_first(match["meaning"]),
        form=Form.NOUN,
        sentence=sentence,
        passage=passage,
        aliases=(match["alias"],) if match["alias"] else (),
        article=match["article"] or "",
        verb="is",
    )


def find_definitions(passage: Passage) -> Iterator[Definition]:
    """The definitions that stand in the passage's sentences, in order."""
    for sentence in split_sentences(passage.text):
        if len(sentence) > 400 or not is_clean(sentence.replace("(", "").replace(")", "")):
            continue
        found = _from_called(sentence, passage) or _from_sentence(sentence, passage)
        if found and not re.search(r"[?!:=]", found.meaning):
            yield found
