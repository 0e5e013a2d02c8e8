"""Risk that a learner will not pass, from what they handed in and when: advice to an instructor.

A logistic on submissions and pace, never on who somebody is. Each figure is a sum of named terms,
so that it can be opened down to its reasons. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analytics.elo import squash


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of graded work of one learner. Days count from the start of the course.

    `submitted` is None where nothing was handed in. `score` is in deviations from the mean of
    those of the course who have handed it in by now; None where it has no score. `carried` is a
    result taken over from an earlier time.
    """

    due: float
    weight: float = 1.0
    submitted: float | None = None
    score: float | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A reason: what it is, and by how many logits it raises (or lowers) the risk."""

    name: str
    logits: float


def measure_pace(works: Sequence[Work], day: float, enrolled: float | None) -> dict[str, float]:
    """What a learner has done by a day: the inputs of the risk, by the names of its reasons.

    What was handed in later is not looked at. `enrolled` is the day of enrolment, negative before
    the start; None where it is not known.
    """
    due = [work for work in works if work.due <= day]
    done = [work for work in works if work.submitted is not None and work.submitted <= day]
    missing = [work for work in due if work not in done]
    scores = [work.score for work in done if work.score is not None]
    late = [
        work.submitted - work.due
        for work in done
        if work.submitted is not None and not work.carried
    ]
    latest = max(due, key=lambda work: work.due, default=None)
    share = sum(work.weight + 1 for work in missing) / (sum(w.weight + 1 for w in due) or 1.0)
    ahead = 0.0 if enrolled is None else max(0.0, min(160.0, -enrolled)) / 50
    return {
        "share_missing": share,
        "count_missing": float(len(missing)),
        "latest_missing": float(latest in missing) if latest else 0.0,
        "any_submitted": float(bool(done)),
        "ahead_of_due": float(len(done) - (len(due) - len(missing))),
        "mean_score": sum(scores) / len(scores) if scores else 0.0,
        "worst_score": min(0.0, *scores) if scores else 0.0,
        "lateness": max(-20.0, min(15.0, sum(late) / len(late))) / 7 if late else 0.0,
        "any_late": float(any(days > 0 for days in late)),
        "carried_over": float(sum(work.carried for work in done)),
        "enrolled_early": ahead,
        "enrolled_last_minute": float(enrolled is not None and enrolled > -15),
    }


FEATURES = tuple(measure_pace((), 0.0, None))


@dataclass(frozen=True, slots=True)
class RiskModel:
    """Inputs are FEATURES; `courses` are offsets in logits, 0 for a course that is not known."""

    intercept: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    courses: Mapping[str, float] = field(default_factory=dict)

    def predict(self, pace: Mapping[str, float], course: str = "") -> float:
        """P(the course is not passed)."""
        terms = self.explain(pace)
        offset = self.intercept + self.courses.get(course, 0.0)
        return squash(offset + sum(term.logits for term in terms))

    def explain(self, pace: Mapping[str, float]) -> list[Term]:
        """Against an average learner, what weighs most first. Raises KeyError for a missing
        input."""
        terms = [
            Term(name, weight * (pace[name] - self.means[name]))
            for name, weight in self.weights.items()
        ]
        return sorted(terms, key=lambda term: -abs(term.logits))
