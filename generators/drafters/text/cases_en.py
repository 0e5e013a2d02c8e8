"""English conditions that a question may put before a learner: "if a glove tears"."""

from __future__ import annotations

import re

from generators.sources.tokens import words_of

# The reader's own state, and what only the sentences before tell: "if you are comfortable", "if
# additional issues are identified".
_LOOSE = re.compile(
    r"\b(?:you|your) (?:\w+ )?(?:are|feel|have|want|think|find|get|work|live|choose|decide|do|use|"
    r"would|might|may|can|need|notice|see)\b|\byou[’']\w+|"
    r"\b(?:additional|further|other|others|another|such|any|anything|something|certain|some|"
    r"appropriate|necessary|possible|applicable|desired|required|relevant|everything|things?|"
    r"problems?|issues?)\b",
    re.I,
)
_DOING = re.compile(r"^(?:not )?\w+ing\b", re.I)
_ASKED = re.compile(r"\b(?:if|when|whenever|before|after|once) (?P<case>.+)\?$", re.I)
_SOME_THING = re.compile(r"^an? (?P<named>[\w'’-]+(?: [\w'’-]+){0,2})", re.I)
# An answer that a learner cannot be right or wrong in.
_VAGUE = re.compile(
    r"\b(?:appropriate\w*|necessary|suitabl[ey]|as needed|properly|reasonabl[ey]|"
    r"share your|measures|make sure it|etc)\b",
    re.I,
)


def is_loose(condition: str) -> bool:
    """Whether the condition does not stand alone."""
    return _LOOSE.search(condition) is not None or _DOING.match(condition) is not None


def is_vague(answer: str) -> bool:
    return _VAGUE.search(answer) is not None


def names_subject(stem: str, subjects: frozenset[str]) -> bool:
    """Whether the case of a question is one of the subject: it holds one of the words (as
    `words_of` gives them), and a thing that it begins with is such a one ("if a posting is needed"
    asks of any posting).
    """
    asked = _ASKED.search(stem)
    if asked and (some := _SOME_THING.match(asked["case"])):
        return not subjects.isdisjoint(words_of(some["named"]))
    return not subjects.isdisjoint(words_of(stem))
