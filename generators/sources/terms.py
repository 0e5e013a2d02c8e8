"""The words that a text defines, and those it uses again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from generators.exercise.content import Language
from generators.sources.joining import HAN
from generators.sources.language import language_of
from generators.sources.sentences import split_sentences
from generators.sources.tokens import ENGLISH_STOP, chinese_terms

_ENGLISH_DEFINITION = re.compile(
    r"^(?:(?:An?|The)\s+)?(?P<term>[A-Za-z][\w'’-]*(?:\s+(?:of\s+|to\s+)?[\w'’-]+){0,4}?)"
    r"(?:\s+\([^)]{2,20}\))?\s+(?:is|are|means|refers to)\s+(?:an?|the|any|anything|that|when)\b"
)
_CHINESE_DEFINITIONS = (
    re.compile(
        rf"(?:叫做|称为|称作|叫作|就是)(?P<term>[{HAN}]{{2,10}}?)(?=[，。；、：（]|，?简称)"
    ),
    re.compile(rf"^(?P<term>[{HAN}]{{2,8}})(?:是指|指的是|是表示|的定义是)"),
)
_PRONOUNS = re.compile(
    r"^(?:it|this|that|these|those|there|they|he|she|we|you|what|which|who|each|every|another|one|"
    r"only|nobody|a common|our|its|his|her|their|if|when|in|on|at|by|for)\b",
    re.I,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_MATHS = re.compile(r"\$[^$\n]+\$|\\[A-Za-z]+")  # TeX: its commands are no words
_NOT_A_TERM = re.compile(r"(?:这种|这个|那个|它|我们|什么|怎么|一种|问题|办法|方法|原因)")


def _english_definition(sentence: str) -> str | None:
    match = _ENGLISH_DEFINITION.match(sentence)
    if match is None or _PRONOUNS.match(match["term"]):
        return None
    words = match["term"].split()
    if {words[0].lower(), words[-1].lower()} & ENGLISH_STOP or "that" in words:
        return None
    return match["term"] if match["term"][1:2].isupper() else match["term"].lower()


def _chinese_definitions(sentence: str) -> list[str]:
    found = [match["term"] for p in _CHINESE_DEFINITIONS for match in p.finditer(sentence)]
    return [term for term in found if not _NOT_A_TERM.search(term)]


def defined_terms(text: str) -> list[str]:
    """Terms that some sentence says what they are, in order of appearance."""
    terms: dict[str, None] = {}
    for sentence in split_sentences(text):
        if language_of(sentence) is Language.ZH:
            terms.update(dict.fromkeys(_chinese_definitions(sentence)))
        elif term := _english_definition(sentence):
            terms[term] = None
    return list(terms)


def _english_phrases(text: str) -> Counter[str]:
    """Words and pairs of words that stand side by side, without stop words."""
    counts: Counter[str] = Counter()
    for sentence in split_sentences(text):
        words = [word.lower() for word in _WORD.findall(_MATHS.sub(" ", sentence))]
        good = [word not in ENGLISH_STOP and len(word) > 2 for word in words]
        counts.update(word for word, own in zip(words, good, strict=True) if own)
        for index in range(len(words) - 1):
            if good[index] and good[index + 1]:
                counts[f"{words[index]} {words[index + 1]}"] += 1
    return counts


def _without_parts(phrases: Iterable[tuple[str, int]]) -> list[str]:
    """A word that comes only within a longer phrase is not a term of its own."""
    ranked = list(phrases)
    longer = [(phrase, count) for phrase, count in ranked if " " in phrase]
    return [
        phrase
        for phrase, count in ranked
        if not any(
            phrase != other and phrase in other.split() and times >= 0.6 * count
            for other, times in longer
        )
    ]


def frequent_terms(text: str, most: int = 8) -> list[str]:
    """English phrases used at least twice, pairs before words; Chinese nouns by TF-IDF."""
    if language_of(text) is Language.ZH:
        return chinese_terms(text, most)
    counts = _english_phrases(text)
    repeated = [(phrase, count) for phrase, count in counts.items() if count > 1]
    repeated.sort(key=lambda pair: (-pair[1] * (1.6 if " " in pair[0] else 1.0), pair[0]))
    return _without_parts(repeated)[:most]
