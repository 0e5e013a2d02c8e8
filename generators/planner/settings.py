"""How long and how fast a planner learns. By steps, never by the clock, so that a run repeats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """`*_steps` are upper bounds, each stage stops earlier where validation no longer improves in
    `patience` looks, one every `look` steps. `draws` are the sheets among which the critic
    chooses; `rival_share` of the usual steps is what others than the planner get. A course of
    90 skills takes about 90 CPU seconds with these."""

    warm_steps: int = 900
    critic_steps: int = 600
    tune_steps: int = 80
    batch: int = 96
    look: int = 50
    patience: int = 4
    pool: int = 4
    draws: int = 8
    warm_rate: float = 3e-3
    critic_rate: float = 1e-3
    tune_rate: float = 5e-5
    heat: float = 0.7
    r1: float = 0.5
    band_weight: float = 2.0
    likelihood_weight: float = 0.2
    rival_share: float = 1.0
