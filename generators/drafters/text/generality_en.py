"""Whether an English sentence states a fact of the subject: general, in the present, no example."""

from __future__ import annotations

import re

from generators.sources.tokens import words_of

_PAST = re.compile(
    r"\b(?:was|were|had|did|became|began|came|went|took|made a|gave|said|led|saw|found that|"
    r"would|might|could)\b|"
    r"\b(?:has|have) (?:\w+ly )?(?:been|become|\w+ed)\b|"
    r"\b(?:1[5-9]|20)\d\ds?\b|\b(?:ago|century|decades?)\b",
    re.I,
)
_PRESENT = re.compile(
    r"\b(?:is|are|can|cannot|must|may|should|need|needs|means|has|have|does|do|will)\b"
)
_S_VERB = re.compile(r"^(?:[\w'’-]+ ){1,9}?[a-z]{3,}[^s'’]s (?!of\b|in\b|and\b|or\b|that\b|who\b)")
_REPORT = re.compile(
    r"\b(?:according to|researchers?|studies|study|survey|estimated?|data (?:from|show)|evidence|"
    r"approximately|about \d|roughly|around \d|on average|almost|nearly|per ?cent of|\d ?% of|"
    r"million|billion|probably|perhaps|seems?|seemed|appears?|likely|some (?:people|argue)|"
    r"many (?:people|argue)|argue|believe|think|suggests?|claims?|critics|in some cases|"
    r"sometimes|often|usually|tends? to|generally|typically|important|useful|interesting|"
    r"examples?|clear|certain cases|good|bad|great|fun|nice|feel|easy)\b|[$€£—]",
    re.I,
)
# What one study found is no law; the figures of a data set are told in the sentences around.
_FOUND = re.compile(
    r"\b(?:significant(?:ly)?|stud(?:y|ies|ied)|surveys?|surveyed|findings?|"
    r"found (?:that|to|no|a|an)|researchers?|participants?|respondents?|sampled|"
    r"a key (?:component|part|role))\b",
    re.I,
)
_STUDY = re.compile(
    r"\b(?:respondents|in one study|(?:the|a|an|one|this) (?:\w+ )?(?:study|survey) (?:of|by|found|"
    r"showed|asked)|data source|(?:\w+ )dataset|participants (?:were|in the)|were surveyed)\b",
    re.I,
)
_NAME_WITHIN = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_CONTRAST = re.compile(
    r"\b(?:while|whereas|although|though|but|however|unlike|rather than|instead|despite|"
    r"not only|even if|even though|yet|both|either|neither|except|nor)\b",
    re.I,
)


# One case, a reader, a judgement: "in some contexts", "your letters", "the best choice".
_OF_CASE = re.compile(
    r"^(?:Only|In (?:some|many|certain|most|several|our|your|his|her|this|that)|Some|Often|"
    r"Usually|Sometimes|Perhaps|Recently|Today|Historically)\b|"
    r"\b(?:you|your|we|us|our|ourselves|yourself)\b|"
    r"\b(?:next|best|worst|important(?:ly)?|interesting|useful|nice|great|good|bad|perfect|"
    r"wonderful|recently|currently|in recent years|these days|i\.e|e\.g|for instance|such as)\b",
    re.I,
)


def is_of_case(sentence: str) -> bool:
    """Whether it is said of one case or of its readers, or tells what somebody thinks of it."""
    return _OF_CASE.search(sentence) is not None


def names_in(sentence: str) -> list[str]:
    """The capitalised words behind the first one, abbreviations left out."""
    return _NAME_WITHIN.findall(sentence)


def is_general(sentence: str, names: frozenset[str] = frozenset()) -> bool:
    """A fact that holds, told without "was", without a report of figures, and without names but
    those that are `names` of the subject.
    """
    if _PAST.search(sentence) or _REPORT.search(sentence):
        return False
    if not names.issuperset(names_in(sentence)):
        return False
    return bool(_PRESENT.search(sentence) or _S_VERB.search(sentence))


def is_of_study(sentence: str, around: str) -> bool:
    """Whether the sentence, or the passage around it, tells what a study found."""
    return _FOUND.search(sentence) is not None or _STUDY.search(around) is not None


def has_contrast(sentence: str) -> bool:
    """Two halves of which a change would turn only one."""
    return _CONTRAST.search(sentence) is not None


def is_about(sentence: str, subjects: frozenset[str]) -> bool:
    """Whether one of the words (as `words_of` gives them) stands in the sentence's first half."""
    words = sentence.split()
    start = " ".join(words[: max(6, len(words) // 2)])
    return not subjects.isdisjoint(words_of(start))


_RULE = re.compile(
    r"\b(?:must|may not|need|needs|requires?|at least|at most|within|up to|every|no more than|"
    r"no later than|minimum|maximum|limit|limited to|exactly|kept for|valid for|lasts?|expires?|"
    r"consists? of|equals?|has|have|boils?|melts?|freezes?)\b"
)
_LOOSE_NUMBER = re.compile(
    r"\b(?:approximately|about|roughly|around|nearly|almost|some|average|estimated|over|"
    r"more than|less than|fewer than|as (?:many|much|few|little) as|up to \w+ to|between|range|"
    r"ranging|typically|usually|often|can|example|minutes? of|years? old)\b",
    re.I,
)
_FEW_WORDS = 24


def is_number_to_know(sentence: str, names: frozenset[str] = frozenset()) -> bool:
    """A rule or a constant, not a figure that some report happens to give."""
    if len(sentence.split()) > _FEW_WORDS or _LOOSE_NUMBER.search(sentence):
        return False
    return is_general(sentence, names) and _RULE.search(sentence) is not None
