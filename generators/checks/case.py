"""What a check is shown: a draft with content, what was asked, and what the course holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generators.drafters.base import Candidate, Material
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content
from generators.exercise.passage import Passage

# Drafters whose words come from a language model, and not from rules over the source.
MODELS = frozenset({"transformer"})
INSTRUCTOR = "instructor"


@dataclass(frozen=True)
class Case:
    candidate: Candidate
    content: Content
    blueprint: Blueprint
    material: Material
    bank: tuple[Content, ...]

    @property
    def by_model(self) -> bool:
        return self.candidate.drafter in MODELS

    @property
    def by_hand(self) -> bool:
        return self.candidate.drafter == INSTRUCTOR

    @cached_property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the draft cites, as far as the material has them."""
        ids = {citation.passage for citation in self.content.citations}
        return tuple(passage for passage in self.material.passages if passage.id in ids)

    @property
    def quotes(self) -> str:
        return "\n".join(citation.quote for citation in self.content.citations)
