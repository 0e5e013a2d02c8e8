"""Rules on numbers: a family's key is computed again, by the code that draws for learners."""

from __future__ import annotations

from generators.exercise.content import Content, Numerical
from generators.exercise.draw import FamilyError, check_family, draw_variant
from generators.exercise.family import Family
from generators.exercise.rules import Finding, fail, flag, not_run

_WIDE = 0.1  # of the key


def check_numbers(content: Content, family: Family | None, seed: int) -> Finding | None:
    """`seed` drew the content that stands beside its family."""
    if not isinstance(content, Numerical):
        return None
    if family is None:
        return not_run("no_formula")
    try:
        check_family(family)
        drawn = draw_variant(family, seed)
    except FamilyError as error:
        return fail("family_broken", str(error))
    if abs(drawn.value - content.value) > drawn.tolerance or drawn.unit != content.unit:
        return fail("key_differs", f"{content.value} {content.unit} / {drawn.value} {drawn.unit}")
    if content.tolerance > _WIDE * abs(content.value):
        return flag("tolerance_wide", f"{content.tolerance}")
    return None
