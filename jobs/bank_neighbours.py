"""Which questions a course has already near a sentence of its sources: for a model's prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.drafters.transformer import Neighbours
from generators.exercise.content import Content, Language
from generators.exercise.texts import filled_stem, text_of
from jobs.bank_shelf import BANKS
from jobs.parts import Parts
from lti_tool.services.drafts import list_bank_contents

if TYPE_CHECKING:
    from generators.bank.sense import BankSense

MOST = 3


@dataclass(frozen=True, slots=True)
class CourseNeighbours:
    sense: BankSense
    contents: Sequence[Content]

    def __call__(self, sentence: str, language: Language) -> list[str]:
        own = [content for content in self.contents if content.language is language]
        if language not in self.sense.languages:
            return []
        texts = [text_of(content) for content in own]
        return [filled_stem(own[at]) for at in self.sense.find_nearest(sentence, texts, MOST)]


def open_neighbours(parts: Parts, context_ids: Iterable[str]) -> dict[str, Neighbours]:
    """By course, of those whose bank has a model."""
    found: dict[str, Neighbours] = {}
    for context_id in set(context_ids):
        sense = BANKS.take(parts, context_id).sense
        if sense is not None:
            with parts.database.read() as session:
                found[context_id] = CourseNeighbours(sense, list_bank_contents(session, context_id))
    return found
