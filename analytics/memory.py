"""How well an exercise that may come again is still in mind: FSRS-6, corrected as answers come.

FSRS-6 (github.com/open-spaced-repetition/py-fsrs, default weights) gives each exercise a stability
in days and a difficulty; a logistic line over its predictions, learnt online from each learner's
own reviews, takes out what the defaults have wrong for them. Only repeated exercises count: a
skill practised by ever new exercises is not remembered by heart, and is the learner model's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler

from analytics.elo import squash
from analytics.types import Choice, Evidence

AGAIN, HARD, GOOD, EASY = (int(rating) for rating in Rating)
RIGHT = 0.5  # a score from here on is remembered
APART = timedelta(days=1)  # FSRS speaks of whole days: sooner, what is held is no memory
LOGIT = 6.0  # predictions beyond are taken as these
FSRS = Scheduler(enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one exercise. `stability` is the days in which recall falls to 0.9, `difficulty` is in
    [1, 10]; both are FSRS's."""

    stability: float
    difficulty: float
    seen: datetime

    def recall(self, now: datetime) -> float:
        """P(remembered) in (0, 1]; 1 on the day of the last review."""
        return float(FSRS.get_card_retrievability(_to_card(self), now.astimezone(UTC)))


@dataclass(frozen=True, slots=True)
class Recalibration:
    """logit(p) -> `shift` + `slope` * logit(p): a Gaussian belief, moved by each review.

    The variances say how far the defaults may be from a learner; they shrink as reviews come.
    """

    shift: float = 0.0
    slope: float = 1.0
    shift_variance: float = 0.1
    slope_variance: float = 0.1
    covariance: float = 0.0

    def correct(self, p: float) -> float:
        return squash(self.shift + self.slope * _logit(p))

    def learn(self, p: float, remembered: bool) -> Recalibration:
        """One step of the extended Kalman filter of the logistic, as in the learner model."""
        x = _logit(p)
        known = self.correct(p)
        information = known * (1 - known)
        to_shift = self.shift_variance + self.covariance * x
        to_slope = self.covariance + self.slope_variance * x
        weight = 1 / (1 + information * (to_shift + to_slope * x))
        step, shrink = (float(remembered) - known) * weight, information * weight
        return Recalibration(
            self.shift + to_shift * step,
            self.slope + to_slope * step,
            self.shift_variance - shrink * to_shift**2,
            self.slope_variance - shrink * to_slope**2,
            self.covariance - shrink * to_shift * to_slope,
        )


@dataclass(frozen=True, slots=True)
class Recollection:
    """What one learner still has in mind: a fold over their answers in order of time."""

    memories: Mapping[str, Memory] = field(default_factory=dict)
    recalibration: Recalibration = Recalibration()

    def predict(self, exercise: str, now: datetime) -> float | None:
        """P(remembered); None for one that was never answered."""
        known = self.memories.get(exercise)
        return None if known is None else self.recalibration.correct(known.recall(now))

    def recall(self, choices: Iterable[Choice], now: datetime) -> dict[str, float]:
        """P(remembered) of the answered ones, by exercise."""
        return {
            choice.exercise: chance
            for choice in choices
            if choice.answered and (chance := self.predict(choice.exercise, now)) is not None
        }

    def after_evidence(self, piece: Evidence) -> Recollection:
        """Right or wrong is all that is known; a grade of a whole activity says nothing."""
        if not piece.exercise:
            return self
        return self.after(piece.exercise, GOOD if piece.score >= RIGHT else AGAIN, piece.time)

    def after(self, exercise: str, rating: int, time: datetime) -> Recollection:
        """`rating` is FSRS's: 1 again, 2 hard, 3 good, 4 easy. Raises ValueError for another."""
        before = self.memories.get(exercise)
        recalibration = self.recalibration
        if before is not None and time - before.seen >= APART:
            recalibration = recalibration.learn(before.recall(time), rating > AGAIN)
        after = review_memory(before, rating, time)
        return Recollection({**self.memories, exercise: after}, recalibration)


def review_memory(before: Memory | None, rating: int, time: datetime) -> Memory:
    """The memory after a review at an aware `time`."""
    time = time.astimezone(UTC)
    card, _ = FSRS.review_card(_to_card(before, time), Rating(rating), time)
    if card.stability is None or card.difficulty is None:
        raise ValueError("a reviewed card has a stability")
    return Memory(card.stability, card.difficulty, time)


def recollect(evidence: Iterable[Evidence]) -> Recollection:
    """From one learner's answers, in whatever order they come."""
    found = Recollection()
    for piece in sorted(evidence, key=lambda piece: (piece.time, piece.id)):
        found = found.after_evidence(piece)
    return found


def _to_card(memory: Memory | None, time: datetime | None = None) -> Card:
    """With an id and a due time of ours: for want of them FSRS sleeps and reads the clock."""
    if memory is None:
        return Card(card_id=0, due=time)
    return Card(
        card_id=0,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.seen,
        last_review=memory.seen,
    )


def _logit(p: float) -> float:
    if p <= 0 or p >= 1:
        return math.copysign(LOGIT, p - 0.5)
    return min(LOGIT, max(-LOGIT, math.log(p / (1 - p))))
