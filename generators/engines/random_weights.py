"""Models of real configurations with random weights: as fast and as large as the real ones, and
they write junk. For measuring where no weights can be had.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoModelForCausalLM, LlamaConfig, PreTrainedTokenizerFast

from generators.engines.base import EngineError
from generators.engines.transformers_engine import (
    TransformersEngine,
    TransformersSettings,
    choose_dtype,
)

# hidden, inner, layers, heads, key and value heads, size of a head, vocabulary, tied embeddings
_SHAPES = {
    "tiny": (64, 128, 2, 4, 2, 16, 300, True),
    "135m": (576, 1536, 30, 9, 3, 64, 49152, True),  # SmolLM2-135M
    "4b": (2560, 9728, 36, 32, 8, 128, 151936, True),  # Qwen3-4B
    "8b": (4096, 14336, 32, 32, 8, 128, 128256, False),  # Llama-3.1-8B
}
SHAPES = tuple(_SHAPES)
_POSITIONS = 8192
_TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


class RandomEngine(TransformersEngine):
    """A byte of text is a token."""

    def __init__(self, shape: str, settings: TransformersSettings | None = None) -> None:
        """Raises `EngineError` for a shape that is not one of `SHAPES`."""
        if shape not in _SHAPES:
            raise EngineError(f"No shape is called {shape!r}. Known are: {', '.join(SHAPES)}.")
        self._shape = shape
        super().__init__(Path(), f"random-{shape}", "seed-7", settings)

    def _open(self, folder: Path) -> tuple[Any, Any]:
        del folder
        torch.manual_seed(7)
        tokenizer = _make_tokenizer()
        dtype = choose_dtype(self._settings.dtype, self._device)
        with torch.device(self._device):
            model: Any = AutoModelForCausalLM.from_config(
                _make_config(self._shape, tokenizer), dtype=dtype
            )
        return tokenizer, model.eval()


def _make_tokenizer() -> PreTrainedTokenizerFast:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = {"<pad>": 0, "</s>": 1} | {letter: i + 2 for i, letter in enumerate(alphabet)}
    tokenizer = Tokenizer(models.BPE(vocab=words, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="</s>", chat_template=_TEMPLATE
    )


def _make_config(shape: str, tokenizer: PreTrainedTokenizerFast) -> LlamaConfig:
    hidden, inner, layers, heads, pairs, size, vocabulary, tied = _SHAPES[shape]
    return LlamaConfig(
        hidden_size=hidden,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=pairs,
        head_dim=size,
        vocab_size=vocabulary,
        tie_word_embeddings=tied,
        max_position_embeddings=_POSITIONS,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
    )
