"""A bank's item model as one thing: fitted, measured on what was held back, kept and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch

from generators.bank.embedder import Embedder
from generators.bank.item_net import ItemVae
from generators.bank.item_training import ItemPlan, Tell, bound_items, fit_items, keep_quiet
from generators.bank.items import BankError, FieldCoder, Item, ItemArrays, learn_fields, read_coder
from generators.bank.model_file import Card, ModelFileError, read_model, write_model
from generators.bank.neighbourhood import Limits, Neighbourhood, Place
from generators.bank.ppca import fit_ppca

NAME, VERSION = "item-vae", 1
HELD_OUT = 0.1
FEWEST_HELD = 10


@dataclass(frozen=True)
class ItemModel:
    """`ids` are the exercises of the bank, in the order of the numbers in a `Place`."""

    card: Card
    vae: ItemVae
    coder: FieldCoder
    bank: ItemArrays
    ids: tuple[str, ...]
    limits: Limits

    def place(self, items: Sequence[Item], embedder: Embedder, nearest: int = 3) -> list[Place]:
        """Raises `BankError` where the model was fitted on another embedder's vectors."""
        if embedder.name != self.card.data["embedder"]:
            raise BankError(
                f"The bank was read by {self.card.data['embedder']}, and {embedder.name} is here: "
                "train the bank's model anew."
            )
        rows = self.coder.encode(items, embedder.embed([item.text for item in items]))
        return Neighbourhood(self.vae, self.bank).place(rows, nearest)


def fit_item_model(
    items: Sequence[Item],
    embedder: Embedder,
    seed: int,
    plan: ItemPlan | None = None,
    tell: Tell = keep_quiet,
) -> ItemModel:
    """Limits and figures come from a tenth that is held out. Raises `BankError`."""
    vectors = embedder.embed([item.text for item in items])
    order = np.random.default_rng(seed).permutation(len(items))
    held = max(FEWEST_HELD, round(HELD_OUT * len(items)))
    known, unseen = order[held:], order[:held]
    coder = learn_fields([items[at] for at in known], vectors[known])
    whole = coder.encode(items, vectors)
    train, test = whole.take(known), whole.take(unseen)
    vae = fit_items(train, coder, seed, plan, tell)
    linear = fit_ppca(train.embeddings.astype(np.float64), vae.from_z.in_features)
    card = Card(
        name=NAME,
        version=VERSION,
        seed=seed,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        data={"items": len(items), "embedder": embedder.name},
        shape={"size": vae.size, "categories": list(vae.categories)},
        figures={
            "held_out": len(unseen),
            "bound": float(bound_items(vae, test, seed).mean()),
            "bound_ppca": float(linear.log_likelihood(test.embeddings.astype(np.float64)).mean()),
        },
    )
    limits = Neighbourhood(vae, train).calibrate(test)
    return ItemModel(card, vae, coder, whole, tuple(item.id for item in items), limits)


def write_item_model(folder: Path, model: ItemModel) -> None:
    card = model.card.model_copy(
        update={
            "shape": {
                **model.card.shape,
                "coder": model.coder.write(),
                "ids": list(model.ids),
                "near": model.limits.near,
                "off": model.limits.off,
            }
        }
    )
    bank = {
        "bank.embeddings": torch.from_numpy(model.bank.embeddings),
        "bank.codes": torch.from_numpy(model.bank.codes),
        "bank.difficulty": torch.from_numpy(model.bank.difficulty),
    }
    write_model(folder, card, {**model.vae.state_dict(), **bank})


def read_item_model(folder: Path) -> ItemModel:
    """Raises `ModelFileError` with the reason why it is not used."""
    card, weights = read_model(folder, NAME, VERSION)
    try:
        shape = card.shape
        vae = ItemVae(int(shape["size"]), [int(size) for size in shape["categories"]])
        bank = ItemArrays(
            *(weights.pop(f"bank.{part}").numpy() for part in ("embeddings", "codes", "difficulty"))
        )
        vae.load_state_dict(weights)
        limits = Limits(float(shape["near"]), float(shape["off"]))
        coder, ids = read_coder(shape["coder"]), tuple(str(own) for own in shape["ids"])
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelFileError(f"{folder} holds no item model: train it anew.") from error
    if len(ids) != len(bank):
        raise ModelFileError(f"{folder} names {len(ids)} of {len(bank)} exercises: train it anew.")
    return ItemModel(card, vae.eval(), coder, bank, ids, limits)
