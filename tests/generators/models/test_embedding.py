"""Embedders: what cannot be used is said, and vectors depend on their text alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

from generators.exercise.content import Language
from generators.models.catalogue import EndpointSource, ModelEntry, PathSource, load_catalogue
from generators.models.embedding import (
    Embedder,
    EmbedderError,
    EmbedderSettings,
    find_embedder,
    open_embedder,
)

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "cat", "sat", "on", "the", "mat", "dog"]
ENGLISH = EmbedderSettings(languages=frozenset({Language.EN}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of random weights in the form in which those of sentence-transformers come."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 16}))
    (folder / "1_Pooling").mkdir()
    return folder


def open_folder(folder: Path, settings: EmbedderSettings = ENGLISH) -> Embedder:
    entry = ModelEntry(name="tiny", source=PathSource(kind="path", path=folder))
    return open_embedder(entry, folder.parent, settings)


def set_pooling(folder: Path, **modes: bool) -> None:
    config = {f"pooling_mode_{name}": value for name, value in modes.items()}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(config))


def test_model_that_is_not_installed(tmp_path: Path) -> None:
    assert find_embedder(load_catalogue().find("minilm-l6"), tmp_path) is None


def test_languages_that_nobody_named(folder: Path) -> None:
    with pytest.raises(EmbedderError, match="COURSEWRIGHT_EMBEDDER_LANGUAGES"):
        open_folder(folder, EmbedderSettings())


def test_a_server_is_no_embedder(tmp_path: Path) -> None:
    source = EndpointSource(kind="endpoint", base_url="http://localhost:1", model="m")
    with pytest.raises(EmbedderError, match="is a server"):
        open_embedder(ModelEntry(name="far", source=source), tmp_path, ENGLISH)


def test_weights_that_are_junk(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"junk" * 100)
    with pytest.raises(EmbedderError, match="cannot be loaded"):
        open_folder(folder)


@pytest.mark.parametrize("modes", [{"max_tokens": True}, {"cls_token": True, "mean_tokens": True}])
def test_pooling_that_is_not_known(folder: Path, modes: dict[str, bool]) -> None:
    set_pooling(folder, **modes)
    with pytest.raises(EmbedderError, match="pools its tokens"):
        open_folder(folder)


def test_config_that_is_no_json(folder: Path) -> None:
    (folder / "1_Pooling" / "config.json").write_text("{")
    with pytest.raises(EmbedderError, match="no JSON"):
        open_folder(folder)


def test_no_texts_and_empty_texts(folder: Path) -> None:
    embedder = open_folder(folder)
    assert embedder.embed([]).shape == (0, embedder.size)
    assert np.isfinite(embedder.embed([""])).all()


def test_a_text_beyond_the_window_counts_by_its_beginning(folder: Path) -> None:
    vectors = open_folder(folder).embed(["a cat " * 50, "a cat " * 50 + "dog"])
    assert np.allclose(vectors[0], vectors[1], atol=1e-6)


def test_vectors_do_not_depend_on_company_or_order(folder: Path) -> None:
    embedder = open_folder(folder, EmbedderSettings(batch=2, languages=frozenset({Language.EN})))
    texts = ["a cat sat on the mat", "dog", "the cat", "a dog sat"]
    together = embedder.embed(texts)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.vstack([embedder.embed([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)
    assert not np.allclose(together[0], together[1], atol=1e-3)


def test_pooling_and_prefixes_are_those_of_the_folder(folder: Path) -> None:
    mean = open_folder(folder).embed(["the cat"])
    set_pooling(folder, cls_token=True, mean_tokens=False)
    assert not np.allclose(open_folder(folder).embed(["the cat"]), mean, atol=1e-3)
    set_pooling(folder, mean_tokens=True)
    prompts = {"prompts": {"query": "dog ", "passage": ""}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    embedder = open_folder(folder)
    assert np.allclose(embedder.embed(["the cat"]), mean, atol=1e-5)
    assert np.allclose(
        embedder.embed(["the cat"], as_queries=True), embedder.embed(["dog the cat"]), atol=1e-5
    )
