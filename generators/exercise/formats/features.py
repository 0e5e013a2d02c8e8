"""What an exercise has that a format may be unable to carry: named before anything is exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Kind,
    Numerical,
    OpenAnswer,
    ShortAnswer,
    TrueFalse,
    WithOptions,
)
from generators.exercise.formats.cases import unfold_case
from generators.exercise.formats.portable import Portable


class Feature(StrEnum):
    KIND = "kind"  # the whole exercise: the format has no such kind
    SEVERAL_GAPS = "several_gaps"  # likewise
    ARROW = "arrow"  # likewise: GIFT takes an accepted "a -> b" for a pair
    FRESH_NUMBERS = "fresh_numbers"  # one variant is written instead of the family
    EXPLANATION = "explanation"
    FEEDBACK = "feedback"
    HINTS = "hints"
    SOLUTION = "solution"
    MISTAKES = "mistakes"
    RUBRIC = "rubric"
    TOLERANCE = "tolerance"
    UNIT = "unit"
    CASE = "case"
    MARKUP = "markup"
    SKILL = "skill"
    BLOOM = "bloom"
    LABEL = "label"
    DIFFICULTY = "difficulty"
    TOGETHER = "together"  # the questions of a case stand apart from each other
    POINTS = "points"
    MISCONCEPTIONS = "misconceptions"
    CITATIONS = "citations"
    PROVENANCE = "provenance"


LEAVES_OUT = frozenset({Feature.KIND, Feature.SEVERAL_GAPS, Feature.ARROW})
SIDECAR = frozenset(
    {
        Feature.DIFFICULTY,
        Feature.MISTAKES,
        Feature.MISCONCEPTIONS,
        Feature.CITATIONS,
        Feature.PROVENANCE,
    }
)


@dataclass(frozen=True, slots=True)
class Capability:
    """The kinds that a format has, the features that it carries, and those that it does not carry
    of some kinds.
    """

    kinds: frozenset[Kind]
    carries: frozenset[Feature]
    lacks: frozenset[tuple[Kind, Feature]] = frozenset()

    def losses(self, portable: Portable) -> frozenset[Feature]:
        """Of a case those of its questions too."""
        if portable.content.kind not in self.kinds:
            return frozenset({Feature.KIND})
        _, *questions = unfold_case(portable)
        lost = frozenset(self._find_lost(portable)).union(*map(self.losses, questions))
        left_out = lost & LEAVES_OUT
        return left_out or lost

    def _find_lost(self, portable: Portable) -> Iterator[Feature]:
        for own in find_features(portable):
            if own not in self.carries or (portable.content.kind, own) in self.lacks:
                yield own

    def holds(self, portable: Portable) -> bool:
        return not self.losses(portable) & LEAVES_OUT


def find_features(portable: Portable) -> Iterator[Feature]:
    """What is there to be lost; the kind itself aside."""
    yield from _content_features(portable.content)
    yield from (
        feature
        for feature, there in (
            (Feature.FRESH_NUMBERS, portable.family),
            (Feature.SKILL, portable.skill),
            (Feature.BLOOM, portable.bloom),
            (Feature.LABEL, portable.generated),
            (Feature.DIFFICULTY, portable.difficulty),
            (Feature.PROVENANCE, portable.provenance),
        )
        if there
    )


def _content_features(content: Content) -> Iterator[Feature]:
    if content.explanation:
        yield Feature.EXPLANATION
    if content.hints:
        yield Feature.HINTS
    if content.citations:
        yield Feature.CITATIONS
    if any(mark in content.stem for mark in "\n*_`$|#<>["):
        yield Feature.MARKUP
    match content:
        case WithOptions():
            if any(option.feedback for option in content.options):
                yield Feature.FEEDBACK
            if any(option.misconception for option in content.options):
                yield Feature.MISCONCEPTIONS
        case TrueFalse():
            if content.feedback_true or content.feedback_false:
                yield Feature.FEEDBACK
        case OpenAnswer():
            yield Feature.RUBRIC
        case CaseStudy():
            yield Feature.TOGETHER
            if any(part.points != 1 for part in content.parts):
                yield Feature.POINTS
        case Numerical():
            yield from _number_features(content)
        case ShortAnswer():
            if content.case_sensitive:
                yield Feature.CASE
            yield from _arrows(content.accepted)
        case Cloze():
            if any(gap.case_sensitive for gap in content.gaps):
                yield Feature.CASE
            if len(content.gaps) > 1:
                yield Feature.SEVERAL_GAPS
            yield from _arrows(answer for gap in content.gaps for answer in gap.accepted)


def _arrows(answers: Iterable[str]) -> Iterator[Feature]:
    if any("->" in answer for answer in answers):
        yield Feature.ARROW


def _number_features(content: Numerical) -> Iterator[Feature]:
    if content.tolerance:
        yield Feature.TOLERANCE
    if content.unit:
        yield Feature.UNIT
    if content.solution:
        yield Feature.SOLUTION
    if content.mistakes:
        yield Feature.MISTAKES
