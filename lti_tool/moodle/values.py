"""Figures and times as Moodle's answers hold them, in whatever type they come."""

from __future__ import annotations

import math
from datetime import UTC, datetime


def take_number(value: object) -> float | None:
    """Moodle mixes "89.80000" and 89.8."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def take_time(value: object) -> datetime | None:
    seconds = take_number(value)
    if not seconds or not 0 < seconds < 253_402_300_800:  # the year 10000
        return None
    return datetime.fromtimestamp(seconds, UTC)
