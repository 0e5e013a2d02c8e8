"""The item bench on invented banks: folders that cannot be used first."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from deploy.bench.bank.corpora import guess_level, read_corpus
from deploy.bench.bank.items import GOALS, describe, hold_out, measure
from deploy.bench.bank.two_sample import tell_apart
from deploy.cli.errors import CommandError
from generators.bank.items import Item

WORDS = {
    "forces": ["force", "mass", "acceleration", "newton", "push", "pull", "friction", "weight"],
    "heat": ["heat", "temperature", "boiling", "melting", "joule", "kettle", "steam", "ice"],
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEWRIGHT_CACHE", str(tmp_path / "cache"))


def _write(folder: Path, lines: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "bank.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _invent(number: int) -> list[str]:
    random = Random(1)
    rows = []
    for at in range(number):
        skill = list(WORDS)[at % 2]
        hard = at % 3
        rows.append(
            {
                "text": " ".join(random.choices(WORDS[skill], k=7)) + f" {at}",
                "kind": "numerical" if hard else "cloze",
                "bloom": "apply" if hard else "remember",
                "difficulty": hard - 1,
                "skill": skill,
            }
        )
    return [json.dumps(row) for row in rows]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        "{}",
        '{"text": ""}',
        '{"text": 5}',
        '{"text": "a", "difficulty": "hard"}',
        '{"text": "a", "difficulty": NaN}',
        '{"steps": 1, "lesson": "1.1"}',
        '{"question": "a"}',
    ],
)
def test_line_that_is_no_exercise_is_named(line: str, tmp_path: Path) -> None:
    folder = _write(tmp_path / "data", [*_invent(1), line])
    with pytest.raises(CommandError, match="line 2"):
        read_corpus(folder)


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("number", [1, 5, 40])
def test_small_bank_is_refused(number: int, tmp_path: Path) -> None:
    folder = _write(tmp_path / "data", _invent(number))
    with pytest.raises(CommandError, match=r"small|empty"):
        measure(folder, 1, 50, "best")


def test_figures_and_missed_goals_are_said(tmp_path: Path) -> None:
    figures = measure(_write(tmp_path / "data", _invent(360)), 1, 50, "best")
    assert figures["embedder"] == "lexical-384"
    assert set(GOALS) <= set(figures["figures"])
    text = "\n".join(describe(figures))
    assert "360 exercises" in text
    for name, goal in GOALS.items():
        value = figures["figures"][name]["mean"]
        met = value >= goal if "pca" in name else value <= goal
        assert (f"goal missed: {name}" in text) is not met


def test_one_family_is_never_on_both_sides() -> None:
    items = [Item(f"i{at}", f"t{at}", "", "", 0.0, "", f"f{at // 4}") for at in range(200)]
    known, unseen = hold_out(items, 0)
    assert len(known) + len(unseen) == 200
    assert {items[at].family for at in known}.isdisjoint({items[at].family for at in unseen})


def test_two_samples_of_one_world_look_alike_and_of_two_do_not() -> None:
    random = np.random.default_rng(0)
    one, other = random.normal(size=(300, 4)), random.normal(size=(300, 4))
    assert tell_apart(one, other, 0) < 0.6
    assert tell_apart(one, other + 2, 0) > 0.95
    assert tell_apart(one, 3 * other, 0) > 0.75  # same mean, other spread


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Solve for x.", "apply"),
        ("Graph the line, then state its slope.", "remember"),
        ("Nothing here", ""),
        ("Explain why", "analyse"),
    ],
)
def test_level_by_the_last_telling_verb(text: str, level: str) -> None:
    assert guess_level(text) == level
