"""What a web process loads when it starts: nothing that few requests need."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = [
    *("torch", "transformers", "numpy", "scipy", "sklearn", "sympy", "jieba", "alembic", "lxml"),
    "pdfplumber",
]


@pytest.mark.parametrize("module", ["lti_tool.app", "deploy.wsgi"])
def test_a_web_process_starts_without_what_is_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules.keys() & {set(HEAVY)!r}))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert (found.returncode, found.stdout.split()) == (0, []), found.stderr
