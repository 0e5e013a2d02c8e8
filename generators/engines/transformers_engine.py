"""The engine in this process: batches through transformers, output held by xgrammar.

Importing this module imports torch; `opening.open_engine` does so only when it is needed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

from generators.engines.base import Cancelled, Completion, EngineError, Prompt
from generators.engines.decoding import Decoder, Row
from generators.engines.grammars import GrammarCache, Held
from generators.engines.load import Load, describe_load
from generators.engines.prefixes import common_length
from generators.engines.scoring import Choices, score_choices
from generators.engines.stopping import Interruption

Device = Literal["auto", "cpu", "cuda"]
Dtype = Literal["auto", "float32", "bfloat16"]


@dataclass(frozen=True, slots=True)
class TransformersSettings:
    """`threads` 0 leaves torch's own number; more than the free cores makes it far slower.
    `batch` prompts are written at once. `reuse`: what prompts begin with in common is read once.
    """

    device: Device = "auto"
    dtype: Dtype = "auto"
    threads: int = 1
    batch: int = 8
    reuse: bool = True


_FULL = "full_attention"
_ATTENTION = {_FULL, "sliding_attention"}


class TransformersEngine:
    """Loads the model once. One call of `generate` runs at a time; others wait."""

    by_letter = False

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
        self._tokenizer, self._model = self._open(folder)
        vocabulary = int(self._model.config.get_text_config().vocab_size)
        self._grammars = GrammarCache(self._tokenizer, vocabulary)
        kinds = _layer_types(self._model)
        if kinds - _ATTENTION:
            raise EngineError(
                f"{name} keeps a state instead of what it read ({', '.join(sorted(kinds))}): run it"
                " in a server, and add that to the catalogue."
            )
        self._decoder = Decoder(
            self._model,
            _ends(self._tokenizer, self._model),
            self._grammars,
            width=self._settings.batch,
            # A window of attention counts the gap after a beginning that is shorter than others.
            reuse=self._settings.reuse and kinds <= {_FULL},
        )

    def _open(self, folder: Path) -> tuple[Any, Any]:
        """Tokenizer and model."""
        return _load(folder, self._device, choose_dtype(self._settings.dtype, self._device))

    @property
    def device(self) -> str:
        return self._device

    def describe_load(self) -> Load:
        return describe_load(self._model, self._decoder.work)

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
        """See `Engine.generate`. `seconds` of a completion count from the call to its own end."""
        deadline = None if seconds is None else time.monotonic() + seconds
        stop = Interruption(deadline, cancelled)
        with self._lock:
            rows = [self._row(place, prompt) for place, prompt in enumerate(requests)]
            fitting = [row for row in rows if self._fits(row)]
            began = time.monotonic()
            self._write_or_say_why(fitting, stop)
            return [self._completion(row, row.ended_at - began) for row in rows]

    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        """See `ScoringEngine.score`."""
        with self._lock:
            try:
                return score_choices(
                    self._tokenizer,
                    self._model,
                    asked,
                    device=self._device,
                    batch=self._decoder.width,
                )
            except EngineError:
                raise
            except RuntimeError as error:
                raise self._broken(error) from error

    def _broken(self, error: RuntimeError) -> EngineError:
        """torch's errors, whatever went wrong below it."""
        first_line = str(error).partition("\n")[0]
        return EngineError(f"The model {self._name} broke down: {first_line}")

    @property
    def prefix_hits(self) -> int:
        """How many prompts began with something that had been read before."""
        return self._decoder.prefixes.hits

    def _write_or_say_why(self, rows: list[Row], stop: Interruption) -> None:
        try:
            self._write(rows, stop)
        except EngineError:
            raise
        except RuntimeError as error:
            raise self._broken(error) from error

    def _write(self, rows: list[Row], stop: Interruption) -> None:
        """Half as many at a time, where rows do not fit into the GPU's memory together."""
        try:
            self._decoder.write(rows, stop)
        except torch.cuda.OutOfMemoryError as error:
            if self._decoder.width == 1:
                raise EngineError(
                    "The GPU has too little memory for one prompt: choose a smaller model."
                ) from error
            self._decoder.halve()
            torch.cuda.empty_cache()
            for row in rows:
                if row.reason is None:
                    row.begin_anew(Held(self._grammar(row.prompt)))
            self._write([row for row in rows if row.reason is None], stop)

    def _row(self, place: int, prompt: Prompt) -> Row:
        messages = [message.model_dump() for message in prompt.messages]
        tokens = self._encode(messages)
        # The same but for the last message: what they have in common others may begin with too.
        other = self._encode([*messages[:-1], {**messages[-1], "content": "\u241e"}])
        shared = common_length(tokens, other)
        return Row(place, prompt, tokens, shared, Held(self._grammar(prompt)))

    def _encode(self, messages: list[dict[str, str]]) -> tuple[int, ...]:
        text = self._tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def _grammar(self, prompt: Prompt) -> Any | None:
        return prompt.json_schema and self._grammars.compile(prompt.json_schema)

    def _fits(self, row: Row) -> bool:
        config = self._model.config.get_text_config()
        room = int(getattr(config, "max_position_embeddings", 0) or 1_000_000)
        return len(row.tokens) + row.prompt.max_new_tokens <= room

    def _completion(self, row: Row, seconds: float) -> Completion:
        """A row that was not begun was too long."""
        if row.reason is None:
            error = f"The prompt has {len(row.tokens)} tokens: too long for this model."
            return Completion(text="", finish_reason="failed", error=error)
        text = self._tokenizer.decode(row.written, skip_special_tokens=True)
        return Completion(
            text=text,
            tokens=len(row.written),
            prompt_tokens=len(row.tokens),
            finish_reason=row.reason,
            seconds=seconds,
        )


def _ends(tokenizer: Any, model: Any) -> frozenset[int]:
    """Tokens that end a text: the tokenizer's, and those that the model's authors name."""
    own = model.generation_config.eos_token_id
    named = own if isinstance(own, list) else [own]
    return frozenset(end for end in (tokenizer.eos_token_id, *named) if end is not None)


def _layer_types(model: Any) -> set[str]:
    return set(getattr(model.config.get_text_config(), "layer_types", None) or ())


def _device(wanted: Device) -> str:
    if wanted == "cuda" and not torch.cuda.is_available():
        raise EngineError("No CUDA device was found: set the device to cpu or auto.")
    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return wanted


def choose_dtype(dtype: Dtype, device: str) -> torch.dtype:
    """Most CPUs emulate bfloat16: there it was ten times slower than float32."""
    wide = dtype == "float32" or (dtype == "auto" and device == "cpu")
    return torch.float32 if wide else torch.bfloat16


def _load(folder: Path, device: str, dtype: torch.dtype) -> tuple[Any, Any]:
    """Reads safetensors only, and runs no code from the folder."""
    disable_progress_bar()  # it would be drawn into the log
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, padding_side="left"
        )
        model: Any = AutoModelForCausalLM.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=dtype,
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
