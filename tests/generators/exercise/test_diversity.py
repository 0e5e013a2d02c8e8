"""How varied a set is: copies, strangers and what lies between."""

from __future__ import annotations

import pytest

from generators.exercise.diversity import distinct, openings, self_bleu, spread

SAME = ["What do we call a thin layer that controls the cell?"] * 4
FAR = [
    "Why does ice float on water?",
    "Match each law with its author.",
    "A train covers 80 km within one hour",
    "Green pigments absorb light for plants.",
]
NEAR = [f"What do we call a thing that {does}?" for does in ("flies", "swims", "sings", "falls")]


def test_few_texts_have_no_likeness() -> None:
    for texts in ([], ["alone"]):
        assert self_bleu(texts) == 0.0
        assert spread(texts) == 0.0
    assert distinct([]) == 0.0
    assert openings([]) == {}


def test_copies_are_all_alike() -> None:
    assert self_bleu(SAME) == pytest.approx(1.0)
    assert spread(SAME) == pytest.approx(0.0)
    assert distinct(SAME) == pytest.approx(0.25)


def test_one_form_lies_between_copies_and_strangers() -> None:
    assert self_bleu(FAR) < 0.2 < self_bleu(NEAR) < self_bleu(SAME)
    assert spread(SAME) < spread(NEAR) < spread(FAR)
    assert distinct(NEAR) < distinct(FAR)


def test_chinese_is_compared_by_characters() -> None:
    alike = ["什么是机械运动？", "什么是机械效率？"]
    assert self_bleu(alike) > self_bleu(["什么是机械运动？", "力的单位是牛顿。"])


def test_openings_are_counted() -> None:
    assert openings(NEAR) == {"what do we": 4}
