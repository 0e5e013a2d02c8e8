"""Exercises as the item VAE reads them: a vector of the text, and fields."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
CATEGORIES = ("kind", "bloom", "skill")
LEAST_SPREAD = 1e-5  # of an entry of vectors of length 1
OTHER = ""  # what stands for a rare or an unknown value
RAREST = 5  # a value that fewer exercises have is `OTHER`: nothing can be learnt of it


class BankError(ValueError):
    """A sentence that says what cannot be used of a bank, and what to do."""


class DivergedError(BankError):
    """The loss was no longer a number; the last good state was kept where there was one."""


@dataclass(frozen=True, slots=True)
class Item:
    """`difficulty` is in logits, 0 is average. `text` is what a learner is asked, and the key.
    Items of one `family` are alike on purpose: steps of one problem, variants."""

    id: str
    text: str
    kind: str
    bloom: str
    difficulty: float
    skill: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class ItemArrays:
    """embeddings [N, E]; codes [N, 3]: numbers of kind, Bloom level and skill; difficulty [N],
    standardised."""

    embeddings: Floats
    codes: Ints
    difficulty: Floats

    def __len__(self) -> int:
        return len(self.embeddings)

    def take(self, places: Ints) -> ItemArrays:
        return ItemArrays(self.embeddings[places], self.codes[places], self.difficulty[places])


@dataclass(frozen=True, slots=True)
class FieldCoder:
    """Numbers for the values of fields; number 0 is `OTHER`. `centre` and `scale` are those of
    difficulty, in logits. `kept` are the entries of an embedding that vary at all: MiniLM has some
    that never do, in which any noise would give a made vector away."""

    values: tuple[tuple[str, ...], ...]
    centre: float
    scale: float
    kept: tuple[int, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(own) for own in self.values)

    def encode(self, items: Sequence[Item], embeddings: Floats) -> ItemArrays:
        """Raises `BankError` for a figure that is not finite."""
        check_figures(items, embeddings)
        numbers = [{value: at for at, value in enumerate(own)} for own in self.values]
        codes = [
            [own.get(getattr(item, name), 0) for name, own in zip(CATEGORIES, numbers, strict=True)]
            for item in items
        ]
        difficulty = [(item.difficulty - self.centre) / self.scale for item in items]
        return ItemArrays(
            np.asarray(embeddings, dtype=np.float32)[:, list(self.kept)],
            np.array(codes, dtype=np.int64).reshape(len(items), len(CATEGORIES)),
            np.array(difficulty, dtype=np.float32),
        )

    def read_texts(self, embeddings: Floats) -> ItemArrays:
        """Of which nothing but the text is known."""
        number = len(embeddings)
        return ItemArrays(
            np.asarray(embeddings, dtype=np.float32)[:, list(self.kept)],
            np.zeros((number, len(CATEGORIES)), dtype=np.int64),
            np.full(number, np.nan, dtype=np.float32),
        )

    def write(self) -> str:
        return json.dumps(
            {
                "values": self.values,
                "centre": self.centre,
                "scale": self.scale,
                "kept": self.kept,
            }
        )


def read_coder(text: str) -> FieldCoder:
    """Raises ValueError, TypeError or KeyError for what `write` did not write."""
    found = json.loads(text)
    values = tuple(tuple(str(value) for value in own) for own in found["values"])
    kept = tuple(int(at) for at in found["kept"])
    return FieldCoder(values, float(found["centre"]), float(found["scale"]), kept)


def learn_fields(items: Sequence[Item], embeddings: Floats) -> FieldCoder:
    """Raises `BankError` for no items, or for a figure that is not finite."""
    if not items:
        raise BankError("The bank is empty: add exercises first.")
    check_figures(items, embeddings)
    values = []
    for name in CATEGORIES:
        counts = Counter(getattr(item, name) for item in items)
        common = sorted(value for value, count in counts.items() if count >= RAREST and value)
        values.append((OTHER, *common))
    difficulty = np.array([item.difficulty for item in items])
    kept = np.flatnonzero(np.asarray(embeddings).std(axis=0) > LEAST_SPREAD)
    return FieldCoder(
        tuple(values),
        float(difficulty.mean()),
        max(float(difficulty.std()), 1e-3),
        tuple(int(at) for at in kept),
    )


def check_figures(items: Sequence[Item], embeddings: Floats) -> None:
    if len(items) != len(embeddings):
        raise BankError(f"{len(items)} exercises, but {len(embeddings)} vectors: embed them anew.")
    for item, row in zip(items, embeddings, strict=True):
        if not np.isfinite(item.difficulty) or not np.isfinite(row).all():
            raise BankError(f"Exercise {item.id}: a figure is not a number. Set its difficulty.")
