"""Other forms of a course's exercises: too few to learn from, nothing to foretell, then some."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from generators.bank.forms import LEAST_GAIN, Forms, draw_forms
from generators.bank.items import Item, learn_fields


def invent(number: int, *, tied: bool) -> list[Item]:
    """Four skills in which easy exercises are gaps to remember and hard ones numbers to apply; not
    `tied`, kind and level are chance."""
    random = Random(3)
    found = []
    for at in range(number):
        hard = random.choice([-1.0, 0.0, 1.0])
        sort = hard > 0 if tied else random.random() < 0.5
        level = sort if tied else random.random() < 0.5
        kind, bloom = ("cloze", "numerical")[sort], ("remember", "apply")[level]
        found.append(Item(f"i{at}", f"text {at}", kind, bloom, hard, f"s{at % 4}"))
    return found


def draw(items: list[Item]) -> Forms:
    vectors = np.random.default_rng(0).normal(size=(len(items), 4)).astype(np.float32)
    coder = learn_fields(items, vectors)
    return draw_forms(items, coder.encode(items, vectors), coder, 7)


@pytest.mark.parametrize("number", [1, 12])
def test_a_small_course_is_offered_none(number: int) -> None:
    assert draw(invent(number, tied=True)) == Forms(None, {})


def test_what_is_chance_is_not_offered() -> None:
    forms = draw(invent(120, tied=False))
    assert forms.gain is not None
    assert forms.gain < LEAST_GAIN
    assert forms.of == {}


def test_what_the_course_does_with_a_skill_is_offered() -> None:
    items = invent(120, tied=True)
    forms = draw(items)
    assert forms.gain is not None
    assert forms.gain > 0.2
    easy = next(item for item in items if item.difficulty < 0)
    harder = [form for form in forms.of[easy.id] if form.shift == "harder"]
    assert [(form.kind, form.bloom) for form in harder] == [("numerical", "apply")]
    assert harder[0].difficulty > easy.difficulty


def test_each_form_differs_from_the_exercise_and_goes_the_way_it_says() -> None:
    items = invent(120, tied=True)
    forms = draw(items).of
    for item in items:
        for form in forms[item.id]:
            assert (form.kind, form.bloom) != (item.kind, item.bloom)
            rise = form.difficulty - item.difficulty
            assert {"easier": rise < 0, "harder": rise > 0}.get(form.shift, abs(rise) < 0.5)


def test_the_same_seed_draws_the_same() -> None:
    items = invent(120, tied=True)
    assert draw(items) == draw(items)
