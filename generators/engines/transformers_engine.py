"""The engine in this process: batches through transformers, output held by xgrammar.

Importing this module imports torch; `opening.open_engine` does so only when it is needed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, LogitsProcessorList
from transformers import StoppingCriteriaList as Criteria
from transformers.utils.logging import disable_progress_bar

from generators.engines.base import Cancelled, Completion, EngineError, FinishReason, Prompt
from generators.engines.grammars import GrammarCache, HeldToSchema
from generators.engines.sampling import SeededSampling
from generators.engines.stopping import Interruption, RowLimits

Device = Literal["auto", "cpu", "cuda"]
Dtype = Literal["auto", "float32", "bfloat16"]


@dataclass(frozen=True, slots=True)
class TransformersSettings:
    """`threads` 0 leaves torch's own number; more than the free cores makes it far slower."""

    device: Device = "auto"
    dtype: Dtype = "auto"
    threads: int = 1
    batch: int = 8


@dataclass(frozen=True, slots=True)
class _Item:
    place: int
    prompt: Prompt
    text: str
    length: int


class TransformersEngine:
    """Loads the model once. One call of `generate` runs at a time; others wait."""

    def __init__(
        self,
        folder: Path,
        name: str,
        revision: str,
        settings: TransformersSettings | None = None,
    ) -> None:
        self._settings = settings or TransformersSettings()
        self._name, self._revision = name, revision
        self._lock = threading.Lock()
        if self._settings.threads:
            torch.set_num_threads(self._settings.threads)
        self._device = _device(self._settings.device)
        self._tokenizer, self._model = _load(folder, self._device, self._settings.dtype)
        vocabulary = int(self._model.config.get_text_config().vocab_size)
        self._grammars = GrammarCache(self._tokenizer, vocabulary)

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
        """See `Engine.generate`. Prompts of like length share a batch."""
        deadline = None if seconds is None else time.monotonic() + seconds
        interruption = Interruption(deadline, cancelled)
        found: dict[int, Completion] = {}
        with self._lock:
            items = [self._item(place, prompt) for place, prompt in enumerate(requests)]
            for batch in _batches(items, self._settings.batch):
                found.update(self._run_or_say_why(batch, interruption))
        return [found[place] for place in range(len(requests))]

    def _run_or_say_why(
        self, batch: list[_Item], interruption: Interruption
    ) -> dict[int, Completion]:
        try:
            return self._run(batch, interruption)
        except EngineError:
            raise
        except RuntimeError as error:  # torch's, whatever went wrong below it
            first_line = str(error).partition("\n")[0]
            raise EngineError(f"The model {self._name} broke down: {first_line}") from error

    def _item(self, place: int, prompt: Prompt) -> _Item:
        messages = [message.model_dump() for message in prompt.messages]
        text = self._tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        length = len(self._tokenizer(text, add_special_tokens=False)["input_ids"])
        return _Item(place, prompt, text, length)

    def _room(self) -> int:
        config = self._model.config.get_text_config()
        return int(getattr(config, "max_position_embeddings", 0) or 1_000_000)

    def _run(self, batch: list[_Item], interruption: Interruption) -> dict[int, Completion]:
        fitting = [i for i in batch if i.length + i.prompt.max_new_tokens <= self._room()]
        found = {
            item.place: Completion(
                text="",
                finish_reason="failed",
                error=f"The prompt has {item.length} tokens: too long for this model.",
            )
            for item in batch
            if item not in fitting
        }
        if fitting and interruption.check():
            reason = interruption.reason or "cancelled"
            return found | {i.place: Completion(text="", finish_reason=reason) for i in fitting}
        if fitting:
            found |= self._run_or_split(fitting, interruption)
        return found

    def _run_or_split(self, batch: list[_Item], stop: Interruption) -> dict[int, Completion]:
        """A batch that does not fit into the GPU's memory is run in halves."""
        try:
            return self._run_batch(batch, stop)
        except torch.cuda.OutOfMemoryError as error:
            torch.cuda.empty_cache()
            if len(batch) == 1:
                raise EngineError(
                    "The GPU has too little memory for one prompt: choose a smaller model."
                ) from error
        half = len(batch) // 2
        return self._run_or_split(batch[:half], stop) | self._run_or_split(batch[half:], stop)

    @torch.inference_mode()
    def _run_batch(self, batch: list[_Item], stop: Interruption) -> dict[int, Completion]:
        began = time.monotonic()
        encoded = self._tokenizer(
            [item.text for item in batch],
            return_tensors="pt",
            padding=True,
            add_special_tokens=False,
        ).to(self._device)
        start = int(encoded["input_ids"].shape[1])
        limits = [item.prompt.max_new_tokens for item in batch]
        written = self._model.generate(
            **encoded,
            max_new_tokens=max(limits),
            do_sample=False,
            pad_token_id=self._tokenizer.pad_token_id,
            eos_token_id=self._ends(),
            logits_processor=self._processors(batch),
            stopping_criteria=Criteria([RowLimits(start, limits), stop]),
        )
        seconds = time.monotonic() - began
        rows = written[:, start:].tolist()
        return {
            item.place: self._completion(row, item.prompt, stop.reason, seconds)
            for item, row in zip(batch, rows, strict=True)
        }

    def _processors(self, batch: list[_Item]) -> LogitsProcessorList:
        """The schema bars tokens first, so that the sample is taken of what is left."""
        schemas = [item.prompt.json_schema for item in batch]
        grammars = [schema and self._grammars.compile(schema) for schema in schemas]
        return LogitsProcessorList(
            [
                HeldToSchema(grammars, self._grammars.vocabulary),
                SeededSampling(
                    [item.prompt.temperature for item in batch],
                    [item.prompt.seed for item in batch],
                ),
            ]
        )

    def _ends(self) -> list[int]:
        """Tokens that end a text: the tokenizer's, and those that the model's authors name."""
        own = self._model.generation_config.eos_token_id
        named = own if isinstance(own, list) else [own]
        ends = {self._tokenizer.eos_token_id, *named}
        return sorted(end for end in ends if end is not None)

    def _completion(
        self, row: list[int], prompt: Prompt, interrupted: FinishReason | None, seconds: float
    ) -> Completion:
        ends = set(self._ends())
        length = next((i for i, token in enumerate(row) if token in ends), None)
        reason: FinishReason = "stop"
        if length is None:
            length = min(len(row), prompt.max_new_tokens)
            full = length >= prompt.max_new_tokens
            reason = "length" if full or interrupted is None else interrupted
        text = self._tokenizer.decode(row[:length], skip_special_tokens=True)
        return Completion(text=text, tokens=length, finish_reason=reason, seconds=seconds)


def _batches(items: list[_Item], size: int) -> Iterator[list[_Item]]:
    ordered = sorted(items, key=lambda item: item.length)
    for first in range(0, len(ordered), size):
        yield ordered[first : first + size]


def _device(wanted: Device) -> str:
    if wanted == "cuda" and not torch.cuda.is_available():
        raise EngineError("No CUDA device was found: set the device to cpu or auto.")
    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return wanted


def _load(folder: Path, device: str, dtype: Dtype) -> tuple[Any, Any]:
    """Reads safetensors only, and runs no code from the folder."""
    # Most CPUs emulate bfloat16: there it was ten times slower than float32.
    wide = dtype == "float32" or (dtype == "auto" and device == "cpu")
    chosen = torch.float32 if wide else torch.bfloat16
    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would be drawn into the log
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, padding_side="left"
        )
        model: Any = AutoModelForCausalLM.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=chosen,
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise EngineError(
            f"The model at {folder} cannot be loaded: {error}. Install it anew."
        ) from error
    if tokenizer.chat_template is None:
        raise EngineError(f"The model at {folder} has no chat template: use an instruct model.")
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer, model.eval().to(torch.device(device))
