"""Evidence of a site's courses as rows that a model is fitted on, early ones apart from late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analytics.profile import sort_evidence
from analytics.tracing.log import AnswerRow
from analytics.types import Evidence

EARLY, MIDDLE = 0.6, 0.8  # shares of a course's answers, in order of time


@dataclass(frozen=True, slots=True)
class CourseEvidence:
    """`easy`: how easy exercises were thought to be before anybody answered, in logits by id."""

    course: str
    evidence: Sequence[Evidence]
    easy: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CourseRows:
    """Of one course in order of time: what is fitted on, corrected on, judged on."""

    early: list[AnswerRow]
    middle: list[AnswerRow]
    late: list[AnswerRow]

    @property
    def every(self) -> list[AnswerRow]:
        return [*self.early, *self.middle, *self.late]


def split_rows(course: CourseEvidence) -> CourseRows:
    """Raises ValueError for evidence that cannot be used. Names are made unlike those of other
    courses: a person in two of them is two learners, as on their pages."""
    rows = [_make_row(course, piece) for piece in _sort(course.evidence)]
    rows.sort(key=lambda row: (row.time, row.user, row.item))
    first, second = round(EARLY * len(rows)), round(MIDDLE * len(rows))
    return CourseRows(rows[:first], rows[first:second], rows[second:])


def name_within(course: str, name: str) -> str:
    return f"{course}/{name}"


def _sort(evidence: Iterable[Evidence]) -> Iterable[Evidence]:
    by_learner: dict[str, list[Evidence]] = {}
    for piece in evidence:
        by_learner.setdefault(piece.learner, []).append(piece)
    for learner, mine in by_learner.items():
        yield from sort_evidence(learner, mine)


def _make_row(course: CourseEvidence, piece: Evidence) -> AnswerRow:
    name = course.course
    return AnswerRow(
        user=name_within(name, piece.learner),
        item=name_within(name, piece.exercise) if piece.exercise else "",
        skills=tuple(name_within(name, skill) for skill in piece.skills),
        time=piece.time.timestamp(),
        correct=piece.score,
        weight=piece.weight,
        easy=course.easy.get(piece.exercise, 0.0) if piece.exercise else 0.0,
        course=name,
    )
