"""Synthetic records from the response VAE and a copula: what they are worth, whom they are near.

Half of the learners are learnt from. Worth: a 2PL trained on records predicts held-out answers of
the others (train on synthetic, test on real), beside one trained on the real half. Near: see
`generators/bank/records.py`; `resampled` are the learners themselves, which must fail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from deploy.bench.bank.response_data import read_responses, simulate_responses
from deploy.bench.bank.responses import judge
from deploy.bench.bank.summary import show, summarise
from deploy.bench.bank.two_pl import fit_two_pl
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from generators.bank.copula import make_copula_records
from generators.bank.items import BankError
from generators.bank.records import make_records, measure_privacy, split_learners
from generators.bank.responses import Responses

HELD_OUT = 0.2
OPTIONS = (
    click.Option(
        ["--data"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder with OULAD's studentAssessment.csv, or with CSV files of answers.",
    ),
    click.Option(["--seeds"], type=click.IntRange(1, 50), default=5, show_default=True),
)


def measure(data: Path | None, seeds: int) -> dict[str, Any]:
    """Raises `CommandError` for data that cannot be read or is too small."""
    given = read_responses(data) if data else {}
    try:
        worlds = {"simulated": [measure_seed(simulate_responses(at), at) for at in range(seeds)]}
        for name, responses in given.items():
            worlds[name] = [measure_seed(responses, at) for at in range(seeds)]
    except BankError as error:
        raise CommandError(str(error)) from error
    return {
        "bench": "records",
        "machine": describe_machine(),
        "seeds": seeds,
        "worlds": {
            world: {name: summarise([run[name] for run in runs]) for name in runs[0]}
            for world, runs in worlds.items()
        },
    }


def measure_seed(data: Responses, seed: int) -> dict[str, dict[str, float]]:
    known, unknown = split_learners(data, seed)
    made = {
        "real": known,
        "vae": make_records(known, seed),
        "copula": make_copula_records(known, seed),
        "resampled": known,
    }
    return {name: _judge(records, known, unknown, seed) for name, records in made.items()}


def _judge(records: Responses, known: Responses, unknown: Responses, seed: int) -> dict[str, float]:
    random = np.random.default_rng(seed)
    hidden = (random.random(unknown.mask.shape) < HELD_OUT) & (unknown.mask > 0)
    chances = fit_two_pl(records).predict(unknown.hide(hidden))[hidden]
    found = judge(chances, unknown.scores[hidden].astype(np.float64))
    privacy = measure_privacy(records, known, unknown)
    return {
        **found,
        "nearer": privacy.nearer,
        "ratio": privacy.ratio,
        "copies": float(privacy.copies),
        "released": float(not privacy.reason),
    }


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    lines = []
    for world, models in figures["worlds"].items():
        lines.append(f"{world}, {figures['seeds']} seeds: a 2PL of the records on real answers")
        for name, own in models.items():
            shown = ", ".join(
                f"{key} {show(own[key])}" for key in ("auc", "nll", "nearer", "ratio")
            )
            released = f"released {own['released']['mean']:.0%}, copies {own['copies']['mean']:.0f}"
            lines.append(f"  {name:9} {shown}, {released}")
    return lines
