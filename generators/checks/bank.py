"""A draft beside the whole bank: too near to an exercise of it, or off the course."""

from __future__ import annotations

from generators.checks.case import Case
from generators.exercise.rules import Finding, flag, not_run

_EVIDENCE = 160


def check_too_near(case: Case) -> Finding | None:
    if case.sight is None:
        return not_run(_why_blind(case))
    sight = case.sight
    if sight.nearest is None or sight.distance >= sight.near:
        return None
    stem = case.bank[sight.nearest].stem[:_EVIDENCE]
    return flag("too_near", f"{sight.distance:.2f} < {sight.near:.2f}: {stem}")


def check_off_course(case: Case) -> Finding | None:
    """Unlikely among the exercises, and unlike every passage too."""
    if case.sight is None:
        return not_run(_why_blind(case))
    sight = case.sight
    if sight.bound >= sight.off:
        return None
    unlikely = f"{sight.bound:.0f} < {sight.off:.0f} nats"
    if sight.likeness is None:
        return flag("off_course", unlikely)
    if sight.likeness >= sight.unlike:
        return None
    return flag("off_course", f"{unlikely}, {sight.likeness:.2f} < {sight.unlike:.2f}")


def _why_blind(case: Case) -> str:
    return case.tools.no_bank if case.tools.bank is None else "language_unknown"
