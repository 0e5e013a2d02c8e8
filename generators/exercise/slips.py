"""What typical mistakes come to, so that no key is drawn that a mistake would hit as well."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from fractions import Fraction

from generators.exercise.family import Family
from generators.exercise.formulas import parse_formula

_APART = 2  # tolerances between a key and a mistake, so that no answer is near both


def parse_slips(family: Family) -> tuple[ast.expr, ...]:
    """Raises FormulaError."""
    names = {variable.name for variable in family.variables}
    return tuple(parse_formula(slip.formula, names) for slip in family.mistakes)


def compute_slips(trees: Sequence[ast.expr], values: Mapping[str, Fraction]) -> list[float] | None:
    """In the order of `trees`; None where one has no value. Raises FormulaError."""
    from generators.exercise.exact import compute_formula  # sympy: only where a family has slips

    found = []
    for tree in trees:
        value = compute_formula(tree, values)
        if value is None:
            return None
        found.append(float(value))
    return found


def are_apart(key: float, tolerance: float, slips: Sequence[float]) -> bool:
    return all(abs(slip - key) > _APART * tolerance for slip in slips)
