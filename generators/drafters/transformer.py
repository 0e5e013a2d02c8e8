"""The drafter that asks a language model, and believes nothing of what it says.

The model writes a quote, a question, an answer and wrong answers. Code places the key, and the
checks decide; what cannot be read is kept raw.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from pydantic import BaseModel, ConfigDict, ValidationError

from generators.drafters.base import Candidate, Material
from generators.drafters.complaints import write_complaint
from generators.drafters.prompts import PROMPT_VERSION, SCHEMAS, write_messages
from generators.drafters.targets import Target, choose_targets
from generators.engines.base import Cancelled, Completion, Engine, Message, Prompt
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import (
    Citation,
    Content,
    Kind,
    Language,
    MultipleChoice,
    Option,
    ShortAnswer,
)
from generators.exercise.verdict import Verdict

_TEMPERATURE = 0.4
_TOKENS = 360
_SEED_SPAN = 1_000_003  # seeds of different slots do not meet
_REPAIR_STEP = 1000  # nor do those of a slot's drafts and of their repairs
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NUMBERED = re.compile(r"^\(?[A-Da-d1-4][.):：、]\s*")


Note = Callable[[int, Completion], None]
Neighbours = Callable[[str, Language], Sequence[str]]


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Wrong(_Read):
    text: str
    misconception: str


class _WrittenChoice(_Read):
    quote: str
    question: str
    correct: str
    wrong: tuple[_Wrong, ...]


class _WrittenAnswer(_Read):
    quote: str
    question: str
    answer: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One slot of a request: `count` candidates are wanted. `neighbours` tells which questions of
    the course lie near a sentence of its sources: they are not to be repeated."""

    blueprint: Blueprint
    seed: int
    count: int
    neighbours: Neighbours | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    place: int  # of its `Ask`
    blueprint: Blueprint
    target: Target
    seed: int
    asked: tuple[str, ...] = ()
    turn: int = 0  # of its repair


@dataclass(frozen=True, slots=True)
class Refused:
    """A candidate of this drafter for the ask at `place`, and what the checks said of it."""

    place: int
    candidate: Candidate
    verdicts: tuple[Verdict, ...]


class TransformerDrafter:
    """Over all its calls the model gets `seconds`, then no more is asked. `note` is told what each
    ask (by its place in the call) came to at the model.
    """

    name = "transformer"
    kinds = frozenset(SCHEMAS)

    def __init__(
        self,
        engine: Engine,
        *,
        seconds: float = 120.0,
        cancelled: Cancelled | None = None,
        note: Note | None = None,
    ) -> None:
        self._engine, self._left, self._cancelled = engine, seconds, cancelled
        self._note = note
        self._sent: dict[int, _Asked] = {}  # by seed

    @property
    def revision(self) -> str:
        return f"{self._engine.name}@{self._engine.revision}/{PROMPT_VERSION}"

    def draft(
        self, blueprint: Blueprint, material: Material, seed: int, count: int
    ) -> list[Candidate]:
        return self.draft_all([Ask(blueprint, seed, count)], [material])[0]

    def draft_all(
        self, asks: Sequence[Ask], materials: Sequence[Material]
    ) -> list[list[Candidate]]:
        """The candidates of each ask, with its material, all written in one call of the engine.

        Raises `EngineError`.
        """
        asked = [
            one
            for place, (ask, material) in enumerate(zip(asks, materials, strict=True))
            for one in self._choose(place, ask, material)
        ]
        found: list[list[Candidate]] = [[] for _ in asks]
        for place, candidate in self._write(asked, [_prompt(one) for one in asked]):
            found[place].append(candidate)
        return found

    def repair_all(self, refused: Sequence[Refused]) -> list[tuple[int, Candidate]]:
        """Written anew, each with the place of its ask: the model sees what it wrote of the same
        sentence, and what was wrong with it. Raises `EngineError`.
        """
        asked, prompts = [], []
        for one in refused:
            before = self._sent[one.candidate.seed]
            again = replace(before, seed=before.seed + _REPAIR_STEP, turn=before.turn + 1)
            complaint = write_complaint(one.verdicts, one.candidate.raw, before.blueprint.language)
            asked.append(again)
            prompts.append(_prompt(again, complaint))
        return self._write(asked, prompts)

    def _write(
        self, asked: Sequence[_Asked], prompts: Sequence[Prompt]
    ) -> list[tuple[int, Candidate]]:
        """In one call of the engine, in the time that is left."""
        if not asked or self._left <= 0:
            return []
        began = time.monotonic()
        written = self._engine.generate(prompts, seconds=self._left, cancelled=self._cancelled)
        self._left -= time.monotonic() - began
        found = []
        for one, completion in zip(asked, written, strict=True):
            self._sent[one.seed] = one
            if self._note is not None:
                self._note(one.place, completion)
            if completion.text:
                found.append((one.place, self._candidate(one, completion)))
        return found

    def _choose(self, place: int, ask: Ask, material: Material) -> list[_Asked]:
        if ask.blueprint.kind not in self.kinds:
            return []
        targets = choose_targets(ask.blueprint, material, ask.seed, ask.count)
        near = ask.neighbours or (lambda _sentence, _language: ())
        return [
            _Asked(
                place,
                ask.blueprint,
                target,
                ask.seed * _SEED_SPAN + number,
                tuple(near(target.sentence, ask.blueprint.language)),
            )
            for number, target in enumerate(targets)
        ]

    def _candidate(self, one: _Asked, completion: Completion) -> Candidate:
        return Candidate(
            drafter=self.name,
            revision=self.revision + "+repair" * one.turn,
            seed=one.seed,
            content=read_written(completion, one.blueprint, one.target, one.seed),
            raw=completion.text.replace("\0", "\ufffd"),  # which no database takes in a text
        )


