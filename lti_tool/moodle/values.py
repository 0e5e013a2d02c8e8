"""Figures and times as Moodle's answers hold them, in whatever type they come."""

from __future__ import annotations

import html
import math
from datetime import UTC, datetime
from typing import Any


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


def take_text(value: object) -> str:
    """Moodle escapes names for a page: "O&#039;Connell &amp; Co"."""
    return html.unescape(value) if isinstance(value, str) else ""


def take_dicts(value: object) -> list[dict[str, Any]]:
    """The entries of a list that are what they should be; none where there is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
