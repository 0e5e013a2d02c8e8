"""Ways to have the same prompts written: one by one, all at once, by a server."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from generators.checks.run import is_accepted, run_checks
from generators.drafters.base import Material
from generators.drafters.transformer import Ask, TransformerDrafter
from generators.engines.base import Cancelled, Completion, Engine, Prompt
from generators.exercise.content import Content


@dataclass
class Watched:
    """An engine that notes what it wrote, and how long each prompt took from being asked."""

    engine: Engine
    one_by_one: bool = False
    done: list[Completion] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def revision(self) -> str:
        return self.engine.revision

    def generate(
        self,
        requests: Sequence[Prompt],
        *,
        seconds: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Completion]:
        until = None if seconds is None else time.monotonic() + seconds
        done: list[Completion] = []
        for call in [[own] for own in requests] if self.one_by_one else [list(requests)]:
            left = None if until is None else max(0.0, until - time.monotonic())
            done += self.engine.generate(call, seconds=left, cancelled=cancelled)
        self.done += done
        self.latencies += [own.seconds for own in done if own.finish_reason in ("stop", "length")]
        return done


@dataclass(frozen=True, slots=True)
class Drafted:
    """`wall` and `cpu` are seconds of writing alone; checks come after it."""

    accepted: int
    drafts: int
    wall: float
    cpu: float
    watched: Watched

    @property
    def tokens(self) -> int:
        return sum(own.tokens for own in self.watched.done)


def draft(
    engine: Engine, asks: Sequence[Ask], material: Material, seconds: float, *, one_by_one: bool
) -> Drafted:
    """Raises `EngineError`."""
    watched = Watched(engine, one_by_one)
    drafter = TransformerDrafter(watched, seconds=seconds)
    wall, cpu = time.perf_counter(), time.process_time()
    written = drafter.draft_all(asks, [material] * len(asks))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    bank: list[Content] = []
    count = 0
    for ask, candidates in zip(asks, written, strict=True):
        for candidate in candidates:
            count += 1
            verdicts = run_checks(candidate, ask.blueprint, material, bank)
            if candidate.content is not None and is_accepted(verdicts):
                bank.append(candidate.content)
    return Drafted(len(bank), count, wall, cpu, watched)
