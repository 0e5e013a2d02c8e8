"""Risk that a learner will not pass, from what they handed in and when: advice to an instructor.

A logistic on submissions and pace, never on who somebody is. Each figure is a sum of named terms,
so that it can be opened down to its reasons. It decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from analytics.elo import squash

PENALTY = 0.3  # C of the logistic; any value from 0.1 to 1 does as well
LEAST = 50  # learners to fit on
FOLDS = 5
Numbers = NDArray[np.float64]


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


def fit_risk(
    paces: Sequence[Mapping[str, float]], courses: Sequence[str], failed: Sequence[bool]
) -> RiskModel:
    """Fitted on learners of the past, then calibrated on predictions for learners left out.

    Raises ValueError for fewer than LEAST learners, or where all had the same result.
    """
    if len(failed) < LEAST or len(set(failed)) < 2:
        raise ValueError(
            f"a risk model needs at least {LEAST} learners of whom some passed and some did not; "
            f"there are {len(failed)}, {sum(failed)} of whom did not pass"
        )
    names = sorted(set(courses))
    inputs = np.array([[pace[name] for name in FEATURES] for pace in paces], dtype=float)
    means, spreads = inputs.mean(axis=0), inputs.std(axis=0)
    spreads[spreads == 0] = 1.0
    marks = np.array([[course == name for name in names] for course in courses], dtype=float)
    table = np.hstack([(inputs - means) / spreads, marks])
    outcome = np.array(failed, dtype=int)
    shift, slope = _calibrate(_predict_left_out(table, outcome), outcome)
    fitted = _fit(table, outcome)
    weights = slope * fitted.coef_[0]
    split = len(FEATURES)
    return RiskModel(
        intercept=float(shift + slope * fitted.intercept_[0]),
        weights=dict(zip(FEATURES, (weights[:split] / spreads).tolist(), strict=True)),
        means=dict(zip(FEATURES, means.tolist(), strict=True)),
        courses=dict(zip(names, weights[split:].tolist(), strict=True)),
    )


def _fit(table: Numbers, outcome: NDArray[np.int_]) -> LogisticRegression:
    return LogisticRegression(C=PENALTY, max_iter=1000).fit(table, outcome)


def _predict_left_out(table: Numbers, outcome: NDArray[np.int_]) -> Numbers:
    """Logits of each learner by a model that has not seen them; folds alternate within results,
    so that each has both."""
    order = np.argsort(outcome, kind="stable")
    fold = np.empty(len(outcome), dtype=int)
    fold[order] = np.arange(len(outcome)) % FOLDS
    logits = np.empty(len(outcome))
    for number in range(FOLDS):
        left_out = fold == number
        model = _fit(table[~left_out], outcome[~left_out])
        logits[left_out] = model.decision_function(table[left_out])
    return logits


def _calibrate(logits: Numbers, outcome: NDArray[np.int_]) -> tuple[float, float]:
    """Platt's line: shift and slope."""
    line = LogisticRegression(C=math.inf).fit(logits.reshape(-1, 1), outcome)
    return float(line.intercept_[0]), float(line.coef_[0][0])
