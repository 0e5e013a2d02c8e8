"""Writing many texts at once, token by token: a row that ends makes room for one that waits."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import torch

from generators.engines.base import FinishReason, Prompt
from generators.engines.grammars import GrammarCache, Held, bar_tokens
from generators.engines.key_values import (
    Kept,
    kept_of,
    open_cache,
    pad_left,
    select_rows,
    stack_rows,
)
from generators.engines.prefixes import Prefixes, Tokens
from generators.engines.sampling import choose_tokens
from generators.engines.stopping import Interruption


@dataclass
class Row:
    """A prompt as `tokens`, the first `shared` of which others may begin with too. `reason` is
    None while it is being written.
    """

    place: int
    prompt: Prompt
    tokens: Tokens
    shared: int
    held: Held
    written: list[int] = field(default_factory=list)
    reason: FinishReason | None = None
    ended_at: float = 0.0  # monotonic seconds

    def __post_init__(self) -> None:
        self._random = Random(self.prompt.seed)

    def chance(self) -> float:
        return self._random.random()

    def begin_anew(self, held: Held) -> None:
        """As if nothing had been written."""
        self.held, self.written, self._random = held, [], Random(self.prompt.seed)

    def take(self, token: int, ends: frozenset[int]) -> None:
        if token in ends:
            self.end("stop")
            return
        self.held.follow(token)
        self.written.append(token)
        if len(self.written) >= self.prompt.max_new_tokens:
            self.end("length")

    def end(self, reason: FinishReason) -> None:
        self.reason, self.ended_at = reason, time.monotonic()


@dataclass
class _Running:
    """Rows with what attention keeps of them (`mask` [rows, tokens]), and the scores of the next
    token [rows, vocabulary].
    """

    rows: list[Row]
    kept: Any  # a cache
    mask: torch.Tensor
    scores: torch.Tensor


@dataclass
class Work:
    """What was done so far: passes through the model, and tokens of the cache read in them."""

    passes: int = 0
    cached: int = 0


class Decoder:
    """`width` rows are written at once. `ends` are the tokens that end a text.

    Not for models whose layers keep a state instead of keys and values.
    """

    def __init__(
        self, model: Any, ends: frozenset[int], grammars: GrammarCache, *, width: int, reuse: bool
    ) -> None:
        self._model, self._ends, self._grammars = model, ends, grammars
        self.width, self._reuse = width, reuse
        self._device = model.device
        self.work = Work()
        self.prefixes = Prefixes(self._read_prefix)

    def halve(self) -> None:
        """For less memory."""
        self.width = max(1, self.width // 2)
        self.prefixes.clear()

    @torch.inference_mode()
    def write(self, rows: Sequence[Row], stop: Interruption) -> None:
        """Until each row has a reason to end. Rows of like length start together."""
        waiting = deque(sorted(rows, key=lambda row: len(row.tokens)))
        if self._reuse and not stop.check():
            self.prefixes.note(row.tokens[: row.shared] for row in rows)
        running: _Running | None = None
        while (waiting or running) and not stop.check():
            running = self._admit(running, waiting)
            running = self._step(running)
        for row in rows:
            if row.reason is None and stop.reason is not None:
                row.end(stop.reason)

    def _admit(self, running: _Running | None, waiting: deque[Row]) -> _Running:
        """Few at a time would cost a pass through the model each."""
        busy = len(running.rows) if running else 0
        room = self.width - busy
        if running is not None and (not waiting or room < max(1, self.width // 4)):
            return running
        rows = [waiting.popleft() for _ in range(min(room, len(waiting)))]
        new = self._begin(rows)
        return _merge(running, new) if running else new

    def _step(self, running: _Running) -> _Running | None:
        """One token for each row; those that end leave."""
        rows = running.rows
        bar_tokens(running.scores, [row.held for row in rows], self._grammars.vocabulary)
        heats = [row.prompt.temperature for row in rows]
        tokens = choose_tokens(running.scores, heats, [row.chance() for row in rows])
        for row, token in zip(rows, tokens, strict=True):
            row.take(token, self._ends)
        going = [number for number, row in enumerate(rows) if row.reason is None]
        if not going:
            return None
        if len(going) < len(rows):
            running = _select(running, going)
        last = [[row.written[-1]] for row in running.rows]
        return self._pass(running.rows, torch.tensor(last), running.mask, running.kept)

    def _begin(self, rows: list[Row]) -> _Running:
        """Reads the prompts, each after the part of it that was read before, where it was."""
        kept = [self.prefixes.take(row.tokens[: row.shared]) for row in rows]
        first = [own[0][0].shape[-2] if own else 0 for own in kept]
        rest = [row.tokens[start:] for row, start in zip(rows, first, strict=True)]
        before, after = max(first), max(map(len, rest))
        mask = torch.zeros((len(rows), before + after), dtype=torch.long)
        tokens = torch.zeros((len(rows), after), dtype=torch.long)
        for number, own in enumerate(rest):
            mask[number, before - first[number] : before] = 1
            mask[number, before + after - len(own) :] = 1
            tokens[number, after - len(own) :] = torch.tensor(own)
        cache = open_cache(self._stack_prefixes(kept, before))
        return self._pass(rows, tokens, mask[:, :before].to(self._device), cache, mask[:, before:])

    def _stack_prefixes(self, kept: Sequence[Kept | None], length: int) -> Kept | None:
        """One row each; a row without any gets masked nothing."""
        some = next((own for own in kept if own is not None), None)
        if some is None:
            return None
        nothing = tuple((keys[:, :, :0], values[:, :, :0]) for keys, values in some)
        return stack_rows([pad_left(own or nothing, length) for own in kept])

    def _pass(
        self,
        rows: list[Row],
        tokens: torch.Tensor,
        mask: torch.Tensor,
        cache: Any,
        new_mask: torch.Tensor | None = None,
    ) -> _Running:
        """`tokens` [rows, new] come after what the cache holds."""
        added = torch.ones_like(tokens) if new_mask is None else new_mask
        mask = torch.cat([mask, added.to(self._device)], dim=-1)
        self.work.passes += 1
        self.work.cached += mask.shape[0] * (mask.shape[1] - tokens.shape[1])
        places = (mask.cumsum(-1) - 1).clamp(min=0)[:, -tokens.shape[1] :]
        found = self._model(
            input_ids=tokens.to(self._device),
            attention_mask=mask,
            position_ids=places,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        return _Running(rows, cache, mask, found.logits[:, -1].float())

    def _read_prefix(self, tokens: Tokens) -> Kept:
        nothing = torch.zeros((1, 0), dtype=torch.long, device=self._device)
        read = self._pass([], torch.tensor([tokens]), nothing, open_cache())
        return kept_of(read.kept)


def _select(running: _Running, rows: list[int]) -> _Running:
    """Without the columns that only those that left had filled."""
    mask = running.mask[rows]
    first = int(mask.any(0).long().argmax())
    return _Running(
        [running.rows[row] for row in rows],
        open_cache(select_rows(kept_of(running.kept), rows, first)),
        mask[:, first:],
        running.scores[rows],
    )


def _merge(running: _Running, new: _Running) -> _Running:
    length = max(running.mask.shape[1], new.mask.shape[1])
    pad = torch.nn.functional.pad
    both = (running, new)
    return _Running(
        running.rows + new.rows,
        open_cache(stack_rows([pad_left(kept_of(own.kept), length) for own in both])),
        torch.cat([pad(own.mask, (length - own.mask.shape[1], 0)) for own in both]),
        torch.cat([own.scores for own in both]),
    )
