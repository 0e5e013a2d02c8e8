"""The drafter that asks a language model, and believes nothing of what it says.

The model writes a quote, a question, an answer and wrong answers. Code places the key, and the
checks decide; what cannot be read is kept raw.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from generators.drafters.base import Candidate, Material
from generators.drafters.complaints import write_complaint
from generators.drafters.prompts import PROMPT_VERSION, SCHEMAS, write_messages
from generators.drafters.targets import Target, choose_targets
from generators.drafters.written import read_written
from generators.engines.base import Cancelled, Completion, Engine, Message, Prompt
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.exercise.verdict import Verdict

_TEMPERATURE = 0.4
_TOKENS = {Kind.CASE_STUDY: 1600}
_MOST_TOKENS = 360  # of one question
# A case is about more than one sentence says.
_CASE_AROUND, _CASE_SENTENCES = 1600, 3
_SEED_SPAN = 1_000_003  # seeds of different slots do not meet
_REPAIR_STEP = 1000  # nor do those of a slot's drafts and of their repairs


Note = Callable[[int, Completion], None]
Neighbours = Callable[[str, Language], Sequence[str]]


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
        targets = _choose_targets(ask, material)
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


def _choose_targets(ask: Ask, material: Material) -> list[Target]:
    if ask.blueprint.kind is not Kind.CASE_STUDY:
        return choose_targets(ask.blueprint, material, ask.seed, ask.count)
    return choose_targets(
        ask.blueprint,
        material,
        ask.seed,
        ask.count,
        around=_CASE_AROUND,
        sentences=_CASE_SENTENCES,
    )


def _prompt(one: _Asked, complaint: tuple[Message, ...] = ()) -> Prompt:
    return Prompt(
        messages=(*write_messages(one.blueprint, one.target, one.asked), *complaint),
        json_schema=SCHEMAS[one.blueprint.kind],
        max_new_tokens=_TOKENS.get(one.blueprint.kind, _MOST_TOKENS),
        temperature=_TEMPERATURE,
        seed=one.seed,
    )
