from __future__ import annotations

import pytest

from analytics.intervals import bound_correlation, bound_share


def test_too_few_pairs_bound_nothing() -> None:
    with pytest.raises(ValueError, match="four are the least"):
        bound_correlation(0.5, 3)


@pytest.mark.parametrize(("share", "count"), [(0.0, 1), (1.0, 1), (0.5, 7), (0.0, 500)])
def test_share_lies_in_its_interval_and_in_its_range(share: float, count: int) -> None:
    low, high = bound_share(share, count)
    assert 0 <= low <= share <= high <= 1
    assert high - low < 1


def test_of_nobody_anything_may_hold() -> None:
    assert bound_share(0.0, 0) == (0.0, 1.0)


def test_wilson_as_by_hand() -> None:
    """z = 1.28155, 4 of 10: centre (.4 + z²/20) / (1 + z²/10), by a calculator."""
    low, high = bound_share(0.4, 10)
    assert (low, high) == (pytest.approx(0.2287, abs=1e-3), pytest.approx(0.5995, abs=1e-3))


def test_more_pairs_bound_closer() -> None:
    few, many = bound_correlation(0.3, 20), bound_correlation(0.3, 200)
    assert few[0] < many[0] < 0.3 < many[1] < few[1]
    assert -1 <= bound_correlation(1.0, 5)[0] < bound_correlation(1.0, 5)[1] <= 1
