"""Intervals of 80 % for shares and correlations: how far a figure of few learners reaches."""

from __future__ import annotations

import math

Z80 = 1.2815515655446004  # a Gaussian lies within so many deviations of its mean, 8 times in 10
Interval = tuple[float, float]


def bound_share(share: float, count: int) -> Interval:
    """Wilson's interval of a share in [0, 1] of `count` cases; (0, 1) for none."""
    if count <= 0:
        return 0.0, 1.0
    pull = Z80**2 / count
    centre = (share + pull / 2) / (1 + pull)
    reach = Z80 * math.sqrt(share * (1 - share) / count + pull / (4 * count)) / (1 + pull)
    # In exact numbers the share lies within; rounding may put it a hair outside.
    return min(share, max(0.0, centre - reach)), max(share, min(1.0, centre + reach))


def bound_correlation(correlation: float, count: int) -> Interval:
    """Fisher's interval. Raises ValueError below four pairs, of which nothing can be said."""
    if count < 4:
        raise ValueError(f"{count} pairs bound no correlation: four are the least")
    shifted = math.atanh(min(max(correlation, -0.999999), 0.999999))
    reach = Z80 / math.sqrt(count - 3)
    return math.tanh(shifted - reach), math.tanh(shifted + reach)
