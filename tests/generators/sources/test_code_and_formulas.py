"""Code and formulas: kept as they are, and no sentence to ask questions about."""

from __future__ import annotations

from typing import Any

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.sources.skills import propose_skills

CODE = (
    "def area(width, height):\n    # The area is a product of width and height.\n"
    "    return width * height\n\nclass Stack(list):\n    is_empty = property(lambda s: not s)\n"
)
FORMULA = r"$E_k = \frac{1}{2} m v^2$ and $\rho = m / V$"


def test_code_keeps_its_lines_in_markdown(read: Any) -> None:
    reading = read("a.md", f"# Functions\n\n```python\n{CODE}```\n".encode())
    text = "\n".join(passage.text for passage in reading.passages)
    assert "return width * height" in text
    assert "class Stack(list):" in text


def test_code_keeps_its_lines_in_html(read: Any) -> None:
    reading = read("a.html", f"<h1>Functions</h1><pre><code>{CODE}</code></pre>".encode())
    text = "\n".join(passage.text for passage in reading.passages)
    assert "return width * height" in text


def test_formulas_are_not_lost(read: Any) -> None:
    body = f"# Energy\n\nThe kinetic energy follows from {FORMULA} for a moving body.\n"
    text = read("a.md", body.encode()).passages[0].text
    assert r"\frac{1}{2} m v^2" in text
    assert r"\rho = m / V" in text


@pytest.mark.parametrize("kind", [Kind.MULTIPLE_CHOICE, Kind.CLOZE, Kind.TRUE_FALSE, Kind.MATCHING])
def test_code_alone_makes_no_exercise(read: Any, kind: Kind) -> None:
    reading = read("a.md", f"# Functions\n\n```python\n{CODE}```\n".encode())
    blueprint = Blueprint(skill="s", skill_name="area", kind=kind, language=Language.EN)
    assert ExtractiveDrafter().draft(blueprint, Material.of(reading.passages), 1, 5) == []


def test_formulas_alone_propose_no_skill(read: Any) -> None:
    reading = read("a.md", ("\n\n".join([FORMULA] * 30)).encode())
    assert propose_skills(reading.passages) == ()
