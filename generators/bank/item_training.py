"""Fitting the item VAE: from PPCA on, by the ELBO, ended by held-back items."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from generators.bank.item_net import ItemVae, divergence, draw
from generators.bank.items import BankError, FieldCoder, ItemArrays
from generators.bank.ppca import fit_ppca

FEWEST = 40  # items: fewer span too little for anything to be held back
HIDE = 0.5  # how often all fields of an item are hidden from the encoder
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """`patience`: checks without a better bound until it ends, each after `every` steps."""

    steps: int = 3000
    batch: int = 128
    rate: float = 1e-3
    decay: float = 1e-2
    dropout: float = 0.2
    every: int = 100
    patience: int = 6
    held_back: float = 0.1


class DivergedError(BankError):
    """The loss was no longer a number; the last good state was kept where there was one."""


def keep_quiet(step: str, done: int, total: int) -> None:
    del step, done, total


def fit_items(
    data: ItemArrays,
    coder: FieldCoder,
    seed: int,
    plan: ItemPlan | None = None,
    tell: Tell = keep_quiet,
) -> ItemVae:
    """The same arguments give the same model. Raises `BankError` for a bank that is too small."""
    if len(data) < FEWEST:
        raise BankError(
            f"A bank of {len(data)} exercises is too small for a map: it takes {FEWEST}."
        )
    plan = plan or ItemPlan()
    torch.manual_seed(seed)
    order = np.random.default_rng(seed).permutation(len(data))
    held = max(8, round(plan.held_back * len(data)))
    known, checked = data.take(order[held:]), data.take(order[:held])
    vae = start_model(known, coder, plan.dropout)
    return _Fitting(vae, known, checked, seed, plan, tell).go()


def start_model(data: ItemArrays, coder: FieldCoder, dropout: float) -> ItemVae:
    """A VAE that is PPCA."""
    vae = ItemVae(data.embeddings.shape[1], coder.sizes, dropout)
    linear = fit_ppca(data.embeddings.astype(np.float64), vae.from_z.in_features)
    precision = linear.loadings.T @ linear.loadings + linear.variance * np.eye(
        linear.loadings.shape[1]
    )
    with torch.no_grad():
        vae.mean.copy_(_tensor(linear.mean))
        vae.from_z.weight.copy_(_tensor(linear.loadings))
        vae.to_z.weight.copy_(_tensor(np.linalg.solve(precision, linear.loadings.T)))
        spread = linear.variance * np.diag(np.linalg.inv(precision))
        vae.z_log_variance.copy_(_tensor(np.log(spread)))
        vae.log_variance.fill_(float(np.log(linear.variance)))
    return vae


def bound_items(vae: ItemVae, data: ItemArrays, seed: int, draws: int = 64) -> np.ndarray:
    """Of the embedding alone, fields hidden: the importance-weighted bound (Burda et al. 2016) in
    nats, [N]."""
    vae.eval()
    noise = torch.Generator().manual_seed(seed)
    found = []
    with torch.no_grad():
        for start in range(0, len(data), 256):
            rows = torch.from_numpy(data.embeddings[start : start + 256])
            mean, log_variance = vae.encode(rows, *_hidden(len(rows)))
            z = draw(mean, log_variance, noise, draws)
            scaled = (z - mean) ** 2 * torch.exp(-log_variance)
            ratio = 0.5 * (scaled + log_variance - z**2).sum(-1)
            weights = vae.embedding_log_likelihood(rows, z) + ratio
            found.append(torch.logsumexp(weights, 0) - np.log(draws))
    bounds: np.ndarray = torch.cat(found).double().numpy()
    return bounds


def encode_items(vae: ItemVae, data: ItemArrays, *, fields: bool) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of z, each [N, 64]; without `fields` by the text alone."""
    vae.eval()
    with torch.no_grad():
        rows = torch.from_numpy(data.embeddings)
        known = (torch.from_numpy(data.codes), torch.from_numpy(data.difficulty))
        mean, log_variance = vae.encode(rows, *(known if fields else _hidden(len(data))))
        return mean.numpy(), torch.exp(0.5 * log_variance).numpy()


def decode_latents(vae: ItemVae, z: np.ndarray) -> np.ndarray:
    """[N, 64] -> mean embeddings [N, E]"""
    vae.eval()
    with torch.no_grad():
        rows: np.ndarray = vae.decode(torch.from_numpy(np.asarray(z, dtype=np.float32))).numpy()
        return rows


@dataclass
class _Fitting:
    vae: ItemVae
    known: ItemArrays
    checked: ItemArrays
    seed: int
    plan: ItemPlan
    tell: Tell

    def go(self) -> ItemVae:
        plan, vae = self.plan, self.vae
        noise = torch.Generator().manual_seed(self.seed)
        steps = torch.optim.AdamW(_group(vae, plan), plan.rate)
        rates = torch.optim.lr_scheduler.CosineAnnealingLR(steps, plan.steps)
        best, kept, waited = self._judge(), copy.deepcopy(vae.state_dict()), 0
        for step in range(1, plan.steps + 1):
            vae.train()
            loss = self._loss(noise)
            if not torch.isfinite(loss):
                raise DivergedError(f"The loss of step {step} is not a number: nothing was kept.")
            steps.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(vae.parameters(), 100.0)
            steps.step()
            rates.step()
            if step % plan.every == 0:
                self.tell("items", step, plan.steps)
                now = self._judge()
                waited = 0 if now > best else waited + 1
                if now > best:
                    best, kept = now, copy.deepcopy(vae.state_dict())
                if waited >= plan.patience:
                    break
        vae.load_state_dict(kept)
        return vae.eval()

    def _loss(self, noise: torch.Generator) -> Tensor:
        places = torch.randint(len(self.known), (self.plan.batch,), generator=noise).numpy()
        rows, codes, difficulty = _tensors(self.known.take(places))
        hide = torch.rand(len(rows), generator=noise) < HIDE
        mean, log_variance = self.vae.encode(
            rows,
            torch.where(hide[:, None], 0, codes),
            torch.where(hide, torch.nan, difficulty),
        )
        z = draw(mean, log_variance, noise)[0]
        found = self.vae.embedding_log_likelihood(rows, z) - divergence(mean, log_variance)
        return -(found + self.vae.fields_log_likelihood(codes, difficulty, z)).mean()

    def _judge(self) -> float:
        return float(bound_items(self.vae, self.checked, self.seed, draws=8).mean())


def _group(vae: ItemVae, plan: ItemPlan) -> list[dict[str, Any]]:
    """Variances are learnt fast, and not drawn towards 1."""
    spread = [value for name, value in vae.named_parameters() if name.endswith("log_variance")]
    rest = [value for name, value in vae.named_parameters() if not name.endswith("log_variance")]
    return [
        {"params": rest, "weight_decay": plan.decay},
        {"params": spread, "weight_decay": 0.0, "lr": 10 * plan.rate},
    ]


def _hidden(number: int) -> tuple[Tensor, Tensor]:
    return torch.zeros((number, 3), dtype=torch.long), torch.full((number,), torch.nan)


def _tensors(data: ItemArrays) -> tuple[Tensor, Tensor, Tensor]:
    return (
        torch.from_numpy(data.embeddings),
        torch.from_numpy(data.codes),
        torch.from_numpy(data.difficulty),
    )


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.asarray(values, dtype=np.float32))
