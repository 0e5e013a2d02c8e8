"""Fitting the item VAE: from PPCA on, by the ELBO, ended by held-back items."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from generators.bank.item_net import ItemVae, divergence, draw
from generators.bank.items import BankError, DivergedError, FieldCoder, ItemArrays
from generators.bank.ppca import fit_ppca
from generators.fitting.errors import NoNumberError
from generators.fitting.stage import Fitted, Stage, fit

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
    return fit_and_report(data, coder, seed, plan, tell)[0]


def fit_and_report(
    data: ItemArrays,
    coder: FieldCoder,
    seed: int,
    plan: ItemPlan | None = None,
    tell: Tell = keep_quiet,
    folder: Path | None = None,
) -> tuple[ItemVae, Fitted]:
    """As `fit_items`, with how it ended. Checkpoints go to `folder`; one of the same data, seed
    and plan is gone on from."""
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
    key = _name_run(data, coder, seed, plan) if folder else ""
    return _Fitting(vae, known, checked, seed, plan, tell).go(folder, key)


def _name_run(data: ItemArrays, coder: FieldCoder, seed: int, plan: ItemPlan) -> str:
    """Of all that a checkpoint depends on."""
    digest = hashlib.sha256(f"{coder.write()} {seed} {asdict(plan)}".encode())
    for part in (data.embeddings, data.codes, data.difficulty):
        digest.update(part.tobytes())
    return digest.hexdigest()


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

    def go(self, folder: Path | None, key: str) -> tuple[ItemVae, Fitted]:
        """Resumes where `folder` holds a checkpoint of this key. Raises `DivergedError`."""
        plan, vae = self.plan, self.vae
        optimizer = torch.optim.AdamW(_group(vae, plan), plan.rate)
        rates = [group["lr"] for group in optimizer.param_groups]

        def step(number: int) -> Tensor:
            share = 0.5 * (1 + math.cos(math.pi * number / plan.steps))
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            return self._step(number, optimizer)

        stage = Stage(
            "items", vae, [optimizer], step, self._look, plan.steps, plan.every, plan.patience,
            key, folder, lambda one: self.tell("items", one.done, one.total),
        )  # fmt: skip
        try:
            done = fit(stage)
        except NoNumberError as error:
            raise DivergedError(
                "The bound was not a number from the start: nothing was learnt. Look for "
                "exercises with an extreme difficulty."
            ) from error
        return vae.eval(), done

    def _step(self, number: int, optimizer: torch.optim.Optimizer) -> Tensor:
        """By numbers of its own, so that a resumed run repeats an unbroken one."""
        torch.manual_seed(self.seed * 7_919 + number)  # dropout
        noise = torch.Generator().manual_seed(self.seed * 104_729 + number)
        self.vae.train()
        loss = self._loss(noise)
        if torch.isfinite(loss):
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.vae.parameters(), 100.0)
            optimizer.step()
        return loss.detach()

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

    def _look(self) -> float:
        return -float(bound_items(self.vae, self.checked, self.seed, draws=8).mean())


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
