"""Definitions in English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from generators.drafters.extractive.definition import Definition, Form
from generators.drafters.extractive.meanings_en import form_of
from generators.drafters.parsed.tree import is_remark
from generators.drafters.text.english import lower_first, upper_first
from generators.drafters.text.statements import is_clean, without_references
from generators.exercise.passage import Passage
from generators.sources.sentences import split_sentences
from generators.sources.tokens import ENGLISH_STOP

_SENTENCE = re.compile(
    r"^(?:In [a-z]+(?:ics|ogy|ing|ory|try|aw), )?(?:(?P<article>[Aa]n?|"
    r"[Tt]he)\s+)?(?P<term>[A-Za-z0-9][\w'’/-]*(?:\s+[A-Za-z0-9][\w'’/-]*){0,5}?)"
    r"(?:\s+\((?P<alias>[A-Za-z][\w-]{1,11})\))?\s+"
    r"(?P<verb>is defined as|is|are|means|refers to|says that)\s+(?P<meaning>.+)\.$"
)
_CALLED = re.compile(
    r"^(?P<meaning>(?:(?:An?|The|Any)\s|(?!If|When|In|On|At|As|This|These|"
    r"It)[A-Z][a-z]+ (?:[a-z]+ )?"
    r"(?:that|which|who|of|associated|located|caused|produced|made|used) ).+?)\s+(?P<verb>is|"
    r"are)\s+"
    r"(?:called|known as|termed|referred to as)\s+"
    r"(?:(?P<article>an?|the)\s+)?(?P<term>[a-z][\w'’-]*(?:\s+[\w'’-]+){0,3})"
    r"(?:\s+\((?P<alias>[A-Z][\w-]{1,9})\))?\.$"
)
_TERM_STOP = ENGLISH_STOP - {"of", "to", "and", "right"}
_NOT_A_HEAD_TEXT = (
    "work aim goal purpose cause result example examples advantage disadvantage reason problem "
    "size number task job cost end start limit question answer idea part difference name "
    "company team original day case cases share message conclusion step feature features "
    "predecessor successor characteristic characteristics aspect trait function role effect "
    "benefit component factor issue concern topic subject source use sign way alternative key"
)
_NOT_A_HEAD = frozenset(_NOT_A_HEAD_TEXT.split())
_TAIL = re.compile(
    r"(?:,|;)\s+(?:(?:such as|for example|e\.g\.|including|like)\b"
    r"(?=[^,]*(?:,? (?:and|or) [^,]*)?$)"
    r"|because|so|although|but|as well as|not|which means|which makes|"
    r"and (?:it|they|he|she|decides)\b)|\s+and (?:it|they) (?:can|is|are|may|will|has|have)\b"
    r"|;\s|\s\((?:e\.g|for example)| because "
)


_TOLD = re.compile(
    r"\b(?:shaded|axis|plotted|box|graph|we|us|our|you|your|I|my|this|these|those|above|below)\b",
    re.I,
)
_TWO_IN_ONE = re.compile(
    r"\b(?:is|are) (?:called|known|termed|referred)\b|\b(?:ones?|other|which|that|who)$|, which\b",
    re.I,
)
_POINTS = re.compile(
    r"^(?:the (?:types?|kinds?|two|three|first|second|third|last|next|latter|former|other|"
    r"result|process (?:we|you))|"
    r"an? (?:similar|different|second|third))\b|\b(?:such|here|sometimes|also|often)\b",
    re.I,
)
_COUNTED = re.compile(r"\bthe (?:two|three|four|five|other|others|same|first|second|third)\b", re.I)
_OWNED = re.compile(
    r"^[a-z]+ing (?:it|them)\b|\band other [\w’'-]+$|^[a-z]+[’']s?\s|"
    r"\b(?:in|of|within|by|for|to|on) (?:it|them)$"
)
_ADVERB = re.compile(
    r"\s(?:really|simply|specifically|generally|typically|basically|essentially|actually|also|"
    r"just|often|usually)$",
    re.I,
)


def shorten(meaning: str) -> str:
    """The defining clause: examples and reasons are cut off."""
    cut = _TAIL.search(meaning)
    if cut and len(meaning[: cut.start()].split()) >= 4:
        kept = meaning[: cut.start()].rstrip(" ,;")
        if not re.search(r"\b(?:solely|only|just|simply|mainly|mostly|largely|in part)$", kept):
            return kept
    return meaning.rstrip(" ,;.")


def _good_term(term: str, verb: str) -> bool:
    words = term.split()
    lowered = [word.lower() for word in words]
    if verb == "says that" and lowered[-1] not in ("rule", "principle", "law", "theorem"):
        return False
    doing = lowered[0].endswith("ing") and verb == "means"
    if lowered[0] in ("word", "term", "phrase", "name", "concept", "notion", "acronym"):
        return False
    inner = [word for word in lowered if not (doing and word in ("a", "an", "the"))]
    if any(word in _TERM_STOP for word in inner) or inner[0] in ("of", "to", "and"):
        return False
    if re.search(r"\d", term) and not re.fullmatch(r"[\d-]+ \w+|[A-Za-z]\w*-\w+(?: \w+)*", term):
        return False
    if lowered[0].endswith(("est", "ly")) or lowered[0] in ("most", "least", "first", "last"):
        return False
    heads = {lowered[i - 1] for i, word in enumerate(lowered) if word in ("of", "to", "in", "for")}
    if lowered[-1] in _NOT_A_HEAD or heads & _NOT_A_HEAD:
        return False
    names = [word for word in words[1:] if word[0].isupper() and not word.isupper()]
    if len(words) > 4 or re.match(r"\w+ing of\b", term, re.I):
        return False
    return not names and "and" not in inner and inner[-1] not in ("of", "to")


def spelled(term: str, text: str) -> str:
    """With the capital of a name ("Gibbs free energy"), where the text has one within a
    sentence too.
    """
    name = upper_first(term)
    within = re.search(rf"[a-z,;] {re.escape(name)}\b", text)
    return name if within and not re.search(rf"\b{re.escape(term)}\b", text) else term


def _from_sentence(sentence: str, passage: Passage) -> Definition | None:
    match = _SENTENCE.match(sentence)
    if match is None:
        return None
    article, verb = (match["article"] or ""), match["verb"]
    term = _ADVERB.sub("", match["term"])
    if term != match["term"] and verb == "means":
        return None  # "education typically means more years" says what comes of it
    form = form_of(term, match["meaning"], article, match["alias"] or "", verb)
    if form is None or not _good_term(term, verb) or _TOLD.search(match["meaning"]):
        return None
    if _OWNED.search(lower_first(term)) or _OWNED.search(match["meaning"]):
        return None
    meaning = _one_predicate(shorten(match["meaning"]).removeprefix("that ").strip())
    if len(meaning.split()) < (2 if form is Form.DOING else 3) or is_remark(meaning):
        return None
    words = term.lower().split()
    if len(words) > 1 and words[0].endswith("ing") and (form is Form.NOUN or len(words) > 3):
        return None
    if _repeats(words, meaning.lower().split()):
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


_FEW = 6  # words: "an extension of the brain" may be said of much
_SECOND_PREDICATE = re.compile(
    r"^(?P<first>(?:(?!that\b|which\b|who\b|where\b|when\b)[\w'’,()-]+ ){5,}?)and "
    r"(?:is|are|has|have|can|produces|releases|contains|controls|provides|includes|helps|causes|"
    r"occurs|secretes|consists|makes|gives|uses|allows|requires)\b"
)


def _one_predicate(meaning: str) -> str:
    """ "An extension of the brain and releases hormones" without the second half."""
    cut = _SECOND_PREDICATE.match(meaning)
    first = cut["first"].rstrip(" ,") if cut else meaning
    return first if len(first.split()) > _FEW or not cut else ""


def _repeats(term: list[str], meaning: list[str]) -> bool:
    """ "The actual rate of return refers to the total rate of return"."""
    own = [word for word in term if word not in ENGLISH_STOP]
    rest = [word for word in meaning if word not in ENGLISH_STOP]
    shared = sum(word in rest for word in own)
    return shared > 0 and len(rest) - shared < 2


def _from_called(sentence: str, passage: Passage) -> Definition | None:
    match = _CALLED.match(sentence)
    if match is None or match["term"].split()[0] in ENGLISH_STOP or " and " in match["term"]:
        return None
    if _TOLD.search(match["meaning"]) or _TWO_IN_ONE.search(match["meaning"]):
        return None
    if _COUNTED.search(match["meaning"]):
        return None
    if len(match["meaning"].split()) < 5 or _POINTS.search(match["meaning"]):
        return None
    return Definition(
        term=match["term"],
        meaning=lower_first(match["meaning"]).rstrip(" ,"),
        form=Form.NOUN,
        sentence=sentence,
        passage=passage,
        aliases=(match["alias"],) if match["alias"] else (),
        article=match["article"] or "",
        verb=match["verb"],
    )


def is_cut(meaning: str) -> bool:
    """A bracket that does not close, or one that names an author's work."""
    return meaning.count("(") != meaning.count(")") or bool(
        re.search(r"\([A-Z][^()]*\b(?:1[89]|20)\d\d", meaning)
    )


def find_definitions(passage: Passage) -> Iterator[Definition]:
    """The definitions that stand in the passage's sentences, in order."""
    for written in split_sentences(passage.text):
        sentence = without_references(written)
        if len(sentence) > 400 or not is_clean(sentence.replace("(", "").replace(")", "")):
            continue
        found = _from_called(sentence, passage) or _from_sentence(sentence, passage)
        if found and not is_cut(found.meaning) and not re.search(r"[?!:=—“”\"]|--", found.meaning):
            term = spelled(found.term, passage.text)
            yield replace(found, sentence=written, term=term)
