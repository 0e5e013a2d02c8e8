"""What is known of a stored planner: a JSON card beside its weights."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from generators.planner.errors import PlannerFileError
from generators.planner.vocabulary import Vocabulary

CARD, WEIGHTS = "card.json", "planner.safetensors"
VERSION = 1


class DataUsed(BaseModel):
    """Counts of sheets, and whether they are simulated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    train: int
    validation: int
    unseen: int
    learners: int
    removed: int
    simulated: bool


class StageDone(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    steps: int
    best: int
    loss: float
    ending: str


class Card(BaseModel):
    """`figures` are flat, for pages and the gate; `tuned` says whether adversarial fine-tuning was
    kept; `digest` is the SHA-256 of the weights; `date` is ISO."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    date: str
    seed: int
    words: Vocabulary
    data: DataUsed
    stages: tuple[StageDone, ...]
    tuned: bool
    draws: int
    figures: dict[str, float]
    digest: str

    @property
    def skills(self) -> tuple[str, ...]:
        return self.words.skills


def digest_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_card(folder: Path, card: Card) -> None:
    new = folder / f".{CARD}.new"
    new.write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")
    new.replace(folder / CARD)


def read_card(folder: Path) -> Card:
    """Raises PlannerFileError for a card that is missing, damaged, of another version, or whose
    weights are not those that it was written for."""
    path = folder / CARD
    try:
        text = path.read_text(encoding="utf-8")
        version = _Versioned.model_validate_json(text).version
        if version != VERSION:
            raise PlannerFileError(
                f"The planner in {folder.name} is of version {version}; this release reads "
                f"version {VERSION}. Train the planner again."
            )
        card = Card.model_validate_json(text)
        digest = digest_file(folder / WEIGHTS)
    except (OSError, UnicodeDecodeError) as error:
        raise PlannerFileError(
            f"There is no planner in {folder.name}: {error}. Train one first."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or CARD
        raise PlannerFileError(
            f"{CARD} in {folder.name} is damaged ({where}: {first['msg']}). Train the planner "
            "again."
        ) from error
    if digest != card.digest:
        raise PlannerFileError(
            f"{WEIGHTS} in {folder.name} is not the file that its card was written for. Train the "
            "planner again."
        )
    return card


class _Versioned(BaseModel):
    version: int
