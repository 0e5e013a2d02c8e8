"""Formulas of parametric families: parsed to a whitelisted tree, which exact.py computes.

sympy's own text parser ends in `eval`, so the text goes through `ast` first and every node is
checked against a whitelist. No name may stand in it besides the declared variables and the
functions below.
"""

from __future__ import annotations

import ast
from collections.abc import Collection

MAX_LENGTH = 200
MAX_NODES = 60
ARITIES = {
    "sqrt": 1,
    "abs": 1,
    "exp": 1,
    "log": 1,
    "log10": 1,
    "floor": 1,
    "ceiling": 1,
    "min": 2,
    "max": 2,
}
CONSTANTS = frozenset({"pi"})
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
        case ast.Name(id=name) if name in names or name in CONSTANTS or name in ARITIES:
            return
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in ARITIES:
            if len(args) != ARITIES[name]:
                raise FormulaError(f"{name} takes {ARITIES[name]} value(s)")
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
        if isinstance(node, ast.Name) and node.id in ARITIES and id(node) not in called:
            raise FormulaError(f"{node.id} is a function and needs a value in brackets")
    return tree.body
