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
    """An engine that can read a likelihood off: transformers of any text, llama.cpp of an option's
    letter. Servers are not asked.
    """

    by_letter: bool  # a common phrase is then no likelier than a rare one

    @property
    def name(self) -> str: ...

    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        """For each continuation the mean log-probability of its tokens (by letter: of its letter),
        in nats, at most 0.
        Raises `EngineError`."""
        ...


Tokens = list[int]


def score_choices(
    tokenizer: Any, model: Any, asked: Sequence[Choices], *, device: str, batch: int
) -> list[list[float]]:
    """Each prompt is read once; up to `batch` of its continuations share a forward pass."""
    return [
        _score(model, *_cut(tokenizer, model, one), tokenizer.pad_token_id, device, batch)
        for one in asked
    ]


def _cut(tokenizer: Any, model: Any, asked: Choices) -> tuple[Tokens, list[Tokens]]:
    """Prompt and continuations are cut into tokens apart, so that each continuation is scored
    after the very same tokens."""
    messages = [message.model_dump() for message in asked.messages]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    prompt: Tokens = tokenizer(text, add_special_tokens=False)["input_ids"]
    own: list[Tokens] = [
        tokenizer(continuation, add_special_tokens=False)["input_ids"]
        for continuation in asked.continuations
    ]
    if not all(own):
        raise EngineError("An empty text has no likelihood: leave it out.")
    room = getattr(model.config.get_text_config(), "max_position_embeddings", 0) or 1_000_000
    if len(prompt) + max(map(len, own)) > room:
        raise EngineError(f"The prompt has {len(prompt)} tokens: too long for this model.")
    return prompt, own


def _score(
    model: Any, prompt: Tokens, texts: list[Tokens], pad: int, device: str, batch: int
) -> list[float]:
    import torch

    from generators.engines.key_values import kept_of, open_cache, select_rows

    with torch.inference_mode():
        cache = open_cache()
        read = model(input_ids=torch.tensor([prompt], device=device), past_key_values=cache)
        first, kept = read.logits[0, -1].float().log_softmax(-1), kept_of(cache)
        found: list[float] = []
        for start in range(0, len(texts), batch):
            part = texts[start : start + batch]
            again = open_cache(select_rows(kept, [0] * len(part)))
            found += _follow(model, part, first, again, len(prompt), pad, device)
    return found


def _follow(
    model: Any,
    texts: list[Tokens],
    first: Any,
    cache: Any,
    before: int,
    pad: int,
    device: str,
) -> list[float]:
    """`first` [V]: log-probabilities of what may follow the prompt, whose `before` tokens the
    cache holds for each row."""
    import torch

    longest = max(map(len, texts))
    # Padding on the right: what comes after the last token changes nothing before it.
    rows = [own + [pad] * (longest - len(own)) for own in texts]
    masks = [[1] * (before + len(own)) + [0] * (longest - len(own)) for own in texts]
    ids = torch.tensor(rows, device=device)
    mask = torch.tensor(masks, device=device)
    logits = model(input_ids=ids, attention_mask=mask, past_key_values=cache).logits
    values = []
    for place, own in enumerate(texts):
        total = first[own[0]]
        if len(own) > 1:
            next_ones = logits[place, : len(own) - 1].float().log_softmax(-1)
            total = total + next_ones.gather(-1, ids[place, 1 : len(own)].unsqueeze(-1)).sum()
        values.append(float(total) / len(own))
    return values
