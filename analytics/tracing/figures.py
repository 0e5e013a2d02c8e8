"""The figures that say how good probabilities are; `tracing.measures` takes them."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; None where the answers do not define it."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """auc, accuracy, log_loss (nats) and ece (equally wide bins), each with an interval."""

    answers: int
    learners: int
    auc: Figure
    accuracy: Figure
    log_loss: Figure
    ece: Figure

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bin:
    """Of a reliability report: what was predicted (`low` to `high`) and what came."""

    low: float
    high: float
    answers: int
    predicted: float
    observed: float
