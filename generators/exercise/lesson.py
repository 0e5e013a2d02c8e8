"""What a lesson is: a study sheet for one skill, made of what the course's sources say, with
exercises to check oneself by. Each sentence but the instructor's own words stands in a passage.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from generators.exercise.content import Content, Language

Line = Annotated[str, Field(min_length=1, max_length=2000)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Cited(_Frozen):
    """`text` as the passage with this id has it."""

    text: Line
    passage: str


class Term(Cited):
    """`text` is what it means."""

    term: Line


class Section(_Frozen):
    heading: Line
    sentences: tuple[Cited, ...]


class Steps(_Frozen):
    """In their order."""

    title: Line
    steps: tuple[Line, ...]
    passage: str


class Mistake(Cited):
    """`claim` is what some believe; `text` is what the source says instead."""

    claim: Line


class Lesson(_Frozen):
    """`own_words` is the instructor's Markdown, shown first. `prompts` are questions to talk about,
    which have no key.
    """

    title: Line
    language: Language
    own_words: Annotated[str, Field(max_length=20_000)] = ""
    objectives: tuple[Line, ...] = ()
    terms: tuple[Term, ...] = ()
    sections: tuple[Section, ...] = ()
    steps: tuple[Steps, ...] = ()
    examples: tuple[Cited, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    summary: tuple[Cited, ...] = ()
    prompts: tuple[Line, ...] = ()
    questions: tuple[Content, ...] = ()

    @property
    def passages(self) -> tuple[str, ...]:
        """Ids of all passages that it quotes, each once."""
        quoted: list[Cited] = [*self.terms, *self.examples, *self.mistakes, *self.summary]
        quoted += [sentence for section in self.sections for sentence in section.sentences]
        ids = [*(one.passage for one in quoted), *(one.passage for one in self.steps)]
        return tuple(dict.fromkeys(ids))
