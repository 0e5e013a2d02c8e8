"""The engine behind an OpenAI-compatible server (vLLM, SGLang, llama.cpp, a hosted one)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests

from generators.engines.base import Cancelled, Completion, EngineError, FinishReason, Prompt
from generators.engines.http import Refused, Unreachable, post_json
from generators.models.catalogue import Structured

_FINISH: dict[str, FinishReason] = {"stop": "stop", "length": "length"}


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """`base_url` ends before "/chat/completions". `seconds` bounds one answer of the server."""

    base_url: str
    model: str
    key: str = ""
    seconds: float = 120.0
    retries: int = 4
    concurrency: int = 4
    structured: Structured = "json_schema"


class OpenAIEngine:
    """Prompts go to the server side by side, up to `concurrency` at a time."""

    def __init__(self, settings: EndpointSettings, name: str) -> None:
        self._settings = settings
        self._name = name
        self._session = requests.Session()
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=settings.concurrency)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        if settings.key:
            self._session.headers["Authorization"] = f"Bearer {settings.key}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def revision(self) -> str:
        """The model's name at the server: what lies behind it, only its owner knows."""
        return self._settings.model

    def generate(
        self,
        requests: Sequence[Prompt],
        *,
        seconds: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Completion]:
        """See `Engine.generate`. Raises `EngineError` where the server cannot be reached, or
        refuses the key, the model or the form of the request.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        with ThreadPoolExecutor(self._settings.concurrency) as pool:
            waiting = [pool.submit(self._ask, p, deadline, cancelled) for p in requests]
            try:
                return [future.result() for future in waiting]
            except EngineError:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _ask(
        self, prompt: Prompt, deadline: float | None, cancelled: Cancelled | None
    ) -> Completion:
        began = time.monotonic()
        if cancelled is not None and cancelled():
            return Completion(text="", finish_reason="cancelled")
        if deadline is not None and began >= deadline:
            return Completion(text="", finish_reason="deadline")
        try:
            answer = post_json(
                self._session,
                f"{self._settings.base_url.rstrip('/')}/chat/completions",
                self._body(prompt),
                seconds=self._settings.seconds,
                retries=self._settings.retries,
                deadline=deadline,
            )
        except Refused as error:
            return self._refused(error, time.monotonic() - began)
        except Unreachable as error:
            if deadline is not None and time.monotonic() >= deadline:
                return Completion(text="", finish_reason="deadline", error=str(error))
            raise EngineError(
                f"The model server at {self._settings.base_url} does not answer: {error}."
                " Check that it runs and that its address is right."
            ) from error
        return _read(answer, time.monotonic() - began)

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._settings.model,
            "messages": [message.model_dump() for message in prompt.messages],
            "max_tokens": prompt.max_new_tokens,
            "temperature": prompt.temperature,
            "seed": prompt.seed,
        }
        if prompt.json_schema is not None and self._settings.structured != "none":
            body["response_format"] = self._form(prompt.json_schema)
        return body

    def _form(self, schema: dict[str, Any]) -> dict[str, Any]:
        if self._settings.structured == "json_object":
            return {"type": "json_object"}
        held = {"name": "draft", "strict": True, "schema": schema}
        return {"type": "json_schema", "json_schema": held}

    def _refused(self, error: Refused, seconds: float) -> Completion:
        """A wrong key, model or address stops everything; other refusals concern one prompt."""
        if error.status in (401, 403, 404, 405):
            raise EngineError(
                f"The model server at {self._settings.base_url} refused with status"
                f" {error.status}: {error.detail}. Check the address, the model's name"
                f" ({self._settings.model}) and the key."
            ) from error
        return Completion(
            text="",
            finish_reason="failed",
            seconds=seconds,
            error=f"{error.status}: {error.detail}{_hint(error.detail)}",
        )


def _hint(detail: str) -> str:
    if "response_format" not in detail and "json_schema" not in detail:
        return ""
    return ' (set "structured" of this server in the catalogue to "json_object" or "none")'


def _read(answer: Any, seconds: float) -> Completion:
    """Junk from the server is a failed prompt, kept with what was sent."""
    try:
        choice = answer["choices"][0]
        text = choice["message"]["content"]
        usage = answer.get("usage") or {}
        tokens = int(usage.get("completion_tokens") or 0)
        prompt_tokens = int(usage.get("prompt_tokens") or 0)
        reason = str(choice.get("finish_reason"))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        detail = f"unreadable answer: {str(answer)[:300]}"
        return Completion(text="", finish_reason="failed", seconds=seconds, error=detail)
    if not isinstance(text, str) or reason not in _FINISH:
        detail = f"no text ({reason})"
        return Completion(text="", finish_reason="failed", seconds=seconds, error=detail)
    return Completion(
        text=text,
        tokens=tokens,
        prompt_tokens=prompt_tokens,
        finish_reason=_FINISH[reason],
        seconds=seconds,
    )
