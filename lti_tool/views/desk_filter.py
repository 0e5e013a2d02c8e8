"""The desk's filter as the address has it, so that each step comes back to the same list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g

from lti_tool.models import DraftState
from lti_tool.services.desk import DraftFilter

STATES = {
    "": DraftState.IN_REVIEW,
    "refused": DraftState.REFUSED,
    "rejected": DraftState.REJECTED,
}
FLAGS = ("", "some", "none")


def read_filter(values: Mapping[str, str]) -> DraftFilter:
    """What is not known does not narrow."""
    flags = values.get("flags", "")
    return DraftFilter(
        state=STATES.get(values.get("state", ""), DraftState.IN_REVIEW),
        skill=values.get("skill", "")[:32],
        kind=values.get("kind", "")[:24],
        request=values.get("request", "")[:32],
        flags=flags if flags in FLAGS else "",
        assigned_to=g.visit.person.id if values.get("mine") else "",
    )


def filter_args(wanted: DraftFilter) -> dict[str, Any]:
    """The address's arguments for this filter, without the empty ones."""
    state = next(name for name, state in STATES.items() if state is wanted.state)
    args = {
        "state": state,
        "skill": wanted.skill,
        "kind": wanted.kind,
        "request": wanted.request,
        "flags": wanted.flags,
        "mine": "1" if wanted.assigned_to else "",
    }
    return {name: value for name, value in args.items() if value}
