"""What the item VAE knows of a bank, beside PCA, PPCA and regressions, on exercises held out.

Each seed holds out another tenth of the exercises; nothing is chosen by them.
Without --data, a bank is drafted from the demo courses by rule: it proves the path, and is too
small to tell much.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from deploy.bench.bank.corpora import read_corpus
from deploy.bench.bank.demo_bank import draft_bank
from deploy.bench.bank.faults import judge_limits
from deploy.bench.bank.parallel import measure_parallel
from deploy.bench.bank.summary import show, summarise
from deploy.bench.bank.two_sample import tell_apart
from deploy.bench.bank.vectors import embed_cached
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from generators.bank.embedder import Embedder, open_embedder
from generators.bank.item_training import (
    ItemPlan,
    bound_items,
    decode_latents,
    encode_items,
    fit_items,
)
from generators.bank.items import BankError, Item, learn_fields
from generators.bank.neighbourhood import Neighbourhood, compare_rows, vary_items
from generators.bank.ppca import fit_ppca
from lti_tool.settings import Settings

GOALS = {"cosine_above_pca": 0.02, "nats_above_ppca": 20.0, "neighbours": 0.65, "parallel": 0.56}
HELD_OUT = 0.1
WIDTH = 64
Doubles = NDArray[np.float64]
Places = NDArray[np.int64]

OPTIONS = (
    click.Option(
        ["--data"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder of .jsonl files: OATutor's, GSM8K's or plain ones.",
    ),
    click.Option(["--seeds"], type=click.IntRange(1, 50), default=5, show_default=True),
    click.Option(["--steps"], type=click.IntRange(50, 20_000), default=1000, show_default=True),
    click.Option(
        ["--most"], type=click.IntRange(50), help="So many exercises of the corpus, by chance."
    ),
    click.Option(["--embedder"], type=click.Choice(["best", "lexical"]), default="best"),
)


def measure(
    data: Path | None, seeds: int, steps: int, embedder: str, most: int | None = None
) -> dict[str, Any]:
    """Raises `CommandError` for a corpus that cannot be read or is too small."""
    items, languages = (read_corpus(data), ["en"]) if data else draft_bank()
    cache = Settings.from_env().cache
    own = open_embedder(cache, languages if embedder == "best" else [])
    vectors = embed_cached(own, [item.text for item in items], cache)
    try:
        plan = ItemPlan(steps=steps)
        runs = []
        for seed in range(seeds):
            order = np.random.default_rng(seed).permutation(len(items))
            chosen = np.sort(order[:most])
            some = [items[at] for at in chosen]
            runs.append(measure_seed(some, vectors[chosen], own, seed, plan))
    except BankError as error:
        raise CommandError(str(error)) from error
    return {
        "bench": "items",
        "machine": describe_machine(),
        "corpus": data.name if data else "demo",
        "items": min(len(items), most or len(items)),
        "embedder": own.name,
        "seeds": seeds,
        "steps": steps,
        "goals": GOALS,
        "figures": summarise(runs),
        "runs": runs,
    }


def measure_seed(
    items: Sequence[Item],
    vectors: NDArray[np.float32],
    embedder: Embedder,
    seed: int,
    plan: ItemPlan,
) -> dict[str, float]:
    known, unseen = hold_out(items, seed)
    coder = learn_fields([items[at] for at in known], vectors[known])
    train, test = (
        coder.encode([items[at] for at in part], vectors[part]) for part in (known, unseen)
    )
    began = time.process_time()
    vae = fit_items(train, coder, seed, plan)
    seconds = time.process_time() - began
    rows = test.embeddings.astype(np.float64)
    base = train.embeddings.astype(np.float64)
    linear, plane = fit_ppca(base, WIDTH), fit_ppca(base, WIDTH, rows_each=1)
    cosine = compare_rows(decode_latents(vae, encode_items(vae, test, fields=False)[0]), rows)
    pca = compare_rows(plane.reconstruct(rows), rows)
    bound = float(bound_items(vae, test, seed).mean())
    ppca = float(linear.log_likelihood(rows).mean())
    made = vary_items(vae, test, seed)
    parts = [[items[at] for at in part] for part in (known, unseen)]
    return {
        "cosine": cosine,
        "cosine_pca": pca,
        "cosine_above_pca": cosine - pca,
        "bound": bound,
        "bound_ppca": ppca,
        "nats_above_ppca": bound - ppca,
        "neighbours": tell_apart(rows, made, seed),
        "neighbours_to_bank": float((made @ train.embeddings.T).max(axis=1).mean()),
        "real_to_bank": float((rows @ train.embeddings.T).max(axis=1).mean()),
        **judge_limits(
            Neighbourhood(vae, train),
            [items[at].text for at in known],
            coder.kept,
            train,
            test,
            embedder,
            seed,
        ),
        **measure_parallel(coder, train, test, parts, seed),
        "seconds": seconds,
    }


def hold_out(items: Sequence[Item], seed: int) -> tuple[Places, Places]:
    """Numbers of known and of held-out items; a family is held out together, and both are in
    random order."""
    random = np.random.default_rng(seed)
    families = [item.family or item.id for item in items]
    shuffled = list(random.permutation(sorted(set(families))))
    held: set[str] = set()
    wanted = max(20, round(HELD_OUT * len(items)))
    while shuffled and sum(family in held for family in families) < wanted:
        held |= {shuffled.pop() for _ in range(min(len(shuffled), max(1, wanted // 20)))}
    order = random.permutation(len(items))
    out = np.array([families[at] in held for at in order])
    return order[~out], order[out]


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    found = figures["figures"]
    lines = [
        f"{figures['items']} exercises ({figures['corpus']}), {figures['embedder']}, "
        f"{figures['seeds']} seeds"
    ]
    for name in found:
        goal = GOALS.get(name)
        lines.append(f"{name:20} {show(found[name]):>18}" + (f"  goal {goal:g}" if goal else ""))
    for name in _list_missed(found):
        lines.append(f"goal missed: {name}")
    return lines


def _list_missed(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    missed = []
    for name, goal in GOALS.items():
        if name not in found:
            missed.append(f"{name} (not measured: too few exercises share a skill)")
        elif (found[name]["mean"] < goal) == name.endswith(("pca", "ppca")):
            missed.append(name)
    return missed
