"""Snapshots as plain numbers and names, to be kept as JSON: reading one executes nothing.

What a site shares (constants, blend) and what a course has of its own are kept apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from analytics.blend import Blend, Line, Terms, Tree
from analytics.parameters import DEFAULTS, Parameters
from analytics.snapshot import Snapshot

Plain = dict[str, Any]


class PlainError(ValueError):
    """What was kept is not a snapshot."""


def write_site(snapshot: Snapshot) -> Plain:
    """The part that all courses of a site share."""
    return {
        "parameters": asdict(snapshot.parameters),
        "line": asdict(snapshot.line),
        "blend": asdict(snapshot.blend) if snapshot.blend else None,
    }


def write_course(snapshot: Snapshot) -> Plain:
    """The rest: `skills` and `exercises` as [difficulty, answers behind it] by name."""
    return {
        "mean": snapshot.parameters.general_mean,
        "line": asdict(snapshot.line),
        "blend_line": asdict(snapshot.blend.line) if snapshot.blend else None,
        "skills": _pair(snapshot.skills, snapshot.skills_seen),
        "exercises": _pair(snapshot.difficulties, snapshot.seen),
    }


def read_snapshot(site: Mapping[str, Any], course: Mapping[str, Any] | None = None) -> Snapshot:
    """A course without anything of its own is an average one of its site. Raises `PlainError`."""
    try:
        snapshot = _read_site(site)
        return _read_course(snapshot, course) if course is not None else snapshot
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise PlainError(f"{type(error).__name__}: {error}") from error


def _pair(values: Mapping[str, float], seen: Mapping[str, float]) -> dict[str, list[float]]:
    return {name: [value, seen.get(name, 0.0)] for name, value in values.items()}


def _read_site(site: Mapping[str, Any]) -> Snapshot:
    names = {one.name for one in fields(Parameters)}
    known = {name: _number(value) for name, value in site["parameters"].items() if name in names}
    whole = int(known.pop("enough_answers", DEFAULTS.enough_answers))
    parameters = replace(DEFAULTS, **known, enough_answers=whole)
    low = min(parameters.general_variance, parameters.skill_variance)
    if low <= 0 or not 0 <= parameters.guess < 1:
        raise PlainError("a variance that is not positive, or a guess outside [0, 1)")
    blend = _read_blend(site["blend"]) if site["blend"] is not None else None
    return Snapshot(parameters, line=_read_line(site["line"]), blend=blend)


def _read_course(site: Snapshot, course: Mapping[str, Any]) -> Snapshot:
    blend = site.blend
    if blend is not None and course["blend_line"] is not None:
        blend = replace(blend, line=_read_line(course["blend_line"]))
    difficulties, seen = _unpair(course["exercises"])
    skills, skills_seen = _unpair(course["skills"])
    parameters = replace(site.parameters, general_mean=_number(course["mean"]))
    line = _read_line(course["line"])
    return Snapshot(parameters, difficulties, skills, seen, skills_seen, line, blend)


def _unpair(pairs: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    read = {str(name): (_number(pair[0]), _number(pair[1])) for name, pair in pairs.items()}
    return {name: one for name, (one, _) in read.items()}, {
        name: seen for name, (_, seen) in read.items()
    }


def _read_blend(plain: Mapping[str, Any]) -> Blend:
    trees = tuple(_read_tree(one) for one in plain["trees"])
    linear, stack = _read_terms(plain["linear"]), _read_terms(plain["stack"])
    line = _read_line(plain["line"])
    return Blend(linear, stack, line, _number(plain["start"]), trees)


def _read_terms(plain: Mapping[str, Any]) -> Terms:
    center, scale, slopes = (_numbers(plain[name]) for name in ("center", "scale", "slopes"))
    if not len(center) == len(scale) == len(slopes) or min(scale, default=1.0) <= 0:
        raise PlainError("terms of unequal length, or of a scale that is not positive")
    return Terms(center, scale, _number(plain["intercept"]), slopes)


def _read_tree(plain: Mapping[str, Any]) -> Tree:
    """Children come after their parents, so that every way ends at a leaf."""
    feature, left, right = (
        [int(one) for one in _numbers(plain[name])] for name in ("feature", "left", "right")
    )
    tree = Tree(feature, _numbers(plain["threshold"]), left, right, _numbers(plain["value"]))
    size = len(feature)
    if not size or {len(left), len(right), len(tree.threshold), len(tree.value)} != {size}:
        raise PlainError("a tree of lists of unequal length")
    for at in range(size):
        if feature[at] >= 0 and not (at < left[at] < size and at < right[at] < size):
            raise PlainError("a tree whose branch leads nowhere")
    return tree


def _read_line(plain: Mapping[str, Any]) -> Line:
    line = Line(_number(plain["shift"]), _number(plain["slope"]))
    if line.slope <= 0:
        raise PlainError("a line that does not rise")
    return line


def _numbers(values: Any) -> Sequence[float]:
    return [_number(value) for value in values]


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PlainError(f"{value!r} is no number")
    return float(value)
