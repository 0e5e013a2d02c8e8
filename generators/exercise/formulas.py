"""Formulas of parametric families: parsed to a whitelisted tree, computed exactly by sympy.

sympy's own text parser ends in `eval`, so the text goes through `ast` first, every node is
checked against a whitelist, and the tree is computed node by node with sympy's exact numbers.
No name is ever looked up outside the declared variables and the functions below.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

import sympy

MAX_LENGTH = 200
MAX_NODES = 60
MAX_EXPONENT = 100
MAX_BITS = 4000

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "sqrt": (1, sympy.sqrt),
    "abs": (1, sympy.Abs),
    "exp": (1, sympy.exp),
    "log": (1, sympy.log),
    "log10": (1, lambda value: sympy.log(value, 10)),
    "floor": (1, sympy.floor),
    "ceiling": (1, sympy.ceiling),
    "min": (2, sympy.Min),
    "max": (2, sympy.Max),
}
_CONSTANTS = {"pi": sympy.pi}
_SPELLING = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "（": "(", "）": ")"})


class FormulaError(ValueError):
    """The formula is not one that may be computed; the message says which part is not."""


def _check_node(node: ast.AST, names: Collection[str]) -> None:
    match node:
        case ast.Expression() | ast.Load() | ast.operator() | ast.unaryop():
            return
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()):
            return
        case ast.UnaryOp(op=ast.UAdd() | ast.USub()):
            return
        case ast.Constant(value=bool()):
            raise FormulaError("a formula may not hold True or False")
        case ast.Constant(value=int() | float() as value) if abs(value) <= 1e12:
            return
        case ast.Name(id=name) if name in names or name in _CONSTANTS or name in _FUNCTIONS:
            return
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            if len(args) != _FUNCTIONS[name][0]:
                raise FormulaError(f"{name} takes {_FUNCTIONS[name][0]} value(s)")
            return
        case ast.Name(id=name):
            raise FormulaError(f"{name!r} is not one of the declared variables")
    raise FormulaError(f"a formula may not hold {type(node).__name__}")


def parse_formula(formula: str, names: Collection[str]) -> ast.expr:
    """The tree of `formula`, made of declared names, numbers, + - * / **, and a few functions.

    "^", "×" and "÷" are read as power, times and divided by. Raises FormulaError.
    """
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters")
    try:
        tree = ast.parse(formula.strip().translate(_SPELLING).replace("^", "**"), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"{formula!r} is not a formula") from error
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_NODES * 2:
        raise FormulaError(f"a formula has at most {MAX_NODES} terms")
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        _check_node(node, names)
        if isinstance(node, ast.Name) and node.id in _FUNCTIONS and id(node) not in called:
            raise FormulaError(f"{node.id} is a function and needs a value in brackets")
    return tree.body


def _raise_power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > MAX_EXPONENT:
        raise FormulaError(f"an exponent is at most {MAX_EXPONENT}")
    if base.is_Rational and (base.p.bit_length() + base.q.bit_length()) * abs(exponent) > MAX_BITS:
        raise FormulaError("a power in the formula is too large to compute")
    if base == 0 and exponent < 0:
        raise ZeroDivisionError("zero to a negative power")
    return base**exponent


def _compute(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return sympy.Rational(str(value))
        case ast.Name(id=name):
            return values[name] if name in values else _CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_compute(operand, values)
        case ast.UnaryOp(operand=operand):
            return _compute(operand, values)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _raise_power(_compute(left, values), _compute(right, values))
        case ast.BinOp(left=left, op=op, right=right):
            return _BINARY[type(op)](_compute(left, values), _compute(right, values))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _FUNCTIONS[name][1](*(_compute(arg, values) for arg in args))
    raise FormulaError(f"a formula may not hold {type(node).__name__}")


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
