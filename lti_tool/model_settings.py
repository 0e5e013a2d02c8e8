"""Settings of the language models, and how much a course or a person may ask of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

Device = Literal["auto", "cpu", "cuda"]
Dtype = Literal["auto", "float32", "bfloat16"]
Get = Callable[[str, str], str]  # name without COURSEWRIGHT_, default
Whole = Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class Quotas:
    """Exercises that may be asked for within a day; 0 for no limit."""

    course: int = 600
    instructor: int = 300
    learner: int = 40


@dataclass(frozen=True, slots=True)
class Budget:
    """What a course may use of a model server within a day; 0 for no limit."""

    requests: int = 0
    tokens: int = 0

    @property
    def is_endless(self) -> bool:
        return not self.requests and not self.tokens


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`threads` 0: half the cores, at most four. `batch`: prompts that are written at once; 8 suits
    a CPU, 64 a GPU. `catalogue`: the admin's own models and servers.
    """

    device: Device = "auto"
    dtype: Dtype = "auto"
    threads: int = 0
    batch: int = 8
    catalogue: Path | None = None
    solver: str = ""  # empty: the model that drafts
    checker: str = ""
    budget: Budget = field(default_factory=Budget)
    quotas: Quotas = field(default_factory=Quotas)

    @classmethod
    def read(cls, get: Get, whole: Whole) -> ModelSettings:
        """Raises `ValueError` for a word that is not known; `whole` for what is no number."""

        def number(name: str, default: int) -> int:
            return whole(name, get(name, str(default)))

        catalogue = get("CATALOGUE", "")
        return cls(
            device=_one_of("MODEL_DEVICE", get("MODEL_DEVICE", "auto"), get_args(Device)),
            dtype=_one_of("MODEL_DTYPE", get("MODEL_DTYPE", "auto"), get_args(Dtype)),
            threads=number("MODEL_THREADS", 0),
            batch=max(1, number("MODEL_BATCH", 8)),
            catalogue=Path(catalogue) if catalogue else None,
            solver=get("SOLVER_MODEL", ""),
            checker=get("CHECKER_MODEL", ""),
            budget=Budget(number("SERVER_REQUESTS", 0), number("SERVER_TOKENS", 0)),
            quotas=Quotas(
                number("COURSE_EXERCISES", 600),
                number("INSTRUCTOR_EXERCISES", 300),
                number("LEARNER_EXERCISES", 40),
            ),
        )


def _one_of(name: str, text: str, known: tuple[str, ...]) -> Any:
    if text not in known:
        raise ValueError(f"COURSEWRIGHT_{name} takes one of {', '.join(known)}, not {text!r}.")
    return text
