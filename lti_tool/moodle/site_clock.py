"""What time it is over there: Moodle tells times by its own clock, which may not be ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

ON_THE_WAY = timedelta(seconds=2)  # an answer is dated in whole seconds, and takes a while


def _utcnow() -> datetime:
    return datetime.now(UTC)


@dataclass
class SiteClock:
    """`ahead` is how far the site's clock is before ours, as its last answer told."""

    ahead: timedelta = timedelta()
    now_here: Callable[[], datetime] = _utcnow

    def learn(self, date: str) -> None:
        """`date` as the HTTP header gives it; one that is none changes nothing."""
        try:
            told = parsedate_to_datetime(date)
        except ValueError:
            return
        if told.tzinfo is not None:
            self.ahead = told - self.now_here()

    def now(self) -> datetime:
        """A moment of the site's clock that has passed there for certain."""
        return self.now_here() + self.ahead - ON_THE_WAY
