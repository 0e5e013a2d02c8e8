"""Texts as points: near each other where they say alike. The models of sentence-transformers,
run by transformers alone.

Importing this module does not import torch; opening an embedder does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from generators.exercise.content import Language
from generators.models.catalogue import EndpointSource, ModelEntry
from generators.models.errors import ModelError, NotInstalledError
from generators.models.store import check_model, locate, revision_of

Vectors = npt.NDArray[np.float32]

DEFAULT_EMBEDDER = "minilm-l6"
_POOLINGS = {"pooling_mode_cls_token": "cls", "pooling_mode_mean_tokens": "mean"}
_LONGEST = 512


class EmbedderError(ModelError):
    """The model is whole but no embedder that can be used here."""


@dataclass(frozen=True, slots=True)
class EmbedderSettings:
    """`threads` 0 leaves torch's own number. `languages` is for a folder of the admin's, whose
    languages no catalogue names.
    """

    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int = 1
    batch: int = 32
    languages: frozenset[Language] = frozenset()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the model's folder says of how its tokens become one vector."""

    pooling: str
    tokens: int
    prefixes: tuple[str, str]  # before a query, before a passage


class Embedder:
    """Loads the model once; one call of `embed` runs at a time, others wait.

    `languages` are those that it knows: vectors of other texts mean nothing. `revision` names the
    exact weights, `size` is E, the length of a vector.
    """

    def __init__(
        self, folder: Path, entry: ModelEntry, revision: str, settings: EmbedderSettings
    ) -> None:
        import torch

        self.name, self.revision = entry.name, revision
        self.languages = frozenset(entry.languages) or settings.languages
        self._shape = _read_shape(folder, entry)
        self._batch = settings.batch
        self._lock = threading.Lock()
        if settings.threads:
            torch.set_num_threads(settings.threads)
        cuda = settings.device == "cuda" or (
            settings.device == "auto" and torch.cuda.is_available()
        )
        self._device = "cuda" if cuda else "cpu"
        self._tokenizer, self._model = _load(folder, entry.name, self._device)
        self.size = int(self._model.config.hidden_size)

    def embed(self, texts: Sequence[str], *, as_queries: bool = False) -> Vectors:
        """float32 [N, E] of unit length, so that a product is a cosine; [0, E] for no texts.

        A text beyond the model's window counts by its beginning. The same text gives the same
        vector up to rounding, whatever stands beside it.
        """
        prefix = self._shape.prefixes[0 if as_queries else 1]
        found = np.zeros((len(texts), self.size), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        with self._lock:
            for start in range(0, len(by_length), self._batch):
                places = by_length[start : start + self._batch]
                found[places] = self._embed_batch([prefix + texts[place] for place in places])
        return found

    def _embed_batch(self, texts: list[str]) -> Vectors:
        import torch

        tokens = self._tokenizer(
            texts, padding=True, truncation=True, max_length=self._shape.tokens, return_tensors="pt"
        ).to(self._device)
        with torch.inference_mode():
            states = self._model(**tokens).last_hidden_state  # [B, T, E]
        if self._shape.pooling == "cls":
            pooled = states[:, 0]
        else:
            mask = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
            pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
        unit = torch.nn.functional.normalize(pooled.float(), dim=-1)
        vectors: Vectors = unit.cpu().numpy()
        return vectors


def open_embedder(
    entry: ModelEntry, cache: Path, settings: EmbedderSettings | None = None
) -> Embedder:
    """Loads an installed model, in seconds. Raises `EmbedderError`, or another `ModelError` where
    it is not installed or damaged.
    """
    settings = settings or EmbedderSettings()
    if isinstance(entry.source, EndpointSource):
        raise EmbedderError(f"{entry.name} is a server; an embedder runs on this machine.")
    if not entry.languages and not settings.languages:
        raise EmbedderError(
            f"Nothing says which languages {entry.name} knows: set"
            " COURSEWRIGHT_EMBEDDER_LANGUAGES, for example to en,zh."
        )
    check_model(entry, cache, thorough=False)
    return Embedder(locate(entry, cache), entry, revision_of(entry, cache), settings)


def find_embedder(
    entry: ModelEntry, cache: Path, settings: EmbedderSettings | None = None
) -> Embedder | None:
    """None where the model is not installed; a damaged one raises as `open_embedder` does."""
    try:
        return open_embedder(entry, cache, settings)
    except NotInstalledError:
        return None


def _load(folder: Path, name: str, device: str) -> tuple[Any, Any]:
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # it would be drawn into the log
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        first_line = str(error).partition("\n")[0]
        raise EmbedderError(f"{name} cannot be loaded as an embedder: {first_line}") from error
    return tokenizer, model.to(device).eval()


def _read_shape(folder: Path, entry: ModelEntry) -> _Shape:
    pooling = _read_pooling(_read_json(folder / "1_Pooling" / "config.json"), entry.name)
    tokens = _read_json(folder / "sentence_bert_config.json").get("max_seq_length") or _LONGEST
    prompts = _read_json(folder / "config_sentence_transformers.json").get("prompts") or {}
    own = (prompts.get("query", ""), prompts.get("passage", prompts.get("document", "")))
    return _Shape(pooling, min(int(tokens), _LONGEST), entry.prefixes or own)


def _read_pooling(config: dict[str, Any], name: str) -> str:
    """The mean of the tokens where the folder does not say anything."""
    modes = [key for key, value in config.items() if key.startswith("pooling_mode") and value]
    if len(modes) > 1 or not set(modes) <= _POOLINGS.keys():
        raise EmbedderError(f"{name} pools its tokens in a way that is not known: {modes}.")
    return _POOLINGS[modes[0]] if modes else "mean"


def _read_json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise EmbedderError(f"{path} is no JSON: install the model anew.") from error
    return found if isinstance(found, dict) else {}
