"""Signs that a conversation may help, from when a learner worked and what was due: plain reasons.

No probability is told: how far one fitted elsewhere holds in this course is not known. A learner
is compared with their own earlier pace, never with others; only where the whole course is quiet
(holidays) is silence no sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from analytics.risk import RiskModel, Work, measure_pace

SPELL = timedelta(days=14)  # over which pace is measured
SILENT = timedelta(days=7)  # below this, silence is no sign; below SPELL, of whom no pace is known
UNUSUAL = 2.0  # times the learner's own usual gap
LEAST_SPELLS = 2  # of own earlier work, before a pace is known
LEAST_PACE = 4.0  # pieces of work a spell, below which a pace says nothing
ALIVE = 0.25  # share of the learners who worked lately, below which the whole course is quiet
COMMON = 0.25  # share of the learners who handed a piece of work in, below which it was optional
LEAST_DUE = 2  # pieces of work, before the fitted record says anything


class Sign(StrEnum):
    """Facts: SILENT days, usual - NOT_STARTED days - AWAY days - SLOWER lately, earlier -
    MISSED missed, due - RECORD none."""

    SILENT = "silent"
    NOT_STARTED = "not_started"
    AWAY = "away"
    SLOWER = "slower"
    MISSED = "missed"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known of one learner. `worked`: times of answers and submissions, in any order;
    `accessed`: the last access to the course, None where the platform does not tell. `works` are
    those that have a due date, in days since the course began; `enrolled` likewise, None for who
    was there from the beginning."""

    worked: Sequence[datetime]
    joined: datetime
    accessed: datetime | None = None
    works: Sequence[Work] = ()
    enrolled: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    sign: Sign
    facts: dict[str, int]


def is_quiet(trails: Sequence[Trail], now: datetime) -> bool:
    """Whether too few worked lately for anybody's silence to be a sign."""
    started = [trail for trail in trails if trail.worked]
    alive = sum(max(trail.worked) > now - SPELL for trail in started)
    return alive < ALIVE * len(started) or not started


def drop_optional(trails: Mapping[str, Trail], day: float) -> dict[str, Trail]:
    """Without the pieces of work that hardly anybody handed in. Each trail names the same works
    in the same order."""
    columns = list(zip(*(trail.works for trail in trails.values()), strict=True))
    done = [sum(w.submitted is not None and w.submitted <= day for w in works) for works in columns]
    kept = [place for place, count in enumerate(done) if count >= COMMON * len(trails)]
    return {
        learner: replace(trail, works=[trail.works[place] for place in kept])
        for learner, trail in trails.items()
    }


def find_reasons(
    trail: Trail, now: datetime, day: float, model: RiskModel, *, quiet: bool
) -> list[Reason]:
    """Empty for most. `day` is the course's; `model` weighs the record of what was due, and is
    asked only whether more of those with such a record failed than passed where it was fitted."""
    trail = replace(trail, works=list(_list_own(trail)))
    found = [_find_missed(trail, day), _find_record(trail, day, model)]
    if not quiet:
        found = [
            _find_silence(trail, now),
            _find_absence(trail, now),
            _find_slower(trail, now),
            *found,
        ]
    return [reason for reason in found if reason]


def _list_own(trail: Trail) -> Iterator[Work]:
    """What was due before somebody came is not theirs."""
    return (work for work in trail.works if trail.enrolled is None or work.due > trail.enrolled)


def _find_silence(trail: Trail, now: datetime) -> Reason | None:
    worked = sorted(trail.worked)
    if not worked:
        waited = now - trail.joined
        return Reason(Sign.NOT_STARTED, {"days": waited.days}) if waited >= SPELL else None
    rest = now - worked[-1]
    days = sorted({moment.date() for moment in worked})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    known = len(gaps) >= LEAST_SPELLS
    usual = median(gaps) if known else 0
    if rest < (SILENT if known else SPELL) or rest.days < UNUSUAL * usual:
        return None
    return Reason(Sign.SILENT, {"days": rest.days, "usual": round(usual)})


def _find_absence(trail: Trail, now: datetime) -> Reason | None:
    """Told only where it says more than the silence does."""
    if trail.accessed is None or now - trail.accessed < SILENT:
        return None
    return Reason(Sign.AWAY, {"days": (now - trail.accessed).days})


def _find_slower(trail: Trail, now: datetime) -> Reason | None:
    """Whole spells back to the first work; of one who stopped, silence speaks."""
    lately = sum(moment > now - SPELL for moment in trail.worked)
    if not trail.worked or not lately:
        return None
    spells = int((now - SPELL - min(trail.worked)) / SPELL)
    if spells < LEAST_SPELLS:
        return None
    since = now - SPELL * (spells + 1)
    earlier = sum(since < moment <= now - SPELL for moment in trail.worked) / spells
    if earlier < LEAST_PACE or lately > earlier / 2:
        return None
    return Reason(Sign.SLOWER, {"lately": lately, "earlier": round(earlier)})


def _find_missed(trail: Trail, day: float) -> Reason | None:
    """From two on, or the latest: one that was left out long ago is no reason for a talk."""
    due = sorted((work for work in trail.works if work.due <= day), key=lambda work: work.due)
    missed = [work for work in due if work.submitted is None or work.submitted > day]
    if not missed or (len(missed) == 1 and due[-1] not in missed):
        return None
    return Reason(Sign.MISSED, {"missed": len(missed), "due": len(due)})


def _find_record(trail: Trail, day: float, model: RiskModel) -> Reason | None:
    if sum(work.due <= day for work in trail.works) < LEAST_DUE:
        return None
    likelier = model.predict(measure_pace(trail.works, day, trail.enrolled)) > 0.5
    return Reason(Sign.RECORD, {}) if likelier else None
