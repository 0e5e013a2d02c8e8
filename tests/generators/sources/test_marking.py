"""Terms that a source sets off in its text."""

from __future__ import annotations

from typing import Any

import pytest


def read_marked(read: Any, name: str, text: str) -> list[tuple[str, ...]]:
    return [passage.marked for passage in read(name, text.encode()).passages]


@pytest.mark.parametrize(
    "text",
    [
        "**Note:** water boils.",
        "**Step 2:** boil it.",
        "It is *not* so.",
        "**This is a whole sentence.** It goes on.",
        "**A long run of words that nobody would call a term** goes on.",
        "**12** are here.",
        "**Only bold**",
        "**注意**：水会沸腾。",
        "**这是一个完整的句子，不是术语。**接着说。",
    ],
)
def test_what_is_no_term_is_not_marked(read: Any, text: str) -> None:
    assert read_marked(read, "a.md", f"# T\n\n{text}") == [()]


def test_terms_are_marked_in_order_and_once(read: Any) -> None:
    text = "# T\n\nThe **solute** is in the *solvent*, says **solute**.\n\n- **Alloy**: a metal\n"
    assert read_marked(read, "a.md", text) == [("solute", "solvent"), ("Alloy",)]


def test_chinese_terms_are_marked(read: Any) -> None:
    assert read_marked(read, "a.md", "# 力\n\n物体间的作用叫做**力**，如**重力**。") == [("重力",)]


def test_pages_mark_terms_and_those_explained(read: Any) -> None:
    page = (
        "<h1>T</h1><p>A <b>solute</b> is in a <span class='glossterm'>solvent</span>.</p>"
        "loose <em>alloy</em> text<ul><li><strong>mixture</strong> of two</li></ul>"
        "<p>A <dfn title='a thing that is made of two others'>blend</dfn> is one.</p>"
        "<dl><dt>pace</dt><dd>steps in a minute</dd></dl>"
    )
    assert read_marked(read, "a.html", page) == [
        ("solute", "solvent", "alloy"),
        ("mixture",),
        ("blend",),
        ("pace",),
        ("blend",),
    ]
