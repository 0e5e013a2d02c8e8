"""Signs: unusable or thin trails first; a learner is held against their own pace only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from analytics.risk import FEATURES, RiskModel, Work
from analytics.shipped_risk import load_model, read_model
from analytics.signs import Sign, Trail, find_reasons, is_quiet

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CALM = RiskModel(-9.0, dict.fromkeys(FEATURES, 0.0), dict.fromkeys(FEATURES, 0.0))


def trail(days_ago: Iterable[float], *works: Work, accessed: float | None = None) -> Trail:
    return Trail(
        worked=[NOW - timedelta(days=days) for days in days_ago],
        joined=NOW - timedelta(days=90),
        accessed=None if accessed is None else NOW - timedelta(days=accessed),
        works=works,
    )


def signs(
    found: Trail, model: RiskModel = CALM, *, quiet: bool = False
) -> dict[Sign, dict[str, int]]:
    reasons = find_reasons(found, NOW, 90.0, model, quiet=quiet)
    return {reason.sign: reason.facts for reason in reasons}


def test_model_that_lacks_an_input_is_refused() -> None:
    with pytest.raises(ValueError, match="write it anew"):
        read_model('{"weights": {}, "means": {}}')


def test_who_just_worked_has_no_sign_and_neither_has_one_who_just_came() -> None:
    assert signs(trail([1, 3, 5, 9])) == {}
    newcomer = Trail(worked=(), joined=NOW - timedelta(days=3))
    assert signs(newcomer) == {}


def test_silence_is_told_against_ones_own_rhythm() -> None:
    assert signs(trail([12, 13, 14, 15])) == {Sign.SILENT: {"days": 12, "usual": 1}}
    assert signs(trail([12, 22, 32, 42])) == {}
    assert signs(trail([6, 7, 8])) == {}
    assert signs(trail([9])) == {}
    assert signs(trail([15])) == {Sign.SILENT: {"days": 15, "usual": 0}}


def test_who_never_began() -> None:
    assert signs(trail([])) == {Sign.NOT_STARTED: {"days": 90}}


def test_last_access_is_told_where_the_platform_tells_it() -> None:
    assert signs(trail([1], accessed=2)) == {}
    assert signs(trail([1], accessed=20)) == {Sign.AWAY: {"days": 20}}


def test_slower_than_before() -> None:
    before = [15 + n / 2 for n in range(56)]  # two a day over four weeks and a half day
    assert signs(trail([1, 3, *before]))[Sign.SLOWER] == {"lately": 2, "earlier": 27}
    assert Sign.SLOWER not in signs(trail([*(n / 2 for n in range(28)), *before]))
    assert Sign.SLOWER not in signs(trail([1, 15, 20, 40]))


def test_quiet_course_makes_silence_no_sign_but_missed_work_stays_one() -> None:
    trails = [trail([20, 25, 30]) for _ in range(5)]
    assert is_quiet(trails, NOW)
    assert not is_quiet([*trails, trail([1]), trail([2])], NOW)
    missed = trail([20], Work(due=30), Work(due=60))
    assert set(signs(missed, quiet=True)) == {Sign.MISSED}
    assert is_quiet([], NOW)


def test_missed_work_counts_when_it_is_the_latest_or_more_than_one() -> None:
    done = [Work(due=40, submitted=39), Work(due=60, submitted=58)]
    assert signs(trail([1], Work(due=20), *done)) == {}
    assert signs(trail([1], Work(due=80), *done))[Sign.MISSED] == {"missed": 1, "due": 3}
    assert signs(trail([1], Work(due=95), *done)) == {}


def test_record_speaks_from_two_dated_works_on_and_only_of_bad_ones() -> None:
    model = load_model().risk
    missing = [Work(due=20), Work(due=40), Work(due=60)]
    assert Sign.RECORD in signs(trail([1], *missing), model)
    assert Sign.RECORD not in signs(trail([1], missing[0]), model)
    handed_in = [Work(due=20 * n, submitted=20 * n - 1) for n in (1, 2, 3)]
    assert signs(trail([1], *handed_in), model) == {}
