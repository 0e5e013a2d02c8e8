"""Formulas computed exactly by sympy, node by node; formulas.py says what may stand in one.

sympy takes half a second to load. Only what computes imports this file, so that a web process
starts without it.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import sympy

from generators.exercise.formulas import FormulaError

MAX_EXPONENT = 100
MAX_BITS = 4000

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
    "exp": sympy.exp,
    "log": sympy.log,
    "log10": lambda value: sympy.log(value, 10),
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
    "min": sympy.Min,
    "max": sympy.Max,
}
VALUES = {"pi": sympy.pi}


def compute_formula(tree: ast.expr, values: Mapping[str, Fraction]) -> Any | None:
    """The exact value (a sympy number), or None where it is not a finite real number.

    Raises FormulaError when a power grows beyond what is computed.
    """
    exact = {name: sympy.Rational(v.numerator, v.denominator) for name, v in values.items()}
    try:
        value = _compute(tree, exact)
    except (ZeroDivisionError, TypeError):
        return None
    return value if value.is_real and value.is_finite else None


def read_digits(value: Any) -> Decimal:
    """40 significant digits of the exact value."""
    return Decimal(str(sympy.N(value, 40)))


def round_digits(digits: Decimal, decimals: int) -> Decimal:
    """Half up."""
    return digits.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _compute(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return sympy.Rational(str(value))
        case ast.Name(id=name):
            return values[name] if name in values else VALUES[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_compute(operand, values)
        case ast.UnaryOp(operand=operand):
            return _compute(operand, values)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _raise_power(_compute(left, values), _compute(right, values))
        case ast.BinOp(left=left, op=op, right=right):
            return _BINARY[type(op)](_compute(left, values), _compute(right, values))
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name](*(_compute(arg, values) for arg in args))
    raise FormulaError(f"a formula may not hold {type(node).__name__}")


def _raise_power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > MAX_EXPONENT:
        raise FormulaError(f"an exponent is at most {MAX_EXPONENT}")
    if base.is_Rational and (base.p.bit_length() + base.q.bit_length()) * abs(exponent) > MAX_BITS:
        raise FormulaError("a power in the formula is too large to compute")
    if base == 0 and exponent < 0:
        raise ZeroDivisionError("zero to a negative power")
    return base**exponent
