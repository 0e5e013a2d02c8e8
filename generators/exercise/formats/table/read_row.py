"""A row of a table as an exercise (rows.py says what stands where)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from generators.exercise.content import Bloom, Kind, Language
from generators.exercise.formats.cases import Entry
from generators.exercise.formats.languages import guess_language
from generators.exercise.formats.portable import (
    CaseHead,
    CasePlace,
    EntryError,
    Portable,
    ProblemCode,
)
from generators.exercise.formats.shapes import build_content
from generators.exercise.formats.table.rows import MOST

_PART = re.compile(r"(?<!\\)\|")
_TRUTHS = {"true": True, "false": False, "t": True, "f": False, "1": True, "0": False}
_YES = frozenset({"1", "true", "yes", "x"})


def _split(cell: str) -> list[str]:
    parts = (part.strip().replace(r"\|", "|") for part in _PART.split(cell))
    return [part for part in parts if part]


def read_row(row: Mapping[str, str]) -> Entry:
    """Raises EntryError, ValidationError, and ValueError for a number that is none."""
    kind = row.get("kind", "").strip().casefold().replace(" ", "_")
    if kind not in set(Kind):
        raise EntryError(ProblemCode.TYPE, row.get("kind", ""))
    stem = row.get("stem", "")
    named = row.get("language", "").strip().casefold()
    fields = {
        "stem": stem,
        "language": Language(named) if named in set(Language) else guess_language(stem),
        "explanation": row.get("explanation", ""),
        "hints": [hint for hint in _numbered(row, "hint") if hint],
    }
    bloom = row.get("bloom", "").strip().casefold()
    difficulty = row.get("difficulty", "").strip()
    about: dict[str, Any] = {
        "id": row.get("id", "").strip(),
        "skill": row.get("skill", "").strip(),
        "bloom": Bloom(bloom) if bloom in set(Bloom) else None,
        "difficulty": _read_number("difficulty", difficulty) if difficulty else None,
        "generated": row.get("generated", "").strip().casefold() in _YES,
        "reviewer": row.get("reviewer", "").strip(),
    }
    if kind == Kind.CASE_STUDY:
        return CaseHead(fields, place=CasePlace(about["id"]), **about)
    content = build_content(Kind(kind), {**fields, **_READERS[Kind(kind)](row)})
    return Portable(content, place=_read_place(row), **about)


def _read_place(row: Mapping[str, str]) -> CasePlace | None:
    """A question of the case whose id is named; questions come in the order of their rows."""
    case, points = row.get("case", "").strip(), row.get("points", "").strip()
    return CasePlace(case, 1, int(_read_number("points", points or "1"))) if case else None


def _numbered(row: Mapping[str, str], name: str) -> list[str]:
    """Up to the last one that is filled in; empty ones between stay."""
    cells = [row.get(f"{name}_{n}", "").strip() for n in range(1, MOST + 1)]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _read_number(name: str, cell: str) -> float:
    """Decimal points only: in a file there is nobody to ask what "1,234" means."""
    try:
        return float(cell)
    except ValueError:
        raise EntryError(ProblemCode.INVALID, f"{name}: {cell!r} is not a number") from None


def _read_choice(row: Mapping[str, str]) -> dict[str, Any]:
    texts = [text for text in _numbered(row, "option") if text]
    key = row.get("key", "").strip()
    places = {str(n): n for n in range(1, len(texts) + 1)} | {
        letter: n for n, letter in enumerate("ABCDEFGHIJKLMNOPQRST"[: len(texts)], start=1)
    }
    keys = [places.get(part.upper()) for part in _split(key)]
    if not keys or None in keys:
        raise EntryError(ProblemCode.INVALID, f"key: {key!r} is the number of no option")
    feedback, misconceptions = _numbered(row, "feedback"), _numbered(row, "misconception")
    options = [
        {
            "text": text,
            "correct": n in keys,
            "feedback": feedback[n - 1] if n <= len(feedback) else "",
            "misconception": (misconceptions[n - 1] or None) if n <= len(misconceptions) else None,
        }
        for n, text in enumerate(texts, start=1)
    ]
    return {"options": options}


def _read_truth(row: Mapping[str, str]) -> dict[str, Any]:
    key = row.get("key", "").strip().casefold()
    if key not in _TRUTHS:
        raise EntryError(ProblemCode.INVALID, f"key: {key!r} is neither true nor false")
    true, false = [*_numbered(row, "feedback"), "", ""][:2]
    return {"truth": _TRUTHS[key], "feedback_true": true, "feedback_false": false}


def _is_yes(row: Mapping[str, str], name: str) -> bool:
    return row.get(name, "").strip().casefold() in _YES


def _read_short(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "accepted": _split(row.get("key", "")),
        "case_sensitive": _is_yes(row, "case_sensitive"),
    }


def _read_gaps(row: Mapping[str, str]) -> dict[str, Any]:
    accepted, choices = _numbered(row, "option"), _numbered(row, "match")
    return {
        "gaps": [
            {
                "accepted": _split(cell),
                "choices": _split(choices[n]) if n < len(choices) else [],
                "case_sensitive": _is_yes(row, "case_sensitive"),
            }
            for n, cell in enumerate(accepted)
        ]
    }


def _read_quantity(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "value": _read_number("key", row.get("key", "").strip()),
        "tolerance": _read_number("tolerance", row.get("tolerance", "").strip() or "0"),
        "unit": row.get("unit", ""),
        "solution": row.get("solution", ""),
    }


def _read_pairs(row: Mapping[str, str]) -> dict[str, Any]:
    rights = _numbered(row, "match")
    lefts = [*_numbered(row, "option"), *[""] * MOST][: len(rights)]
    sides = list(zip(lefts, rights, strict=True))
    return {
        "pairs": [{"left": left, "right": right} for left, right in sides if left],
        "distractors": [right for left, right in sides if not left and right],
    }


def _read_steps(row: Mapping[str, str]) -> dict[str, Any]:
    return {"steps": [step for step in _numbered(row, "option") if step]}


def _read_open(row: Mapping[str, str]) -> dict[str, Any]:
    points = [*_numbered(row, "match"), *[""] * MOST]
    criteria = zip(_numbered(row, "option"), points, strict=False)
    rubric = [
        {"text": text, "points": int(_read_number("match", most or "1"))}
        for text, most in criteria
        if text
    ]
    return {"sample_answer": row.get("key", ""), **({"rubric": rubric} if rubric else {})}


_READERS: dict[Kind, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    Kind.MULTIPLE_CHOICE: _read_choice,
    Kind.MULTIPLE_RESPONSE: _read_choice,
    Kind.TRUE_FALSE: _read_truth,
    Kind.SHORT_ANSWER: _read_short,
    Kind.CLOZE: _read_gaps,
    Kind.NUMERICAL: _read_quantity,
    Kind.MATCHING: _read_pairs,
    Kind.ORDERING: _read_steps,
    Kind.OPEN_ANSWER: _read_open,
}
