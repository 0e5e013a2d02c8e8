"""Vectors: odd texts first, then that likeness shows, and who made them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from generators.bank.embedder import SIZE, SLICE, LexicalEmbedder, embed_in_slices, open_embedder


@pytest.mark.parametrize("text", ["", " ", "\n", "!?", "\u200b"])
def test_text_without_words_is_the_zero_vector(text: str) -> None:
    row = LexicalEmbedder().embed([text])[0]
    assert not row.any()


def test_no_texts_at_all() -> None:
    assert LexicalEmbedder().embed([]).shape == (0, SIZE)


def test_slices_give_what_one_call_gives_and_tell_before_each() -> None:
    texts, told = [f"ride {at}" for at in range(SLICE + 1)], []
    rows = embed_in_slices(LexicalEmbedder(), texts, lambda at, of: told.append((at, of)))
    assert (rows == LexicalEmbedder().embed(texts)).all()
    assert told == [(0, SLICE + 1), (SLICE, SLICE + 1)]


def test_huge_text_and_control_characters_are_finite() -> None:
    rows = LexicalEmbedder().embed(["a\x00b " * 50_000, "力" * 50_000])
    assert np.isfinite(rows).all()
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("a force moves a mass", "the mass moved by a force", "ice melts in the kettle"),
        ("合力等于质量乘以加速度", "质量乘加速度等于合力", "冰在水壶里融化"),
    ],
    ids=["en", "zh"],
)
def test_alike_texts_are_near(one: str, near: str, far: str) -> None:
    rows = LexicalEmbedder().embed([one, near, far])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_same_text_same_vector_in_any_company() -> None:
    embedder = LexicalEmbedder()
    assert np.array_equal(embedder.embed(["one two"])[0], embedder.embed(["x", "one two"])[1])


@pytest.mark.parametrize("languages", [["zh"], ["en", "zh"], []])
def test_other_languages_are_read_by_their_words(languages: list[str], tmp_path: Path) -> None:
    assert open_embedder(tmp_path, languages).name == "lexical-384"


def test_without_weights_english_is_too_and_says_so(tmp_path: Path) -> None:
    assert open_embedder(tmp_path, ["en"]).name == "lexical-384"


def test_lexical_vectors_need_no_torch() -> None:
    assert "generators.bank.embedder" in sys.modules
    source = Path(sys.modules["generators.bank.embedder"].__file__ or "").read_text("utf-8")
    assert "\nimport torch" not in source
