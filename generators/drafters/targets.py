"""Choosing the sentences of a course that a question can be asked of."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from generators.drafters.base import Material
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.exercise.rules_stem import leans_on_context
from generators.sources.injection import injection_marks
from generators.sources.language import count_units, language_of
from generators.sources.sentences import split_sentences
from generators.sources.tokens import words_of

_PASSAGES = 8
_POOL = 3  # sentences to draw from, for each one that is wanted
AROUND = 500  # characters of the passage that go with the sentence
_LENGTH = {Language.EN: (8, 40), Language.ZH: (14, 90)}


@dataclass(frozen=True, slots=True)
class Target:
    """`around` is the part of the passage in which the sentence stands."""

    passage: Passage
    sentence: str
    around: str


def _is_askable(sentence: str, language: Language) -> bool:
    least, most = _LENGTH[language]
    return (
        least <= count_units(sentence) <= most
        and sentence.rstrip("”\"'’）)")[-1:] in ".。！!"
        and language_of(sentence) is language
        and not leans_on_context(sentence)
        and not injection_marks(sentence)
    )


def _around(passage: Passage, sentence: str, size: int) -> str:
    middle = passage.text.index(sentence) + len(sentence) // 2
    first = max(0, min(middle - size // 2, len(passage.text) - size))
    return passage.text[first : first + size]


def _query(blueprint: Blueprint) -> str:
    return " ".join((blueprint.skill_name, *blueprint.terms, blueprint.note))


def choose_targets(
    blueprint: Blueprint,
    material: Material,
    seed: int,
    count: int,
    *,
    around: int = AROUND,
    sentences: int = 1,
) -> list[Target]:
    """Up to `count` sentences that speak of the blueprint's skill, in its language, each with so
    many characters `around` it; of passages that have as many `sentences`. The same seed chooses
    the same.
    """
    query = _query(blueprint)
    words = set(words_of(query))
    found: list[tuple[float, Target]] = []
    for passage, score in material.index.find(query, _PASSAGES):
        if passage.kind not in ("text", "list") or injection_marks(passage.text):
            continue
        said = split_sentences(passage.text)
        for sentence in said if len(said) >= sentences else ():
            if _is_askable(sentence, blueprint.language):
                share = len(words & set(words_of(sentence))) / max(1, len(words))
                target = Target(passage, sentence, _around(passage, sentence, around))
                found.append((score * (0.2 + share), target))
    found.sort(key=lambda pair: -pair[0])
    pool = [target for _, target in found[: count * _POOL]]
    return Random(f"targets {seed}").sample(pool, min(count, len(pool)))
