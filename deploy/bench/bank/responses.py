"""What a response VAE predicts of unseen answers, beside a 2PL and the mean of each item.

A fifth of the answers is held out for each seed. Simulated responses always, those of --data
(OULAD's assessments, or CSV files of answers) besides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from analytics.tracing.measures import measure_ece
from deploy.bench.bank.response_data import read_responses, simulate_responses
from deploy.bench.bank.summary import show, summarise
from deploy.bench.bank.two_pl import fit_two_pl
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from generators.bank.items import BankError
from generators.bank.response_training import ResponsePlan, fit_responses, predict_responses
from generators.bank.responses import Responses

GOAL_ECE = 0.05
HELD_OUT = 0.2
OURS, RIVALS = "vae", ("2pl", "mean")
Doubles = NDArray[np.float64]

OPTIONS = (
    click.Option(
        ["--data"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder with OULAD's studentAssessment.csv, or with CSV files of answers.",
    ),
    click.Option(["--seeds"], type=click.IntRange(1, 50), default=5, show_default=True),
    click.Option(["--steps"], type=click.IntRange(50, 20_000), default=600, show_default=True),
)


def measure(data: Path | None, seeds: int, steps: int) -> dict[str, Any]:
    """Raises `CommandError` for data that cannot be read or is too small."""
    given = read_responses(data) if data else {}
    plan = ResponsePlan(steps=steps)
    worlds: dict[str, Any] = {}
    try:
        runs = [measure_seed(simulate_responses(seed), seed, plan) for seed in range(seeds)]
        worlds["simulated"] = _summarise(simulate_responses(0), runs)
        for name, responses in given.items():
            runs = [measure_seed(responses, seed, plan) for seed in range(seeds)]
            worlds[name] = _summarise(responses, runs)
    except BankError as error:
        raise CommandError(str(error)) from error
    return {
        "bench": "responses",
        "machine": describe_machine(),
        "seeds": seeds,
        "steps": steps,
        "goal_ece": GOAL_ECE,
        "worlds": worlds,
    }


def measure_seed(data: Responses, seed: int, plan: ResponsePlan) -> dict[str, dict[str, float]]:
    random = np.random.default_rng(seed)
    hidden = (random.random(data.mask.shape) < HELD_OUT) & (data.mask > 0)
    known = data.hide(hidden)
    truth = data.scores[hidden].astype(np.float64)
    predictors: dict[str, Callable[[], Doubles]] = {
        OURS: lambda: predict_responses(fit_responses(known, seed, plan), known, seed),
        "2pl": lambda: fit_two_pl(known).predict(known),
        "mean": lambda: impute_means(known),
    }
    found = {}
    for name, predict in predictors.items():
        began = time.process_time()
        chances = predict()[hidden]
        found[name] = {**judge(chances, truth), "seconds": time.process_time() - began}
    return found


def impute_means(data: Responses) -> Doubles:
    """[L, I]: the share of right answers of each item."""
    right = (data.scores.sum(axis=0) + 1) / (data.mask.sum(axis=0) + 2)
    return np.broadcast_to(right.astype(np.float64), data.scores.shape)


def judge(chances: Doubles, truth: Doubles) -> dict[str, float]:
    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    loss = -(truth * np.log(clipped) + (1 - truth) * np.log1p(-clipped)).mean()
    binary = truth >= 0.5
    auc = float(roc_auc_score(binary, chances)) if 0 < binary.sum() < len(binary) else 0.5
    return {"auc": auc, "nll": float(loss), "ece": measure_ece(chances, truth)}


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    lines = []
    for name, world in figures["worlds"].items():
        lines.append(
            f"{name}: {world['learners']} learners, {world['items']} items, "
            f"{world['answers']} answers, {figures['seeds']} seeds"
        )
        for model, found in world["models"].items():
            shown = ", ".join(f"{key} {show(found[key])}" for key in ("auc", "nll", "ece"))
            lines.append(f"  {model:5} {shown}, {found['seconds']['mean']:.0f} s")
        lines += [f"  goal missed: {missed}" for missed in list_missed(world["models"])]
    return lines


def list_missed(models: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[str]:
    means = {
        name: {key: figure["mean"] for key, figure in own.items()} for name, own in models.items()
    }
    ours = means[OURS]
    missed = [] if ours["ece"] <= GOAL_ECE else [f"ECE {ours['ece']:.3f} above {GOAL_ECE:g}"]
    for rival in RIVALS:
        other = means[rival]
        missed += [
            f"{key} of {rival} is better: {other[key]:.4f} against {ours[key]:.4f}"
            for key, better in (
                ("auc", other["auc"] > ours["auc"]),
                ("nll", other["nll"] < ours["nll"]),
                ("ece", other["ece"] < ours["ece"]),
            )
            if better
        ]
    return missed


def _summarise(data: Responses, runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "learners": len(data.learners),
        "items": len(data.items),
        "answers": data.answers,
        "models": {name: summarise([run[name] for run in runs]) for name in runs[0]},
    }
