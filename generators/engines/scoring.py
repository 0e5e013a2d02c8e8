"""How likely a model holds each of several continuations of a prompt: no text is written.

Importing this module does not import torch; `score_choices` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from generators.engines.base import EngineError, Message


@dataclass(frozen=True, slots=True)
class Choices:
    """`continuations` are what the assistant might say next, each at least one token long."""

    messages: tuple[Message, ...]
    continuations: tuple[str, ...]


@runtime_checkable
class ScoringEngine(Protocol):
    """An engine that can read a likelihood off: transformers in process. Servers and llama.cpp tell
    nothing of a text that they did not write.
    """

    @property
    def name(self) -> str: ...

    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        """For each continuation the mean log-probability of its tokens, in nats, at most 0.
        Raises `EngineError`."""
        ...


@dataclass(frozen=True, slots=True)
class _Row:
    place: tuple[int, int]
    ids: list[int]
    start: int  # of the continuation


def score_choices(
    tokenizer: Any, model: Any, asked: Sequence[Choices], *, device: str, batch: int
) -> list[list[float]]:
    """Rows of like length share a forward pass of at most `batch` rows."""
    rows = [row for place, one in enumerate(asked) for row in _rows(tokenizer, model, place, one)]
    rows.sort(key=lambda row: len(row.ids))
    found: dict[tuple[int, int], float] = {}
    for first in range(0, len(rows), batch):
        part = rows[first : first + batch]
        for row, value in zip(
            part, _score(model, part, device, tokenizer.pad_token_id), strict=True
        ):
            found[row.place] = value
    return [
        [found[place, number] for number in range(len(one.continuations))]
        for place, one in enumerate(asked)
    ]


def _rows(tokenizer: Any, model: Any, place: int, asked: Choices) -> list[_Row]:
    """Prompt and continuation are cut into tokens apart, so that every continuation is scored
    after the very same tokens."""
    messages = [message.model_dump() for message in asked.messages]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    prompt = tokenizer(text, add_special_tokens=False)["input_ids"]
    rows = []
    for number, continuation in enumerate(asked.continuations):
        own = tokenizer(continuation, add_special_tokens=False)["input_ids"]
        if not own:
            raise EngineError("An empty text has no likelihood: leave it out.")
        rows.append(_Row((place, number), [*prompt, *own], len(prompt)))
    room = getattr(model.config.get_text_config(), "max_position_embeddings", 0) or 1_000_000
    if max(len(row.ids) for row in rows) > room:
        raise EngineError(f"The prompt has {len(prompt)} tokens: too long for this model.")
    return rows


def _score(model: Any, rows: Sequence[_Row], device: str, pad: int) -> list[float]:
    import torch

    longest = max(len(row.ids) for row in rows)
    # Padding on the right: what comes after the last token changes nothing before it.
    ids = torch.tensor([row.ids + [pad] * (longest - len(row.ids)) for row in rows], device=device)
    mask = torch.tensor(
        [[1] * len(row.ids) + [0] * (longest - len(row.ids)) for row in rows], device=device
    )
    with torch.inference_mode():
        logits = model(input_ids=ids, attention_mask=mask).logits
    values = []
    for place, row in enumerate(rows):
        own = logits[place, row.start - 1 : len(row.ids) - 1].float().log_softmax(-1)
        targets = ids[place, row.start : len(row.ids)].unsqueeze(-1)
        values.append(float(own.gather(-1, targets).mean()))
    return values
