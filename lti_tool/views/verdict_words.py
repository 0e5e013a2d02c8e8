"""The words for what a check says of a draft. Codes come from generators.checks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CHECKS: dict[str, str] = {
    "schema": _l("Form"),
}
REASONS: dict[str, str] = {
    "no_content": _l("The drafter gave nothing that can be read as an exercise."),
}


def describe_check(check: str) -> str:
    return str(CHECKS.get(check, check))


def describe_verdict(check: str, reason: str) -> str:
    """A sentence; a code without one is shown as it is."""
    return str(REASONS.get(reason) or reason or describe_check(check))
