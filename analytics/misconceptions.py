"""Which errors learners make, and whether they become fewer: counted by learners, not by clicks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analytics.intervals import Interval, bound_share

LEAST_ANSWERS = 5  # before and lately, below which no trend is told


@dataclass(frozen=True, slots=True)
class Seen:
    """One learner's answer to one exercise; `errors` are keys that the caller chose, none where it
    was right. An error may be met in several exercises."""

    learner: str
    exercise: str
    time: datetime
    errors: frozenset[str] = frozenset()


class Trend(StrEnum):
    UNKNOWN = "unknown"
    FEWER = "fewer"
    MORE = "more"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Part:
    """Of `of` answers, `made` held the error."""

    made: int
    of: int

    @property
    def interval(self) -> Interval:
        return bound_share(self.made / self.of if self.of else 0.0, self.of)


@dataclass(frozen=True, slots=True)
class ErrorTally:
    """`learners` made the error, of `of` who answered an exercise in which anybody made it.
    `before` and `lately` count answers to those exercises, before and since the day asked for."""

    learners: frozenset[str]
    of: int
    before: Part
    lately: Part

    @property
    def share(self) -> float:
        return len(self.learners) / self.of

    @property
    def interval(self) -> Interval:
        return bound_share(self.share, self.of)

    @property
    def trend(self) -> Trend:
        """A change is told only where the two intervals lie apart."""
        if min(self.before.of, self.lately.of) < LEAST_ANSWERS:
            return Trend.UNKNOWN
        before, lately = self.before.interval, self.lately.interval
        if lately[1] < before[0]:
            return Trend.FEWER
        return Trend.MORE if lately[0] > before[1] else Trend.SAME


def tally_errors(answers: Iterable[Seen], since: datetime) -> dict[str, ErrorTally]:
    """By error. Those who never met an exercise with the error are not among its `of`."""
    by_exercise: defaultdict[str, list[Seen]] = defaultdict(list)
    places: defaultdict[str, set[str]] = defaultdict(set)
    for answer in answers:
        by_exercise[answer.exercise].append(answer)
        for error in answer.errors:
            places[error].add(answer.exercise)
    return {
        error: _tally(error, [one for place in met for one in by_exercise[place]], since)
        for error, met in places.items()
    }


def _tally(error: str, answers: list[Seen], since: datetime) -> ErrorTally:
    made = [one for one in answers if error in one.errors]
    lately = Part(sum(one.time >= since for one in made), sum(one.time >= since for one in answers))
    return ErrorTally(
        learners=frozenset(one.learner for one in made),
        of=len({one.learner for one in answers}),
        before=Part(len(made) - lately.made, len(answers) - lately.of),
        lately=lately,
    )
