"""Holding a model's output to a JSON schema, by xgrammar; compiled grammars are kept."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import torch
import xgrammar

from generators.engines.base import EngineError

_KEPT = 64


class GrammarCache:
    """Compiling takes seconds for a large vocabulary, so the latest grammars are kept."""

    def __init__(self, tokenizer: Any, vocabulary: int) -> None:
        info = xgrammar.TokenizerInfo.from_huggingface(tokenizer, vocab_size=vocabulary)
        self._compiler = xgrammar.GrammarCompiler(info, max_threads=1)
        self._compiled: OrderedDict[str, Any] = OrderedDict()
        self.vocabulary = vocabulary

    def compile(self, schema: Mapping[str, Any]) -> Any:
        """Properties are written in the schema's order. Raises `EngineError` for a schema that
        xgrammar does not take.
        """
        key = json.dumps(schema)
        if key not in self._compiled:
            try:
                compiled = self._compiler.compile_json_schema(key, any_whitespace=False)
            except (RuntimeError, ValueError) as error:
                raise EngineError(f"The output schema cannot be held to: {error}") from error
            self._compiled[key] = compiled
            while len(self._compiled) > _KEPT:
                self._compiled.popitem(last=False)
        self._compiled.move_to_end(key)
        return self._compiled[key]


class Held:
    """One row's place in its grammar; `grammar` None bars nothing."""

    def __init__(self, grammar: Any | None) -> None:
        self._matcher: Any | None = grammar and xgrammar.GrammarMatcher(grammar)

    @property
    def bars(self) -> bool:
        return self._matcher is not None and not self._matcher.is_terminated()

    def follow(self, token: int) -> None:
        """Raises `EngineError` for a token that the grammar bars, which a mask rules out."""
        if self.bars and self._matcher is not None and not self._matcher.accept_token(token):
            raise EngineError("The model wrote what its output schema bars: a fault of xgrammar.")

    def fill(self, mask: torch.Tensor, row: int) -> None:
        if self._matcher is not None:
            self._matcher.fill_next_token_bitmask(mask, row)


def bar_tokens(scores: torch.Tensor, rows: Sequence[Held], vocabulary: int) -> None:
    """Sets the scores [rows, vocabulary] of tokens that a row's grammar bars to -inf, in place."""
    held = [row for row, own in enumerate(rows) if own.bars]
    if not held:
        return
    mask = xgrammar.allocate_token_bitmask(len(rows), vocabulary)
    for row in held:
        rows[row].fill(mask, row)
    xgrammar.apply_token_bitmask_inplace(scores, mask.to(scores.device), indices=held)
