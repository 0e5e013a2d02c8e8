"""A bank's item model as one thing: fitted, measured on what was held back, kept and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch

from generators.bank.copies import drop_words
from generators.bank.embedder import Embedder, Floats, embed_in_slices
from generators.bank.item_net import ItemVae
from generators.bank.item_training import (
    FEWEST,
    ItemPlan,
    Tell,
    bound_items,
    decode_latents,
    encode_items,
    fit_and_report,
    keep_quiet,
)
from generators.bank.items import BankError, FieldCoder, Item, ItemArrays, learn_fields, read_coder
from generators.bank.model_file import Card, ModelFileError, read_model, write_model
from generators.bank.neighbourhood import (
    OFF_QUANTILE,
    Limits,
    Neighbourhood,
    Place,
    choose_near,
    compare_rows,
)
from generators.bank.ppca import fit_ppca

NAME, VERSION = "item-vae", 2
HELD_OUT = 0.1
FEWEST_HELD = 10
FEWEST_ITEMS = FEWEST + FEWEST_HELD


@dataclass(frozen=True)
class ItemModel:
    """`ids` are the exercises of the bank, in the order of the numbers in a `Place`."""

    card: Card
    vae: ItemVae
    coder: FieldCoder
    bank: ItemArrays
    ids: tuple[str, ...]
    limits: Limits

    def check_embedder(self, embedder: Embedder) -> None:
        """Raises `BankError` where the model was fitted on another embedder's vectors."""
        if embedder.name != self.card.data["embedder"]:
            raise BankError(
                f"The bank was read by {self.card.data['embedder']}, and {embedder.name} is here: "
                "train the bank's model anew."
            )

    def place(self, items: Sequence[Item], embedder: Embedder, nearest: int = 3) -> list[Place]:
        """Raises `BankError` where the model was fitted on another embedder's vectors."""
        self.check_embedder(embedder)
        rows = self.coder.encode(items, embedder.embed([item.text for item in items]))
        return Neighbourhood(self.vae, self.bank).place(rows, nearest)


def fit_item_model(
    items: Sequence[Item],
    embedder: Embedder,
    seed: int,
    plan: ItemPlan | None = None,
    tell: Tell = keep_quiet,
    folder: Path | None = None,
    passages: Sequence[str] = (),
) -> ItemModel:
    """Limits and figures come from a tenth that is held out; a training that was broken off goes
    on at what it left in `folder`. Raises `BankError`."""
    if len(items) < FEWEST_ITEMS:
        raise BankError(
            f"A bank of {len(items)} exercises is too small for a model: it takes {FEWEST_ITEMS}."
        )
    vectors = embedder.embed([item.text for item in items])
    order = np.random.default_rng(seed).permutation(len(items))
    held = max(FEWEST_HELD, round(HELD_OUT * len(items)))
    known, unseen = order[held:], order[:held]
    coder = learn_fields([items[at] for at in known], vectors[known])
    whole = coder.encode(items, vectors)
    train, test = whole.take(known), whole.take(unseen)
    vae, done = fit_and_report(train, coder, seed, plan, tell, folder)
    copied = [drop_words(items[at].text, np.random.default_rng(seed + at)) for at in known]
    read = embed_in_slices(embedder, copied, lambda at, of: tell("measuring", at, of))
    copies = coder.encode([items[at] for at in known], read)
    near, by_text, copies_found = choose_near(vae, train, test, copies)
    limits = replace(
        Neighbourhood(vae, train).calibrate(test),
        near=near,
        by_text=by_text,
        unlike=_calibrate_course(vectors, passages, embedder),
    )
    card = Card(
        name=NAME,
        version=VERSION,
        seed=seed,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        data={"items": len(items), "embedder": embedder.name},
        shape={"size": vae.size, "categories": list(vae.categories)},
        figures={
            "held_out": len(unseen),
            "steps": done.steps,
            "best_step": done.best,
            **_measure_fit(vae, train, test, seed),
            **copies_found,
        },
    )
    return ItemModel(card, vae, coder, whole, tuple(item.id for item in items), limits)


def _calibrate_course(vectors: Floats, passages: Sequence[str], embedder: Embedder) -> float:
    """The cosine to their nearest passage that hardly any exercise of the bank is below."""
    if not passages:
        return -1.0
    return float(np.quantile((vectors @ embedder.embed(passages).T).max(axis=1), OFF_QUANTILE))


def _measure_fit(vae: ItemVae, train: ItemArrays, test: ItemArrays, seed: int) -> dict[str, float]:
    """Beside the linear models of the same size."""
    rows = test.embeddings.astype(np.float64)
    known, width = train.embeddings.astype(np.float64), vae.from_z.in_features
    plane = fit_ppca(known, width, rows_each=1)  # PCA: the nearest plane of that many directions
    made = decode_latents(vae, encode_items(vae, test, fields=False)[0])
    return {
        "bound": float(bound_items(vae, test, seed).mean()),
        "bound_ppca": float(fit_ppca(known, width).log_likelihood(rows).mean()),
        "cosine": compare_rows(made, rows),
        "cosine_pca": compare_rows(plane.reconstruct(rows), rows),
    }


def write_item_model(folder: Path, model: ItemModel) -> str:
    """Gives the digest of the weights."""
    card = model.card.model_copy(
        update={
            "shape": {
                **model.card.shape,
                "coder": model.coder.write(),
                "ids": list(model.ids),
                "near": model.limits.near,
                "off": model.limits.off,
                "unlike": model.limits.unlike,
                "by_text": model.limits.by_text,
            }
        }
    )
    bank = {
        "bank.embeddings": torch.from_numpy(model.bank.embeddings),
        "bank.codes": torch.from_numpy(model.bank.codes),
        "bank.difficulty": torch.from_numpy(model.bank.difficulty),
    }
    return write_model(folder, card, {**model.vae.state_dict(), **bank})


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
        near, off, unlike = (float(shape[name]) for name in ("near", "off", "unlike"))
        limits = Limits(near, off, unlike, bool(shape["by_text"]))
        coder, ids = read_coder(shape["coder"]), tuple(str(own) for own in shape["ids"])
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelFileError(f"{folder} holds no item model: train it anew.") from error
    if len(ids) != len(bank):
        raise ModelFileError(f"{folder} names {len(ids)} of {len(bank)} exercises: train it anew.")
    return ItemModel(card, vae.eval(), coder, bank, ids, limits)
