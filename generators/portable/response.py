"""The response VAE for other frameworks: what was answered to what the learner can."""

from __future__ import annotations

import hashlib
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor, nn

from generators.bank.response_training import believe_items
from generators.bank.response_vae import WIDTH, ResponseVae
from generators.bank.responses import Responses
from generators.portable.folder import Portable
from generators.portable.graph import BATCH, Graph, Port

MODEL, VERSION = "response-vae", 1
_HOW = (
    "scores: of each exercise of about.items, in that order, 0 to 1, and 0 where nothing was "
    "answered; mask: 1 where something was.",
    "ability[0] is the general one, in logits: 0 is the average learner. Without any answer it is "
    "the prior: 0, with variance 1.",
    "P(correct) of an exercise: 1 / (1 + exp(-(slope * (ability[0] - difficulty) + loadings . "
    "ability[1:]))), with the slope, difficulty and loadings that about.items has for it.",
)


class _Believing(nn.Module):
    def __init__(self, vae: ResponseVae) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, scores: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        mean, precision = self.vae.find_peak(scores, mask, self.vae.item_mean, solve_small)
        unit = torch.eye(WIDTH).expand_as(precision)
        return mean, solve_small(precision, unit)


def solve_small(matrix: Tensor, right: Tensor) -> Tensor:
    """By Gauss and Jordan, written out: ONNX has no Cholesky. Positive definite, so no pivots."""
    size = matrix.shape[-1]
    for at, unit in enumerate(torch.eye(size)):
        pivot = matrix[:, at : at + 1, at : at + 1]
        column = matrix[:, :, at : at + 1] - unit[:, None]
        taken, given = (rows[:, at : at + 1] / pivot for rows in (matrix, right))
        matrix, right = matrix - column @ taken, right - column @ given
    return right


def describe_responses(vae: ResponseVae, data: Responses, seed: int) -> Portable:
    """`data` is what it was fitted on: counts and the names of exercises are kept of it."""
    items = len(data.items)

    def believe(scores: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        known = vae.encode(scores, mask, vae.item_mean)
        return known.mean, known.covariance()

    def draw(rows: int, random: torch.Generator) -> tuple[Tensor, ...]:
        """The first learner of each has answered nothing."""
        scores, answered = (torch.rand((rows, items), generator=random) for _ in range(2))
        share = torch.linspace(0, 1, rows)[:, None]
        mask = (answered < share).float()
        return scores.round() * mask, mask

    return Portable(
        model=MODEL,
        revision=hashlib.sha256(save(vae.state_dict())).hexdigest()[:16],
        graphs=(
            Graph(
                "response_encoder",
                "answers of a learner to a Gaussian over abilities",
                _Believing(vae),
                (
                    Port("scores", (BATCH, items), "0 to 1, 0 where nothing was answered"),
                    Port("mask", (BATCH, items), "1 where something was answered"),
                ),
                (
                    Port("ability", (BATCH, WIDTH), "the mean, the general ability first"),
                    Port("covariance", (BATCH, WIDTH, WIDTH), "of the same"),
                ),
                draw,
                believe,
            ),
        ),
        how=_HOW,
        about={"items": _list_items(vae, data)},
        provenance={
            "card_version": VERSION,
            "seed": seed,
            "data": {"learners": len(data.learners), "items": items, "answers": data.answers},
            "note": "Fitted when it was written, on all answers that were given to it: the product "
            "fits one anew each night, takes what it says of exercises, and keeps no network.",
        },
    )


def _list_items(vae: ResponseVae, data: Responses) -> list[dict[str, Any]]:
    beliefs = believe_items(vae, data)
    slopes = vae.item_mean[:, 0].clamp(-3, 2).exp().tolist()
    loadings = vae.item_mean[:, 2:].tolist()
    return [
        {
            "name": name,
            "difficulty": beliefs[name].mean,
            "difficulty_sd": beliefs[name].sd,
            "slope": slopes[at],
            "loadings": loadings[at],
        }
        for at, name in enumerate(data.items)
    ]
