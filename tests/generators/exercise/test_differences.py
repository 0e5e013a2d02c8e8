from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.exercise.differences import Change, compare_texts, find_differences
from tests.lti_tool.contents import CHOICE


def spell(old: str, new: str) -> str:
    marks = {Change.SAME: "{}", Change.GONE: "[-{}-]", Change.NEW: "[+{}+]"}
    return "".join(marks[p.change].format(p.text) for p in compare_texts(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", ""),
        ("", "new", "[+new+]"),
        ("A fast car.", "A slow car.", "A [-fast-][+slow+] car."),
        ("速度等于路程", "速率等于路程", "速[-度-][+率+]等于路程"),
        ("a  b", "a b", "a[-  -][+ +]b"),
    ],
)
def test_words_and_characters(old: str, new: str, told: str) -> None:
    assert spell(old, new) == told


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = list(compare_texts(old, new))
    assert "".join(p.text for p in pieces if p.change is not Change.NEW) == old
    assert "".join(p.text for p in pieces if p.change is not Change.GONE) == new


def test_only_what_differs_is_told_with_the_key_as_a_mark() -> None:
    old = CHOICE.model_dump(mode="json")
    options = [dict(option) for option in old["options"]]
    options[0]["correct"], options[1]["correct"] = True, False
    (found,) = find_differences(old, {**old, "options": options})
    assert found.field == "options"
    assert {"✓" in piece.text for piece in found.pieces if piece.change is Change.NEW} == {True}
    assert find_differences(old, old) == ()
