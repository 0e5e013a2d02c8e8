"""The engine in this process for GGUF files: llama.cpp, by the package xllamacpp (an extra)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.engines.base import (
    Cancelled,
    Completion,
    EngineError,
    FinishReason,
    Message,
    Prompt,
)
from generators.engines.letters import score_letters
from generators.engines.scoring import Choices

_FINISH: dict[str, FinishReason] = {"stop": "stop", "length": "length"}
_QUIET = -1
_ALL_LAYERS = 999
_LIKELIEST = 20  # tokens


@dataclass(frozen=True, slots=True)
class LlamaCppSettings:
    """`threads`: more than the free cores makes it ten times slower. `parallel` prompts are
    written at once, each of up to `context` tokens with its answer. `gpu` has all layers there.
    """

    threads: int = 1
    parallel: int = 4
    context: int = 4096
    gpu: bool = False


class LlamaCppEngine:
    """Loads the model once. What prompts begin with in common is read once by llama.cpp itself."""

    by_letter = True

    def __init__(
        self, file: Path, name: str, revision: str, settings: LlamaCppSettings | None = None
    ) -> None:
        self._settings = settings or LlamaCppSettings()
        self._name, self._revision = name, revision
        self._server = _load(file, self._settings)

    @property
    def name(self) -> str:
        return self._name

    @property
    def revision(self) -> str:
        return self._revision

    def generate(
        self,
        requests: Sequence[Prompt],
        *,
        seconds: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Completion]:
        """See `Engine.generate`. A deadline or a cancel is noticed at a row's next token."""
        deadline = None if seconds is None else time.monotonic() + seconds
        with ThreadPoolExecutor(self._settings.parallel) as pool:
            waiting = [
                pool.submit(_Writing(prompt, deadline, cancelled).write, self._server)
                for prompt in requests
            ]
            return [future.result() for future in waiting]

    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        """By letter: llama.cpp tells nothing of a text that it did not write."""
        return score_letters(self.next_tokens, asked)

    def next_tokens(self, messages: Sequence[Message]) -> dict[str, float]:
        """The likeliest tokens of the answer's beginning, without blanks, with their
        log-probabilities. Raises `EngineError`."""
        body = {
            "messages": [message.model_dump() for message in messages],
            "max_tokens": 1,
            "temperature": 0,
            "logprobs": True,
            "top_logprobs": _LIKELIEST,
        }
        answers: list[Any] = []
        try:
            self._server.handle_chat_completions(body, answers.append)
            [first] = answers[0]["choices"][0]["logprobs"]["content"]
        except (RuntimeError, ValueError, LookupError, TypeError) as error:
            raise EngineError(f"llama.cpp told no likelihoods: {error!r}") from error
        # The likeliest of those that are alike but for blanks.
        return {own["token"].strip(): own["logprob"] for own in reversed(first["top_logprobs"])}


class _Writing:
    """One prompt's way through llama.cpp, which hands over each piece of text as it comes."""

    def __init__(self, prompt: Prompt, deadline: float | None, cancelled: Cancelled | None) -> None:
        self._prompt, self._deadline, self._cancelled = prompt, deadline, cancelled
        self._pieces: list[str] = []
        self._tokens = self._prompt_tokens = 0
        self._reason: FinishReason | None = None
        self._error = ""

    def write(self, server: Any) -> Completion:
        """Raises `EngineError` for a schema that cannot be held to, or a model that breaks down."""
        began = time.monotonic()
        if not self._is_over():
            try:
                server.handle_chat_completions(self._body(), self._take)
            except (RuntimeError, ValueError) as error:
                raise EngineError(f"llama.cpp does not take the prompt: {error}") from error
        return Completion(
            text="".join(self._pieces),
            tokens=self._tokens or len(self._pieces),
            prompt_tokens=self._prompt_tokens,
            finish_reason=self._reason or "failed",
            seconds=time.monotonic() - began,
            error=self._error or ("" if self._reason else "llama.cpp came to no end"),
        )

    def _body(self) -> dict[str, Any]:
        prompt = self._prompt
        body: dict[str, Any] = {
            "messages": [message.model_dump() for message in prompt.messages],
            "max_tokens": prompt.max_new_tokens,
            "temperature": prompt.temperature,
            "top_p": 0.95,
            "seed": prompt.seed & 0x7FFFFFFF,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if prompt.json_schema is not None:
            held = {"name": "draft", "strict": True, "schema": prompt.json_schema}
            body["response_format"] = {"type": "json_schema", "json_schema": held}
        return body

    def _take(self, chunk: Any) -> bool:
        """Whether llama.cpp is to stop here."""
        if "error" in chunk:
            self._reason, self._error = "failed", str(chunk["error"].get("message", "no reason"))
            return True
        for choice in chunk.get("choices", ()):
            self._pieces.append(choice["delta"].get("content") or "")
            self._reason = self._reason or _FINISH.get(str(choice.get("finish_reason")))
        usage = chunk.get("usage") or {}
        self._tokens = int(usage.get("completion_tokens") or self._tokens)
        self._prompt_tokens = int(usage.get("prompt_tokens") or self._prompt_tokens)
        return self._reason is None and self._is_over()

    def _is_over(self) -> bool:
        if self._cancelled is not None and self._cancelled():
            self._reason = "cancelled"
        elif self._deadline is not None and time.monotonic() >= self._deadline:
            self._reason = "deadline"
        return self._reason is not None


def _load(file: Path, settings: LlamaCppSettings) -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise EngineError(
            "This model is run by llama.cpp: pip install 'coursewright[llamacpp]'."
        ) from error
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_parallel = settings.parallel
    params.n_ctx = settings.parallel * settings.context
    params.n_gpu_layers = _ALL_LAYERS if settings.gpu else 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings.threads
    params.verbosity = _QUIET
    params.offline = True
    # It listens on a port of this machine too, which nobody is to use.
    params.api_keys = [secrets.token_urlsafe(32)]
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        raise EngineError(f"llama.cpp cannot load {file}: {error}. Install it anew.") from error
