"""What each format can hold, apart from how it is written: pages ask it without loading writers."""

from __future__ import annotations

from generators.exercise.content import Kind
from generators.exercise.formats.features import SIDECAR, Capability, Feature

MOODLE = Capability(
    kinds=frozenset(Kind),
    carries=frozenset(Feature) - SIDECAR - {Feature.KIND, Feature.TOGETHER},
    # Moodle's essays and descriptions drop their hints when they are imported.
    lacks=frozenset({(Kind.OPEN_ANSWER, Feature.HINTS), (Kind.CASE_STUDY, Feature.HINTS)}),
)
GIFT = Capability(
    kinds=frozenset(Kind) - {Kind.ORDERING},
    carries=frozenset(
        {
            Feature.EXPLANATION,
            Feature.FEEDBACK,
            Feature.SOLUTION,
            Feature.TOLERANCE,
            Feature.MARKUP,
            Feature.SKILL,
            Feature.BLOOM,
            Feature.LABEL,
        }
    ),
    lacks=frozenset({(Kind.CASE_STUDY, Feature.EXPLANATION)}),  # a description has no feedback
)
AIKEN = Capability(kinds=frozenset({Kind.MULTIPLE_CHOICE}), carries=frozenset())
TABLE = Capability(
    kinds=frozenset(Kind),
    carries=frozenset(Feature)
    - {
        Feature.KIND,
        Feature.FRESH_NUMBERS,
        Feature.MISTAKES,
        Feature.CITATIONS,
        Feature.PROVENANCE,
    },
)
QTI = Capability(
    kinds=frozenset(Kind),
    carries=frozenset(
        {
            Feature.TOGETHER,
            Feature.POINTS,
            Feature.RUBRIC,
            Feature.SEVERAL_GAPS,
            Feature.ARROW,
            Feature.EXPLANATION,
            Feature.SOLUTION,
            Feature.TOLERANCE,
            Feature.UNIT,
            Feature.CASE,
            Feature.MARKUP,
            Feature.SKILL,
            Feature.BLOOM,
            Feature.LABEL,
        }
    ),
)
H5P = Capability(
    kinds=frozenset(
        {
            Kind.MULTIPLE_CHOICE,
            Kind.MULTIPLE_RESPONSE,
            Kind.TRUE_FALSE,
            Kind.CLOZE,
            Kind.SHORT_ANSWER,
            Kind.NUMERICAL,
        }
    ),
    carries=frozenset(
        {
            Feature.SEVERAL_GAPS,
            Feature.ARROW,
            Feature.FEEDBACK,
            Feature.MARKUP,
            Feature.CASE,
            Feature.LABEL,
        }
    ),
)
