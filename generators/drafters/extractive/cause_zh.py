"""Why something is so, where a Chinese sentence says it: "由于……，……", "……，原因是……"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.drafters.base import Material
from generators.drafters.extractive.relation_zh import plain_sentences
from generators.drafters.extractive.topic_zh import needs_topic
from generators.drafters.text.chinese import begins_with_subject, tag_words, without_gloss
from generators.drafters.text.generality_zh import is_fact
from generators.exercise.passage import Passage

_SO = r"(?:所以|因此|因而|故而?|于是|从而|结果)?"
_BECAUSE = re.compile(
    rf"^(?:[^，。]{{2,8}}，)?(?:由于|因为)(?P<cause>[^。；]{{6,50}}?)，{_SO}(?P<effect>[^，。；]{{6,40}})。?$"
)
_IS_WHY = re.compile(
    r"^(?P<effect>[^，。；]{6,40})，(?:这)?(?:主要)?(?:是|就是)?(?:因为|由于|原因是|原因在于)(?P<cause>[^。；]{6,60})。?$"
)
_REASON = re.compile(
    r"^(?P<effect>[^，。；]{4,30})的(?:主要|根本|直接|重要|一个重要)?原因(?:是|在于)(?P<cause>[^。；]{6,60})。?$"
)
_THEREFORE = re.compile(
    r"^(?P<cause>[^。；]{8,50}?)，(?:所以|因此|因而|故而)(?P<effect>[^，。；]{6,40})。?$"
)
_LEANS = re.compile(
    r"这|那|它|其(?!他|余|中|实)|该|此|他|她|我|你|某|上述|前者|后者|以下|如下|[?？:：“”（）()《》]|本[章节书文]|"
    r"^\W|，(?:故|所以|因此|因而|于是)|^(?:或|且|和|与|及|以及|并且|所以|因此|但是|然而|不过|虽然|即使|也|又|还|再|更|并|就|才|便|却|而|但|只|只能|可以|能|不|没|被|使|让|必须|应|需)"
)


@dataclass(frozen=True, slots=True)
class Cause:
    effect: str
    cause: str
    sentence: str
    passage: Passage

    @property
    def question(self) -> str:
        subject, _, rest = self.effect.partition("为什么")
        return (
            f"{subject}为什么{rest}？"
            if rest
            else f"为什么{' ' * self.effect[0].isascii()}{self.effect}？"
        )


def find_causes(passage: Passage) -> Iterator[Cause]:
    for sentence in plain_sentences(passage):
        bare = without_gloss(sentence)
        for pattern in (_BECAUSE, _IS_WHY, _REASON, _THEREFORE):
            match = pattern.match(bare)
            if match is None:
                continue
            effect, cause = match["effect"].strip(), match["cause"].strip()
            effect = re.sub("就(?=[是会能可要需不无没有])", "", effect)
            if _is_good(effect, cause, sentence) and not needs_topic(passage, effect):
                yield Cause(effect, cause, sentence, passage)
            break


def _is_good(effect: str, cause: str, sentence: str) -> bool:
    if _LEANS.search(effect) or _LEANS.search(cause) or not is_fact(sentence):
        return False
    if re.search(r"为什么|如果|假如|当.*时|为了|亦|\d年|\d月", sentence) or cause.count("，") > 1:
        return False
    flags = [flag for _, flag in tag_words(effect)]
    if flags[0] == "v" or "nr" in flags:
        return False  # "省略停车站": nobody is named who does it; or a story of somebody
    return begins_with_subject(effect) and _has_predicate(effect) and begins_with_subject(cause)


def _has_predicate(text: str) -> bool:
    """A verb or an adjective behind the first word."""
    words = [pair for pair in tag_words(text) if pair[0].strip()]
    return any(flag.startswith(("v", "a")) for _, flag in words[1:])


def causes_of(material: Material) -> list[Cause]:
    found = (cause for passage in material.passages for cause in find_causes(passage))
    return list({cause.effect: cause for cause in found}.values())
