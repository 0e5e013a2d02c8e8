"""The two-parameter logistic model by marginal maximum likelihood (Bock & Aitkin 1981): EM over a
grid of abilities, with the weak priors that keep such fits finite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logsumexp

from generators.bank.responses import Responses

Doubles = NDArray[np.float64]
NODES = 31
ROUNDS = 60
SLOPE_SD, INTERCEPT_SD = 0.5, 2.0  # of log-slope around 0 and of the intercept: wide


@dataclass(frozen=True, slots=True)
class TwoPl:
    """P(correct) = logistic(slope x ability + intercept); slope, intercept [I]."""

    slope: Doubles
    intercept: Doubles

    def predict(self, data: Responses) -> Doubles:
        """[L, I], averaged over what is believed of each ability."""
        grid, log_weight = _make_grid()
        chances = expit(np.outer(grid, self.slope) + self.intercept)
        found: Doubles = _weigh(chances, data, log_weight) @ chances
        return found


def fit_two_pl(data: Responses) -> TwoPl:
    grid, log_weight = _make_grid()
    right = (data.scores.sum(axis=0) + 1) / (data.mask.sum(axis=0) + 2)
    slope, intercept = np.ones(len(data.items)), np.log(right / (1 - right)).astype(np.float64)
    for _ in range(ROUNDS):
        before = np.concatenate([slope, intercept])
        weight = _weigh(expit(np.outer(grid, slope) + intercept), data, log_weight)
        asked, correct = weight.T @ data.mask, weight.T @ (data.scores * data.mask)
        slope, intercept = _climb(grid, asked, correct, slope, intercept)
        if np.abs(np.concatenate([slope, intercept]) - before).max() < 1e-3:
            break
    return TwoPl(slope, intercept)


def _make_grid() -> tuple[Doubles, Doubles]:
    grid = np.linspace(-4, 4, NODES)
    density = -0.5 * grid**2
    return grid, density - logsumexp(density)


def _weigh(chances: Doubles, data: Responses, log_weight: Doubles) -> Doubles:
    """Posterior of abilities on the grid, [L, NODES]."""
    right, wrong = np.log(chances), np.log1p(-chances)
    known = data.scores * data.mask
    fit = known @ right.T + (data.mask - known) @ wrong.T + log_weight
    found: Doubles = np.exp(fit - logsumexp(fit, axis=1, keepdims=True))
    return found


def _climb(
    grid: Doubles, asked: Doubles, correct: Doubles, slope: Doubles, intercept: Doubles
) -> tuple[Doubles, Doubles]:
    """Newton's steps for all items at once; asked, correct [NODES, I] are expected counts."""
    for _ in range(5):
        chance = expit(np.outer(grid, slope) + intercept)
        rest, spread = correct - asked * chance, asked * chance * (1 - chance)
        # The prior of log-slope N(0, SLOPE_SD), written for the slope.
        by_slope = grid @ rest - np.log(slope) / (SLOPE_SD**2 * slope)
        by_intercept = rest.sum(axis=0) - intercept / INTERCEPT_SD**2
        curve = grid**2 @ spread + 1 / (SLOPE_SD**2 * slope**2)
        cross = grid @ spread
        other = spread.sum(axis=0) + 1 / INTERCEPT_SD**2
        area = np.maximum(curve * other - cross**2, 1e-9)
        slope = slope + np.clip((other * by_slope - cross * by_intercept) / area, -0.5, 0.5)
        slope = np.clip(slope, 0.05, 6.0)
        shift = (curve * by_intercept - cross * by_slope) / area
        intercept = intercept + np.clip(shift, -0.5, 0.5)
    return slope, intercept
