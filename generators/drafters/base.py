"""What a drafter is: it writes candidates for a blueprint from a course's material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content, Kind
from generators.exercise.family import Family
from generators.exercise.passage import Passage
from generators.sources.fusion import Embedding, FusedIndex
from generators.sources.retrieval import Index


class Candidate(BaseModel):
    """`content` is None where the drafter wrote junk, which `raw` keeps. A parametric candidate
    has its `family`, and as content the variant of `seed`. `form` is the drafter's name for its
    way of asking, "" where it has but one.
    """

    model_config = ConfigDict(frozen=True)

    drafter: str
    revision: str = ""
    form: str = ""
    seed: int = 0
    content: Content | None = None
    family: Family | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """The passages of a whole course, in course order, with their search index; `index.method`
    says by what it finds.
    """

    passages: tuple[Passage, ...]
    index: Index

    @classmethod
    def of(cls, passages: tuple[Passage, ...], embedding: Embedding | None = None) -> Material:
        """Found by words alone without an `embedding`, which embeds each passage once."""
        return cls(passages, FusedIndex(passages, embedding) if embedding else Index(passages))


class Drafter(Protocol):
    """`revision` names what wrote a candidate exactly: rules by their version, or weights."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def kinds(self) -> frozenset[Kind]: ...

    def draft(
        self, blueprint: Blueprint, material: Material, seed: int, count: int
    ) -> list[Candidate]:
        """Up to `count` candidates, [] where the material does not carry any. The same
        arguments give the same candidates.
        """
        ...
