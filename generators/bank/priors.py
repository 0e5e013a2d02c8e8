"""What a response VAE says before the learner model looks: plain numbers, for jobs to carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generators.bank.response_training import (
    Belief,
    ResponsePlan,
    believe_items,
    believe_learners,
    fit_responses,
)
from generators.bank.responses import arrange_responses


@dataclass(frozen=True, slots=True)
class Priors:
    """Difficulty by exercise and ability by learner, in logits; 0 is the mean of the exercises,
    and the average learner."""

    exercises: dict[str, Belief]
    learners: dict[str, Belief]


def infer_priors(
    answers: Iterable[tuple[str, str, float]], seed: int = 0, plan: ResponsePlan | None = None
) -> Priors:
    """Of (learner, exercise, score). Raises `BankError` where too little was answered."""
    data = arrange_responses(answers)
    vae = fit_responses(data, seed, plan)
    items = believe_items(vae, data)
    centre = sum(belief.mean for belief in items.values()) / len(items)
    centred = {name: Belief(own.mean - centre, own.sd) for name, own in items.items()}
    return Priors(centred, believe_learners(vae, data))
