"""Every code that a check or a request can give has its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import generators.checks
import generators.exercise
from generators.checks.run import CHECKS as ALL_CHECKS
from generators.exercise.rules import OTHER_KIND, REFUSED_BEFORE
from generators.exercise.rules import REASONS as ALL_REASONS
from generators.exercise.rules_safety import _PERSONAL
from lti_tool.views.verdict_words import CHECKS, NOT_RUN, REASONS

CODES = {"fail", "flag"}


def named_reasons(path: Path) -> Iterator[str]:
    """The literal first argument of each fail(...) and flag(...)."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CODES:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


def test_every_reason_has_a_sentence() -> None:
    folders = [
        Path(str(package.__path__[0])) for package in (generators.checks, generators.exercise)
    ]
    files = [*folders[0].glob("*.py"), *folders[1].glob("rules_*.py")]
    given = {reason for path in files for reason in named_reasons(path)} | set(_PERSONAL)
    assert len(given) > 20
    assert given - set(REASONS) == set()


def test_every_reason_not_to_run_has_a_sentence() -> None:
    listed = {reason for reasons in ALL_REASONS.values() for reason in reasons}
    assert (listed | {OTHER_KIND, REFUSED_BEFORE}) - set(REASONS) - set(NOT_RUN) == set()


def test_every_check_has_a_name() -> None:
    assert {"well_formed", *ALL_CHECKS} - set(CHECKS) == set()
