"""A language model that looks at drafts: an engine, what it knows, and what it has cost."""

from __future__ import annotations

from dataclasses import dataclass, field

from generators.engines.base import Completion, Engine, Prompt
from generators.exercise.content import Language

SECONDS = 120.0  # for one draft
_KEPT = 256
Answered = dict[tuple[str, str], Completion]  # by model and prompt, the oldest first


@dataclass
class EngineJudge:
    """Remembers its last answers: repair asks for a draft that the contest of drafts asks for
    again. `tokens` are those read and written, where the engine says."""

    engine: Engine
    languages: frozenset[Language]
    answered: Answered = field(default_factory=dict)
    asked: int = 0
    tokens: int = 0

    @property
    def name(self) -> str:
        return self.engine.name

    def ask(self, prompt: Prompt) -> Completion:
        """Raises `EngineError`."""
        key = self.name, prompt.model_dump_json()
        if key in self.answered:
            return self.answered[key]
        written = self._ask(prompt)
        if written.finish_reason in ("stop", "length"):  # another time may end otherwise
            self.answered[key] = written
            while len(self.answered) > _KEPT:
                del self.answered[next(iter(self.answered))]
        return written

    def _ask(self, prompt: Prompt) -> Completion:
        [written] = self.engine.generate([prompt], seconds=SECONDS)
        self.asked += 1
        self.tokens += written.tokens + written.prompt_tokens
        return written
