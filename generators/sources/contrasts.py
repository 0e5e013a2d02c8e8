"""Sentences in which a source sets something right: what it says is not so, or is often confused.

They are quoted whole. What learners believe is never put into words that the source has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.language import count_units
from generators.sources.sentences import split_sentences

_LONGEST = {Language.EN: 60, Language.ZH: 110}
_FEWEST = {Language.EN: 6, Language.ZH: 8}

_PATTERNS = {
    Language.EN: re.compile(
        r"\b(?:is|are) (?:often|easily|frequently|commonly|sometimes) "
        r"(?:confused|mixed up|mistaken)\b"
        r"|\b(?:common|frequent|widespread|popular|typical) "
        r"(?:mistake|error|misconception|misunderstanding|myth)\b"
        r"|\b(?:many|most|some) (?:people|learners|students|pupils|beginners) "
        r"(?:wrongly |still )?(?:think|believe|assume|say)\b"
        r"|\bcontrary to (?:popular|common) belief\b"
        r"|\b(?:is|are|does|do|was|were|means?|must|should) not (?!only\b|just\b|merely\b)"
        r"[^.;:,]{3,70} but (?!also\b|only\b|not\b)",
        re.I,
    ),
    Language.ZH: re.compile(
        r"(?:容易|经常|常常?|往往)[^。；，]{0,3}(?:与|和|跟|同)?[^。；]{0,12}(?:混淆|弄错|搞混|搞错|误解)"
        r"|被?误认为|误以为|误解为|常见(?:的)?(?:误区|错误|误解)"
        r"|(?:有人|有的人|很多人|不少人|有(?:的)?同学)(?:错误地)?(?:认为|以为|觉得)"
        r"|(?<!是)并(?:不是|非)(?!所有)|不是[^。；，]{2,30}，?而是"
    ),
}
# What sets right the sentence before it: by itself it names no error.
_ANSWERS = re.compile(r"(?:其实|事实上|实际上|(?:In fact|Actually|In reality|Instead)\b)")


def find_contrasts(passage: Passage) -> Iterator[str]:
    """Word for word, in the order of the passage. Tables and captions say nothing of the kind."""
    if passage.kind in ("table", "caption"):
        return
    language = passage.language
    for sentence in split_sentences(passage.text):
        units = count_units(sentence)
        if (
            _FEWEST[language] <= units <= _LONGEST[language]
            and sentence[-1:] in ".。！!”"
            and _PATTERNS[language].search(sentence)
            and not _ANSWERS.match(sentence)
        ):
            yield sentence
