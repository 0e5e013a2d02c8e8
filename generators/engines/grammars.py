"""Holding a model's output to a JSON schema, by xgrammar; compiled grammars are kept."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import torch
import xgrammar
from transformers import LogitsProcessor

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


class HeldToSchema(LogitsProcessor):
    """Bars, row by row, every token that the row's grammar does not allow; None bars nothing.

    Serves one call of `generate`, since it follows what was written.
    """

    def __init__(self, grammars: list[Any | None], vocabulary: int) -> None:
        self._matchers: list[Any | None] = [g and xgrammar.GrammarMatcher(g) for g in grammars]
        self._mask = xgrammar.allocate_token_bitmask(len(grammars), vocabulary)
        self._begun = False

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        for row, matcher in enumerate(self._matchers):
            if matcher is not None:
                self._follow(row, matcher, int(input_ids[row, -1]))
        self._begun = True
        held = [row for row, matcher in enumerate(self._matchers) if matcher is not None]
        if held:
            mask = self._mask.to(scores.device)
            xgrammar.apply_token_bitmask_inplace(scores, mask, indices=held)
        return scores

    def _follow(self, row: int, matcher: Any, token: int) -> None:
        """A row that has ended is padded on by `generate`, and needs no mask any more."""
        if self._begun and (matcher.is_terminated() or not matcher.accept_token(token)):
            self._matchers[row] = None
        elif not matcher.is_terminated():
            matcher.fill_next_token_bitmask(self._mask, row)
