"""What an engine is: prompts in, completions out, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

FinishReason = Literal["stop", "length", "deadline", "cancelled", "failed"]
Cancelled = Callable[[], bool]


class EngineError(RuntimeError):
    """The engine cannot work at all. The message says what happened and what to do."""


class Message(BaseModel):
    model_config = ConfigDict(frozen=True)

    role: Literal["system", "user", "assistant"]
    content: str


class Prompt(BaseModel):
    """`json_schema` holds the output to that JSON schema, whose properties are written in its
    order; `temperature` 0 takes the likeliest token. In-process, what is sampled depends on the
    prompt and `seed` alone, but for rounding, which differs with the batch; a server promises less.
    """

    model_config = ConfigDict(frozen=True)

    messages: tuple[Message, ...] = Field(min_length=1)
    json_schema: dict[str, Any] | None = None
    max_new_tokens: int = Field(default=512, ge=1, le=8192)
    temperature: float = Field(default=0.7, ge=0, le=2)
    seed: int = 0


class Completion(BaseModel):
    """`text` is what was written so far, whatever ended it: only "stop" means that the model
    came to an end. `tokens` counts new tokens; `seconds` is the time of the batch it was in.
    `error` says why one prompt "failed" while others went on. `prompt_tokens` were read for it,
    where the engine says.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    tokens: int = 0
    prompt_tokens: int = 0
    finish_reason: FinishReason = "stop"
    seconds: float = 0.0
    error: str = ""


class Engine(Protocol):
    """`revision` names the exact weights or server model, for provenance and for keys."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    def generate(
        self,
        requests: Sequence[Prompt],
        *,
        seconds: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Completion]:
        """One completion per prompt, in order. `seconds` bounds the whole call; at the bound,
        or when `cancelled()` turns true, what was written so far is returned with that reason.
        Raises `EngineError` where the engine cannot work at all.
        """
        ...
