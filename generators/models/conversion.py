"""GGUF to safetensors, once: loading then takes a second instead of minutes.

Run as a process of its own (`python -m generators.models.conversion GGUF FOLDER`), so that the
memory it needs is given back, and the caller can be cancelled.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from generators.models.errors import InstallError

_LAST_BYTES = 600
_SECONDS = 3600


def convert_gguf(gguf: Path, folder: Path) -> None:
    """Writes weights (bfloat16), config and tokenizer into `folder`. Raises `InstallError`."""
    environment = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", **os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "generators.models.conversion", str(gguf), str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**environment, "HF_HUB_OFFLINE": "1"},
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InstallError("Converting the model took more than an hour and was ended.") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace")[-_LAST_BYTES:].strip()
        raise InstallError(f"The model could not be converted (exit {done.returncode}): {said}")


def _convert(gguf: Path, folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    model: Any = AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
    )
    # save_pretrained raises for a model that still says it is quantised.
    model.hf_quantizer = None
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    _convert(Path(sys.argv[1]), Path(sys.argv[2]))
