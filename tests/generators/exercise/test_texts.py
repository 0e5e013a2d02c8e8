"""Texts of exercises where no Markdown is rendered: what is no table stays as it is."""

from __future__ import annotations

import pytest

from generators.exercise.texts import flatten_tables


@pytest.mark.parametrize(
    "text", ["", "|x| = 3 gives |y|?", "a\n---\nb - c", "- one\n- two", "p | q", "a |"]
)
def test_what_is_no_table_stays(text: str) -> None:
    assert flatten_tables(text) == text


def test_a_table_is_read_row_by_row() -> None:
    table = "A trolley:\n\n| time | way |\n| :-- | ---: |\n| 1 s | 2 m |\n\nHow fast?"
    assert flatten_tables(table) == "A trolley:\n\ntime · way\n1 s · 2 m\n\nHow fast?"
