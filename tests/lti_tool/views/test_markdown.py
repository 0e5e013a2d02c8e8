"""Markdown of files and models; tests/browser/test_hostile_text.py looks at it in Chromium."""

from __future__ import annotations

import time

import pytest

from lti_tool.views.markdown import render_markdown


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[x](javascript:alert(1))", "<a"),
        ("[x](/s/visit/exercises)", "href"),
        ("[x](//evil.example/)", "href"),
        ("![x](https://evil.example/p.png)", "<img"),
        (r"$\text{<svg/onload=alert(1)>}$", "svg"),
        (r"$\href{javascript:alert(1)}{x}$", "javascript"),
        (r"$\unknown{<b>x</b>}$", "<b>"),
        ('<b style="x">', "<b"),
    ],
)
def test_nothing_of_it_becomes_more_than_text(text: str, absent: str) -> None:
    assert absent not in render_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 3000,
        "[" * 3000,
        "*a " * 3000,
        "`" * 3000,
        "| a " * 800 + "\n" + "|---" * 800,
        "- " * 2000 + "x",
        "$" + "{" * 1500 + "}" * 1500 + "$",
        "$" + r"\frac{" * 300 + "$",
        "$" * 3000,
        "![[](" * 1000,
    ],
)
def test_text_that_is_meant_to_take_for_ever_does_not(text: str) -> None:
    began = time.process_time()
    render_markdown(text)
    assert time.process_time() - began < 3


def test_formula_that_cannot_be_read_is_shown_as_written() -> None:
    assert r'<code class="formula">\unknown{</code>' in render_markdown(r"$\unknown{$")


def test_prose_tables_links_and_formulas_are_shown() -> None:
    shown = render_markdown("**a** [b](https://ok.example) $x^2$\n\n| c |\n|---|\n| d |")
    for part in ("<strong>a</strong>", 'href="https://ok.example"', "<msup>", "<td>d</td>"):
        assert part in shown
