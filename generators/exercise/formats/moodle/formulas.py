"""Formulas of parametric families in the spelling of Moodle's calculated questions, and back."""

from __future__ import annotations

import ast
import re

from generators.exercise.formats.portable import EntryError, ProblemCode
from generators.exercise.formulas import FormulaError, parse_formula

_NAMES = {"ceiling": "ceil"}
_BACK = {"ceil": "ceiling"}
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_VARIABLE = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


def write_formula(formula: str, names: frozenset[str]) -> str:
    """Raises FormulaError for a formula that no family may have."""
    return _write(parse_formula(formula, names), names)


def _write(node: ast.expr, names: frozenset[str]) -> str:
    match node:
        case ast.Constant(value=value):
            return repr(value)
        case ast.Name(id=name):
            return f"{{{name}}}" if name in names else f"{name}()"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"(-{_write(operand, names)})"
        case ast.UnaryOp(operand=operand):
            return _write(operand, names)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"pow({_write(left, names)},{_write(right, names)})"
        case ast.BinOp(left=left, op=op, right=right):
            return f"({_write(left, names)}{_OPERATORS[type(op)]}{_write(right, names)})"
        case ast.Call(func=ast.Name(id=name), args=args):
            inner = ",".join(_write(arg, names) for arg in args)
            return f"{_NAMES.get(name, name)}({inner})"
    raise FormulaError(f"a formula may not hold {type(node).__name__}")


def read_formula(formula: str) -> tuple[str, frozenset[str]]:
    """The formula in our spelling, and the variables in it. Raises EntryError."""
    names = frozenset(_VARIABLE.findall(formula))
    spelled = _VARIABLE.sub(lambda found: found[1], formula).strip().removeprefix("=")
    try:
        tree = ast.parse(spelled.replace("pi()", "pi"), mode="eval")
        spelled = ast.unparse(_Renamed().visit(tree))
        parse_formula(spelled, names)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise EntryError(ProblemCode.FORMULA, formula) from error
    return spelled, names


class _Renamed(ast.NodeTransformer):
    """Moodle's functions by our names; pow(a, b) is a ** b."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name):
            if node.func.id == "pow" and len(node.args) == 2:
                return ast.BinOp(node.args[0], ast.Pow(), node.args[1])
            node.func.id = _BACK.get(node.func.id, node.func.id)
        return node
