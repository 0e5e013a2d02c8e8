"""A bank of invented exercises: three skills with words of their own, and levels of difficulty."""

from __future__ import annotations

from random import Random

import pytest

from generators.bank.embedder import LexicalEmbedder
from generators.bank.items import Item

WORDS = {
    "forces": [
        "force",
        "mass",
        "acceleration",
        "newton",
        "push",
        "pull",
        "friction",
        "weight",
        "trolley",
        "spring",
    ],
    "heat": [
        "heat",
        "temperature",
        "boiling",
        "melting",
        "joule",
        "kettle",
        "steam",
        "ice",
        "kelvin",
        "thermometer",
    ],
    "light": [
        "light",
        "mirror",
        "lens",
        "focus",
        "ray",
        "prism",
        "colour",
        "shadow",
        "image",
        "reflection",
    ],
}


def invent_bank(number: int, seed: int = 0) -> list[Item]:
    random = Random(seed)
    items = []
    for at in range(number):
        skill = list(WORDS)[at % len(WORDS)]
        hard = at // len(WORDS) % 3
        words = random.choices(WORDS[skill], k=6 + 2 * hard)
        kind, bloom = [("cloze", "remember"), ("numerical", "apply")][hard > 0]
        items.append(Item(f"i{at}", " ".join(words), kind, bloom, hard - 1.0, skill))
    return items


@pytest.fixture
def embedder() -> LexicalEmbedder:
    return LexicalEmbedder()
