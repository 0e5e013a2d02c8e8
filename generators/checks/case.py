"""What a check is shown: a draft with content, what was asked, and what the course holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from generators.drafters.base import Candidate, Material
from generators.engines.base import Completion, Prompt
from generators.engines.scoring import Choices
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import CaseStudy, Content, Language
from generators.exercise.parts import questions_of
from generators.exercise.passage import Passage
from generators.exercise.texts import text_of
from generators.sources.sentences import split_sentences

# Drafters whose words come from a language model, and not from rules over the source.
MODELS = frozenset({"transformer"})
INSTRUCTOR = "instructor"


class Embedder(Protocol):
    """`embed` gives float32 [N, E], rows of length 1; they mean something in `languages` alone, and
    are best remembered: a bank is compared again for every draft.
    """

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> frozenset[Language]: ...

    def embed(self, texts: Sequence[str]) -> Any: ...


class Solver(Protocol):
    """A model that is good enough to be asked for the key of an exercise."""

    @property
    def name(self) -> str: ...

    @property
    def by_letter(self) -> bool: ...

    @property
    def languages(self) -> frozenset[Language]: ...

    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        """See `ScoringEngine.score`. Raises `EngineError`."""
        ...


class Judge(Protocol):
    """A model that is good enough to say whether a teacher would hand an exercise out."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> frozenset[Language]: ...

    def ask(self, prompt: Prompt) -> Completion:
        """Raises `EngineError`."""
        ...


@dataclass(frozen=True, slots=True)
class Sight:
    """How a text lies beside a bank. `nearest` is a place in it, `distance` to that exercise and
    the limit `near` are in z; `bound` and the limit `off` are in nats. `likeness`, a cosine to the
    nearest passage, is None where `bound` is not below its limit, or there are no passages."""

    nearest: int | None
    distance: float
    near: float
    bound: float
    off: float
    likeness: float | None
    unlike: float


class Bank(Protocol):
    """A model of the course's exercises as a whole."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> frozenset[Language]: ...

    def look(self, text: str, bank: Sequence[str], course: Sequence[str]) -> Sight: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """The models that checks may use. Without one its checks do not run, and say so: `no_solver`,
    `no_bank` and `no_judge` are the reasons, codes.
    """

    embedder: Embedder | None = None
    solver: Solver | None = None
    no_solver: str = "no_capable_model"
    bank: Bank | None = None
    no_bank: str = "no_bank_model"
    judge: Judge | None = None
    no_judge: str = "no_capable_model"

    def without_judge(self) -> Tools:
        """For drafts of which only some will be looked at."""
        return replace(self, judge=None)


NO_TOOLS = Tools()


@dataclass(frozen=True)
class Case:
    """`situation` is what the question of a case with several is about, "" of any other draft."""

    candidate: Candidate
    content: Content
    blueprint: Blueprint
    material: Material
    bank: tuple[Content, ...]
    tools: Tools = field(default=NO_TOOLS)
    situation: str = ""

    @property
    def by_model(self) -> bool:
        return self.candidate.drafter in MODELS

    @property
    def by_hand(self) -> bool:
        return self.candidate.drafter == INSTRUCTOR

    @cached_property
    def questions(self) -> tuple[Case, ...]:
        """Of a case with several questions each as a draft of its own, with what the whole quotes;
        none of any other draft."""
        if not isinstance(self.content, CaseStudy):
            return ()
        quoted = {"citations": self.content.citations}
        contents = (own.model_copy(update=quoted) for own in questions_of(self.content))
        return tuple(replace(self, content=own, situation=self.content.stem) for own in contents)

    @cached_property
    def sight(self) -> Sight | None:
        """None without a model that knows the bank and the language."""
        model = self.tools.bank
        if model is None or self.content.language not in model.languages:
            return None
        passages = [passage.text for passage in self.material.passages]
        return model.look(text_of(self.content), [text_of(own) for own in self.bank], passages)

    @cached_property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the draft cites, as far as the material has them."""
        ids = {citation.passage for citation in self.content.citations}
        return tuple(passage for passage in self.material.passages if passage.id in ids)

    @cached_property
    def cited_sentences(self) -> tuple[str, ...]:
        return tuple(s for passage in self.cited for s in split_sentences(passage.text))

    @property
    def quotes(self) -> str:
        return "\n".join(citation.quote for citation in self.content.citations)
