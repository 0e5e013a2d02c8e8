"""What a course's own model says of a text: which exercise it is nearest to, whether that is too
near, and whether it belongs to the course. Exercises that came after the training are read too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from generators.bank.embedder import Embedder
from generators.bank.item_model import ItemModel
from generators.bank.item_training import bound_items
from generators.bank.items import ItemArrays
from generators.bank.neighbourhood import locate
from generators.checks.case import Sight
from generators.exercise.content import Language

_DRAWS = 16
_SEED = 0


class BankSense:
    """`languages` are those that the embedder knows. Raises `BankError` for an embedder other than
    the one that the model was fitted with."""

    def __init__(
        self, model: ItemModel, embedder: Embedder, languages: frozenset[Language]
    ) -> None:
        model.check_embedder(embedder)
        self.languages = languages
        self._model, self._embedder = model, embedder

    @cached_property
    def name(self) -> str:
        return f"bank model of {len(self._model.bank)} exercises"

    def look(self, text: str, bank: Sequence[str], course: Sequence[str]) -> Sight:
        """`bank` are the exercises as they are now, `course` the passages, which are read only
        where the model finds the text unlikely."""
        own = self._read([text])
        distances = self._measure(own, bank)
        nearest = int(distances.argmin()) if len(distances) else None
        bound = float(bound_items(self._model.vae, own, _SEED, _DRAWS)[0])
        limits = self._model.limits
        likeness = self._compare(text, course) if bound < limits.off else None
        return Sight(
            nearest=nearest,
            distance=float(distances[nearest]) if nearest is not None else float("inf"),
            near=limits.near,
            bound=bound,
            off=limits.off,
            likeness=likeness,
            unlike=limits.unlike,
        )

    def find_nearest(self, text: str, bank: Sequence[str], most: int) -> list[int]:
        """Places of exercises, nearest first."""
        order = np.argsort(self._measure(self._read([text]), bank), kind="stable")
        return [int(place) for place in order[:most]]

    def _measure(self, own: ItemArrays, bank: Sequence[str]) -> np.ndarray:
        if not bank:
            return np.empty(0)
        rows, others = (
            locate(self._model.vae, one, by_text=self._model.limits.by_text)
            for one in (own, self._read(bank))
        )
        distances: np.ndarray = np.linalg.norm(others - rows[0], axis=1)
        return distances

    def _compare(self, text: str, course: Sequence[str]) -> float | None:
        """The cosine to the nearest passage, None without any."""
        if not course:
            return None
        return float((self._embedder.embed(course) @ self._embedder.embed([text])[0]).max())

    def _read(self, texts: Sequence[str]) -> ItemArrays:
        return self._model.coder.read_texts(self._embedder.embed(texts))
