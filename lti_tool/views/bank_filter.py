"""The filter of the list of exercises, out of the address and into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_tool.models import ExerciseState
from lti_tool.services.bank import BankFilter

MARKS = ("", "reported", "stale", "odd")


def read_filter(values: Mapping[str, str]) -> BankFilter:
    """What is not known does not narrow."""
    state, mark, page = (values.get(name, "") for name in ("state", "mark", "page"))
    return BankFilter(
        words=values.get("words", "").strip()[:200],
        skill=values.get("skill", "")[:32],
        kind=values.get("kind", "")[:24],
        state=ExerciseState(state) if state in set(ExerciseState) else None,
        mark=mark if mark in MARKS else "",
        page=max(1, int(page[:6])) if page.isdecimal() else 1,
    )


def filter_args(wanted: BankFilter) -> dict[str, Any]:
    """Without the empty ones and the page."""
    args = {
        "words": wanted.words,
        "skill": wanted.skill,
        "kind": wanted.kind,
        "state": wanted.state.value if wanted.state else "",
        "mark": wanted.mark,
    }
    return {name: value for name, value in args.items() if value}
