"""Models on disk: weights as safetensors beside a JSON card. Nothing is ever unpickled."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

CARD, WEIGHTS = "card.json", "weights.safetensors"


class ModelFileError(ValueError):
    """Why a model on disk is not used; pages go on without one, or by rule."""


class Card(BaseModel):
    """`version` is that of the code's form of the model, `shape` what the network is built with,
    `data` what it was fitted on, `figures` what was measured on items held back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    seed: int
    made: str
    data: dict[str, Any]
    shape: dict[str, Any]
    figures: dict[str, Any]
    sha256: str = ""


def write_model(folder: Path, card: Card, weights: Mapping[str, Tensor]) -> str:
    """Weights first: a card without them is refused, and never the other way round. Gives the
    digest of the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    content = save({name: value.detach().contiguous() for name, value in weights.items()})
    signed = card.model_copy(update={"sha256": hashlib.sha256(content).hexdigest()})
    _replace(folder / WEIGHTS, content)
    _replace(folder / CARD, signed.model_dump_json(indent=2).encode())
    return signed.sha256


def read_model(folder: Path, name: str, version: int) -> tuple[Card, dict[str, Tensor]]:
    """Raises `ModelFileError`: not there, cut short, changed, of another name or version."""
    try:
        card = Card.model_validate_json((folder / CARD).read_bytes())
        content = (folder / WEIGHTS).read_bytes()
    except FileNotFoundError as error:
        raise ModelFileError(f"No model is at {folder}: train one.") from error
    except (OSError, ValidationError, json.JSONDecodeError) as error:
        raise ModelFileError(f"{folder / CARD} cannot be read: train the model anew.") from error
    if (card.name, card.version) != (name, version):
        raise ModelFileError(
            f"{folder} holds {card.name} of version {card.version}, not {name} of version "
            f"{version}: train the model anew."
        )
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelFileError(f"{folder / WEIGHTS} differs from its card: train the model anew.")
    try:
        return card, load(content)
    except SafetensorError as error:
        raise ModelFileError(f"{folder / WEIGHTS} cannot be read: train the model anew.") from error


def _replace(path: Path, content: bytes) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(content)
    os.replace(part, path)
