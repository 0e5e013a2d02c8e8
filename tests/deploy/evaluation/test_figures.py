"""Figures of a set of exercises: acceptance, coverage, variety."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.evaluation.figures import accept_rates, cover, measure_set


def row(stem: str, *, accepted: bool = True, skill: str = "heat", **other: Any) -> dict[str, Any]:
    return {
        "accepted": accepted,
        "drafter": "extractive",
        "kind": "cloze",
        "language": "en",
        "blueprint": {"skill": skill, "bloom": "remember"},
        "stem": stem,
        "options": [],
        "key": "heat",
        "quote": stem,
        **other,
    }


def test_nothing_accepted_has_no_variety() -> None:
    figures = measure_set([row("a", accepted=False)], [{"skill": "heat", "bloom": "remember"}])
    assert figures["variety"] == {}
    assert figures["coverage"]["skills_covered"] == 0


def test_the_share_accepted_is_of_those_written() -> None:
    rows = [row("a"), row("b", accepted=False), row("c", accepted=False), row("d", kind="matching")]
    first, second = accept_rates(rows)
    assert (first["kind"], first["accepted"], first["refused"]) == ("cloze", 1, 2)
    assert first["share"] == pytest.approx(1 / 3)
    assert (second["kind"], second["share"]) == ("matching", 1.0)


def test_coverage_is_of_what_was_asked() -> None:
    asked = [{"skill": s, "bloom": b} for s in ("heat", "sound") for b in ("remember", "apply")]
    figures = cover([row("a"), row("b")], asked)
    assert (figures["skills_asked"], figures["skills_covered"]) == (2, 1)
    assert (figures["skill_levels_asked"], figures["skill_levels_covered"]) == (4, 1)
    assert figures["by_level"] == {"remember": 2}


def test_a_sentence_asked_for_again_is_counted() -> None:
    rows = [row("What is heat?", quote="q"), row("Heat is {{1}}.", quote="q"), row("Other")]
    variety = measure_set(rows, [])["variety"]["en"]
    assert variety["facts_asked_twice"] == 1
    assert variety["exercises"] == 3
    assert variety["spread_in_meaning"] is None  # no embedder is at hand