def _prompt(one: _Asked, complaint: tuple[Message, ...] = ()) -> Prompt:
    return Prompt(
        messages=(*write_messages(one.blueprint, one.target, one.asked), *complaint),
        json_schema=SCHEMAS[one.blueprint.kind],
        max_new_tokens=_TOKENS,
        temperature=_TEMPERATURE,
        seed=one.seed,
    )


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _option(text: str) -> str:
    return _NUMBERED.sub("", _line(text))


def read_written(
    completion: Completion, blueprint: Blueprint, target: Target, seed: int
) -> Content | None:
    """None for what is cut off, no JSON, or no exercise."""
    if completion.finish_reason != "stop":
        return None
    try:
        # xgrammar lets raw control characters through, which strict JSON does not know.
        data = json.loads(completion.text, strict=False)
        if blueprint.kind is Kind.MULTIPLE_CHOICE:
            return _build_choice(_WrittenChoice.model_validate(data), blueprint, target, seed)
        return _build_answer(_WrittenAnswer.model_validate(data), blueprint, target)
    except (json.JSONDecodeError, RecursionError, ValidationError):
        return None


def _build_choice(
    written: _WrittenChoice, blueprint: Blueprint, target: Target, seed: int
) -> MultipleChoice:
    options = [Option(text=_option(written.correct), correct=True)]
    for wrong in written.wrong:
        note = _line(wrong.misconception)
        options.append(Option(text=_option(wrong.text), feedback=note, misconception=note or None))
    Random(f"options {seed}").shuffle(options)
    return MultipleChoice(
        stem=_line(written.question),
        language=blueprint.language,
        options=tuple(options),
        explanation=_line(written.quote),
        citations=(Citation(passage=target.passage.id, quote=_line(written.quote)),),
    )


def _build_answer(written: _WrittenAnswer, blueprint: Blueprint, target: Target) -> ShortAnswer:
    accepted = dict.fromkeys(_option(text) for text in (written.answer, *written.also))
    return ShortAnswer(
        stem=_line(written.question),
        language=blueprint.language,
        accepted=tuple(text for text in accepted if text),
        explanation=_line(written.quote),
        citations=(Citation(passage=target.passage.id, quote=_line(written.quote)),),
    )
