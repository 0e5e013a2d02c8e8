"""What a score of drafts is worth: ranking, and a threshold that is told on other sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


def hold_out(
    features: Mapping[str, Sequence[Point]], seed: int, splits: int = SPLITS
) -> dict[str, Any]:
    """A feature and its threshold chosen on half of the sources and told on the other half, over
    many halvings. `features` are of the same drafts in the same order.

    Shares: `precision` usable among the kept, `kept` of all, `kept_usable` of the usable ones;
    `base` usable of all. Means, and standard deviations, over the halvings in which the other half
    has usable drafts and others.
    """
    tellings = list(_tellings(features, seed, splits))
    if not tellings:
        return {"splits": 0}
    found: dict[str, Any] = {"splits": len(tellings)}
    for name in tellings[0]:
        values = [own[name] for own in tellings]
        found[name] = round(mean(values), 3)
        found[f"{name}_sd"] = round(stdev(values), 3) if len(values) > 1 else 0.0
    return found


def _tellings(
    features: Mapping[str, Sequence[Point]], seed: int, splits: int
) -> Iterator[dict[str, float]]:
    some = next(iter(features.values()))
    for chosen, told in _halves([point.source for point in some], seed, splits):
        halves = {
            name: ([own[n] for n in chosen], [own[n] for n in told])
            for name, own in features.items()
        }
        one, other = max(halves.values(), key=lambda both: auc(both[0]) or 0.0)
        area, kept = auc(other), _tell(_choose(one), other)
        if area is not None and kept is not None:
            yield {"auc": area, **kept}


def _by_source(points: Sequence[Point]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(point.source, []).append(point)
    return found


def _halves(
    sources: Sequence[str], seed: int, splits: int
) -> Iterator[tuple[list[int], list[int]]]:
    """Places of the drafts of one half of the sources, and of the other half."""
    names, random = sorted(set(sources)), Random(f"halves {seed}")
    for _ in range(splits if len(names) > 1 else 0):
        random.shuffle(names)
        first = set(names[: len(names) // 2])
        places = range(len(sources))
        yield (
            [n for n in places if sources[n] in first],
            [n for n in places if sources[n] not in first],
        )


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
