"""About how long an exercise takes, by its kind."""

from __future__ import annotations

from generators.exercise.content import Kind

MINUTES = {
    Kind.MULTIPLE_CHOICE: 1,
    Kind.MULTIPLE_RESPONSE: 2,
    Kind.TRUE_FALSE: 1,
    Kind.CLOZE: 2,
    Kind.SHORT_ANSWER: 2,
    Kind.NUMERICAL: 4,
    Kind.MATCHING: 2,
    Kind.ORDERING: 2,
    Kind.OPEN_ANSWER: 8,
    Kind.CASE_STUDY: 8,
}
