"""Fitting the response VAE by its ELBO, and what it says of learners, items and answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from generators.bank.item_training import Tell, keep_quiet
from generators.bank.items import DivergedError
from generators.bank.response_vae import ResponseVae, answer_log_likelihood, predict_logits
from generators.bank.responses import Doubles, Responses, check_enough

_DRAWS = 32
_CHUNK = 1024


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """All answers are fitted on and nothing is held back to end by: the priors, which are learnt,
    keep a small course from being learnt by heart."""

    steps: int = 600
    batch: int = 512
    rate: float = 3e-2


@dataclass(frozen=True, slots=True)
class Belief:
    """Mean and standard deviation, in logits."""

    mean: float
    sd: float


def fit_responses(
    data: Responses, seed: int, plan: ResponsePlan | None = None, tell: Tell = keep_quiet
) -> ResponseVae:
    """The same arguments give the same model. Raises `BankError` where too little was answered."""
    check_enough(data)
    plan = plan or ResponsePlan()
    torch.manual_seed(seed)
    noise = torch.Generator().manual_seed(seed)
    vae = _start(data)
    scores, mask = torch.from_numpy(data.scores), torch.from_numpy(data.mask)
    steps = torch.optim.Adam(vae.parameters(), plan.rate)
    rates = torch.optim.lr_scheduler.CosineAnnealingLR(steps, plan.steps)
    for step in range(1, plan.steps + 1):
        rows = torch.randint(len(scores), (min(plan.batch, len(scores)),), generator=noise)
        loss = _loss(vae, scores[rows], mask[rows], len(scores), noise)
        if not torch.isfinite(loss):
            raise DivergedError(f"The loss of step {step} is not a number: nothing was kept.")
        steps.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 5.0)
        steps.step()
        rates.step()
        tell("responses", step, plan.steps)
    return vae.eval()


def predict_responses(vae: ResponseVae, data: Responses, seed: int = 0) -> Doubles:
    """P(correct) [L, I] for every learner and item, by what is answered in `data`; averaged over
    beliefs about abilities and items."""
    noise = torch.Generator().manual_seed(seed)
    parts = []
    with torch.no_grad():
        for start in range(0, len(data.scores), _CHUNK):
            scores = torch.from_numpy(data.scores[start : start + _CHUNK])
            mask = torch.from_numpy(data.mask[start : start + _CHUNK])
            parts.append(_predict(vae, scores, mask, noise).double().numpy())
    found: Doubles = np.concatenate(parts)
    return found


def believe_learners(vae: ResponseVae, data: Responses) -> dict[str, Belief]:
    """General ability by learner, 0 the average one; without answers that of the prior."""
    with torch.no_grad():
        known = vae.encode(
            torch.from_numpy(data.scores), torch.from_numpy(data.mask), vae.item_mean
        )
        spread = known.covariance()[:, 0, 0].sqrt()
    return {
        name: Belief(float(known.mean[at, 0]), float(spread[at]))
        for at, name in enumerate(data.learners)
    }


def believe_items(vae: ResponseVae, data: Responses) -> dict[str, Belief]:
    """Difficulty by item, 0 that of which the average learner gets half right."""
    with torch.no_grad():
        mean, spread = vae.item_mean[:, 1].tolist(), vae.item_log_variance[:, 1].mul(0.5).exp()
    return {name: Belief(mean[at], float(spread[at])) for at, name in enumerate(data.items)}


def _start(data: Responses) -> ResponseVae:
    """Difficulties begin at what the shares of right answers say."""
    vae = ResponseVae(len(data.items))
    right = (data.scores.sum(axis=0) + 1) / (data.mask.sum(axis=0) + 2)
    difficulty = torch.from_numpy(-np.log(right / (1 - right))).float()
    with torch.no_grad():
        vae.item_mean[:, 1] = difficulty
        vae.prior_mean[1] = difficulty.mean()
    return vae


def _loss(
    vae: ResponseVae, scores: Tensor, mask: Tensor, learners: int, noise: torch.Generator
) -> Tensor:
    items = vae.draw_items(noise)
    with torch.no_grad():  # at the best Gaussian the bound does not change with it
        abilities = vae.encode(scores, mask, items)
    logits = predict_logits(abilities.draw(noise), items)
    bound = answer_log_likelihood(logits, scores, mask) - abilities.divergence()
    return -(bound.mean() - vae.item_divergence() / learners)


def _predict(vae: ResponseVae, scores: Tensor, mask: Tensor, noise: torch.Generator) -> Tensor:
    total = torch.zeros_like(scores)
    for _ in range(_DRAWS):
        items = vae.draw_items(noise)
        ability = vae.encode(scores, mask, items).draw(noise)
        total += predict_logits(ability, items).sigmoid()
    return total / _DRAWS
