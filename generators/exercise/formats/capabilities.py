"""What each format can hold, apart from how it is written: pages ask it without loading writers."""

from __future__ import annotations

from generators.exercise.content import QUESTION_KINDS, Kind
from generators.exercise.formats.features import SIDECAR, Capability, Feature

MOODLE = Capability(
    kinds=frozenset(QUESTION_KINDS),
    carries=frozenset(Feature) - SIDECAR - {Feature.KIND},
    # Moodle's essay questions drop their hints when they are imported.
    hintless=frozenset({Kind.OPEN_ANSWER}),
)
GIFT = Capability(
    kinds=frozenset(QUESTION_KINDS) - {Kind.ORDERING},
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
)
AIKEN = Capability(kinds=frozenset({Kind.MULTIPLE_CHOICE}), carries=frozenset())
TABLE = Capability(
    kinds=frozenset(QUESTION_KINDS),
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
    kinds=frozenset(QUESTION_KINDS),
    carries=frozenset(
        {
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
