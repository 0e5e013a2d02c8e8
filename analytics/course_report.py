"""How well the model knows one course, judged on answers that no fit had seen. Free of numpy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from analytics.plain import PlainError
from analytics.tracing.figures import Bin, Figure, Measures

MOST_ECE = 0.05  # a page that shows worse chances than this misleads
FEW = 100  # answers; fewer do not tell


class Verdict(StrEnum):
    """GOOD: within `MOST_ECE`. UNSURE: too few late answers to tell. BAD: chances are off by more,
    and by more than chance: pages do not show them as figures."""

    GOOD = "good"
    UNSURE = "unsure"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the trial was fitted on, and when what judged it was answered (seconds since 1970)."""

    fitted: int
    fitted_learners: int
    corrected: int
    judged_from: float
    judged_until: float
    trees: bool


@dataclass(frozen=True, slots=True)
class CourseReport:
    """`belief` is what pages show, `blend` what chooses exercises, `shipped` the belief under the
    constants that come with the tool. `bins` are the belief's. Chances that were exactly right
    would show an ECE of `luck` on average, and stay below `luck_high` 95 times of 100."""

    seen: Seen
    belief: Measures
    blend: Measures
    shipped: Measures
    bins: tuple[Bin, ...]
    luck: float
    luck_high: float

    @property
    def verdict(self) -> Verdict:
        ece = self.belief.ece.value
        if ece is None or self.belief.answers < FEW:
            return Verdict.UNSURE
        if ece <= MOST_ECE:
            return Verdict.GOOD
        return Verdict.BAD if ece > self.luck_high else Verdict.UNSURE

    def write(self) -> dict[str, Any]:
        return asdict(self)


def read_report(plain: dict[str, Any]) -> CourseReport:
    """Raises `PlainError` for what `write` did not make."""
    try:
        return CourseReport(
            seen=Seen(**plain["seen"]),
            belief=_read_measures(plain["belief"]),
            blend=_read_measures(plain["blend"]),
            shipped=_read_measures(plain["shipped"]),
            bins=tuple(Bin(**one) for one in plain["bins"]),
            luck=float(plain["luck"]),
            luck_high=float(plain["luck_high"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PlainError(f"{type(error).__name__}: {error}") from error


def _read_measures(plain: dict[str, Any]) -> Measures:
    figures = {name: Figure(**plain[name]) for name in ("auc", "accuracy", "log_loss", "ece")}
    return Measures(int(plain["answers"]), int(plain["learners"]), **figures)
