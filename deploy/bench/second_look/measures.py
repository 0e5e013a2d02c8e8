"""What a score of drafts is worth: ranking, and a threshold that is told on other sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import mean, stdev
from typing import Any

from sklearn.metrics import roc_auc_score

SPLITS = 200
_KEPT = 0.3  # share of the drafts that a threshold keeps at least, where it is chosen


@dataclass(frozen=True, slots=True)
class Point:
    """`source`: drafts of one text lie in the same half."""

    score: float
    usable: bool
    source: str


def auc(points: Sequence[Point]) -> float | None:
    """Chance that a usable draft scores higher than one that is not; None without both."""
    labels = [point.usable for point in points]
    if len(set(labels)) < 2:
        return None
    return float(roc_auc_score(labels, [point.score for point in points]))


def spread_of(points: Sequence[Point], seed: int, draws: int = 500) -> tuple[float, float] | None:
    """The middle 95 % of the AUC over sources drawn anew with replacement."""
    by_source = _by_source(points)
    names, random = sorted(by_source), Random(f"second look {seed}")
    found = []
    for _ in range(draws):
        drawn = [point for name in random.choices(names, k=len(names)) for point in by_source[name]]
        if (own := auc(drawn)) is not None:
            found.append(own)
    if len(found) < draws // 2:
        return None
    found.sort()
    return found[int(0.025 * len(found))], found[int(0.975 * len(found))]


def hold_out(points: Sequence[Point], seed: int, splits: int = SPLITS) -> dict[str, Any]:
    """A threshold chosen on half of the sources and told on the other half, over many halvings.

    Shares: `precision` usable among the kept, `kept` of all, `kept_usable` of the usable ones;
    `base` usable of all. Means and standard deviations over the halvings.
    """
    tellings = [
        telling
        for one, other in _halves(points, seed, splits)
        if (telling := _tell(_choose(one), other))
    ]
    if not tellings:
        return {"splits": 0}
    return {
        "splits": len(tellings),
        **{name: round(mean(own[name] for own in tellings), 3) for name in tellings[0]},
        **{
            f"{name}_sd": round(stdev(own[name] for own in tellings), 3) if len(tellings) > 1 else 0
            for name in ("precision", "kept", "kept_usable")
        },
    }


def _by_source(points: Sequence[Point]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(point.source, []).append(point)
    return found


def _halves(
    points: Sequence[Point], seed: int, splits: int
) -> Iterator[tuple[list[Point], list[Point]]]:
    by_source = _by_source(points)
    names, random = sorted(by_source), Random(f"halves {seed}")
    for _ in range(splits):
        random.shuffle(names)
        middle = len(names) // 2
        one, other = (
            [point for name in part for point in by_source[name]]
            for part in (names[:middle], names[middle:])
        )
        if one and other:
            yield one, other


def _choose(points: Sequence[Point]) -> float:
    """The lowest score to keep: the most precise that keeps enough, of such the one that keeps
    most."""
    scores = sorted({point.score for point in points})
    least = _KEPT * len(points)
    fit = [cut for cut in scores if sum(point.score >= cut for point in points) >= least]
    return max(fit, key=lambda cut: (_precision(points, cut), -cut))


def _precision(points: Sequence[Point], cut: float) -> float:
    kept = [point for point in points if point.score >= cut]
    return sum(point.usable for point in kept) / len(kept) if kept else 0.0


def _tell(cut: float, points: Sequence[Point]) -> dict[str, float] | None:
    """None where nothing is kept: there is no precision then."""
    kept = [point for point in points if point.score >= cut]
    usable = sum(point.usable for point in points)
    if not kept or not usable:
        return None
    right = sum(point.usable for point in kept)
    return {
        "base": usable / len(points),
        "precision": right / len(kept),
        "kept": len(kept) / len(points),
        "kept_usable": right / usable,
    }
