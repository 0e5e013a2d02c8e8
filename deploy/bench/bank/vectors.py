"""Vectors of a corpus, kept in the cache: MiniLM takes minutes for thousands of texts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from generators.bank.embedder import Embedder, Floats


def embed_cached(embedder: Embedder, texts: Sequence[str], cache: Path) -> Floats:
    """[N, E]"""
    digest = hashlib.sha256("\0".join((embedder.name, *texts)).encode()).hexdigest()[:24]
    file = cache / "bench-vectors" / f"{digest}.npy"
    if file.is_file():
        found: Floats = np.load(file, allow_pickle=False)
        if found.shape[0] == len(texts):
            return found
    found = embedder.embed(texts)
    file.parent.mkdir(parents=True, exist_ok=True)
    np.save(file, found, allow_pickle=False)
    return found
