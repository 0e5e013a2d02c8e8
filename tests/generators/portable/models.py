"""Small models to write: what they were taught does not matter, so planners are drawn at random."""

from __future__ import annotations

from pathlib import Path

import torch

from generators.fitting.tensor_file import write_tensors
from generators.planner.card import VERSION, WEIGHTS, Card, DataUsed, digest_file, write_card
from generators.planner.critic import Critic
from generators.planner.generator import Generator
from generators.planner.planner import Planner
from generators.planner.vocabulary import Vocabulary, build_vocabulary
from tests.generators.planner.school import small_school


def small_words() -> Vocabulary:
    sheets = [one.planned for one in small_school().train]
    return build_vocabulary(sheets, {"s3": ["s0", "s1"], "s7": ["s6"]})


def store_planner(folder: Path, words: Vocabulary | None = None, seed: int = 0) -> Planner:
    words = words or small_words()
    torch.manual_seed(seed)
    parts = {"generator": Generator(words), "critic": Critic(words)}
    with torch.no_grad():
        for parameter in parts["generator"].parameters():
            parameter *= 2  # networks that were taught nothing leave all to the noise
    tensors = {
        f"{name}/{key}": tensor
        for name, part in parts.items()
        for key, tensor in part.state_dict().items()
    }
    write_tensors(folder / WEIGHTS, tensors, {"version": str(VERSION)})
    card = Card(
        version=VERSION,
        date="2026-11-27",
        seed=seed,
        words=words,
        data=DataUsed(train=1, validation=1, unseen=1, learners=1, removed=0, simulated=True),
        stages=(),
        tuned=False,
        draws=8,
        figures={},
        digest=digest_file(folder / WEIGHTS),
    )
    write_card(folder, card)
    return Planner.load(folder)
