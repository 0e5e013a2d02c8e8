"""How far predicted chances lie from what happens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 15


def measure_ece(predicted: NDArray[np.float64], happened: NDArray[np.float64]) -> float:
    """Expected calibration error in [0, 1], over equally wide bins."""
    places = np.minimum((predicted * BINS).astype(int), BINS - 1)
    gaps = np.bincount(places, predicted - happened, BINS)
    return float(np.abs(gaps).sum() / len(predicted))
