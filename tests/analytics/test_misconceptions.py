"""Errors are counted by learners; a trend is told only where it is clear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from analytics.misconceptions import Part, Seen, Trend, tally_errors

DAY = datetime(2026, 3, 1, tzinfo=UTC)
ERROR = frozenset({"adds"})


def seen(learner: str, day: int = 0, exercise: str = "x", *, wrong: bool = False) -> Seen:
    return Seen(learner, exercise, DAY + timedelta(days=day), ERROR if wrong else frozenset())


def test_nothing_answered_and_nothing_wrong() -> None:
    assert tally_errors([], DAY) == {}
    assert tally_errors([seen("ada"), seen("ben")], DAY) == {}


def test_learner_counts_once_however_often_they_err() -> None:
    answers = [seen("ada", n, f"x{n}", wrong=True) for n in range(3)] + [seen("ben", 0, "x1")]
    tally = tally_errors(answers, DAY)["adds"]
    assert (tally.learners, tally.of) == (frozenset({"ada"}), 2)
    assert tally.share == 0.5


def test_who_never_met_the_error_is_not_counted() -> None:
    tally = tally_errors([seen("ada", wrong=True), seen("ben", exercise="y")], DAY)["adds"]
    assert tally.of == 1


def trend_of(before: tuple[int, int], lately: tuple[int, int]) -> Trend:
    answers = []
    for day, (made, of) in ((-5, before), (5, lately)):
        answers += [seen(f"{day}-{n}", day, wrong=n < made) for n in range(of)]
    tally = tally_errors(answers, DAY)["adds"]
    assert (tally.before, tally.lately) == (Part(*before), Part(*lately))
    return tally.trend


def test_trend_needs_answers_and_a_clear_difference() -> None:
    assert trend_of((4, 4), (0, 30)) is Trend.UNKNOWN
    assert trend_of((5, 10), (4, 10)) is Trend.SAME
    assert trend_of((18, 20), (2, 20)) is Trend.FEWER
    assert trend_of((2, 20), (18, 20)) is Trend.MORE
