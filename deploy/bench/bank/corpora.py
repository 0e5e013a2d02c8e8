"""Exercises to measure on, out of a folder of JSON lines: OATutor's, GSM8K's, or plain ones
(`{"text", "kind", "bloom", "difficulty", "skill"}`, the last four optional).

OATutor and GSM8K say nothing of Bloom levels and hold no responses: the level is guessed from the
first telling verb of the task, and how hard it is from the number of steps of its solution.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from deploy.cli.errors import CommandError
from generators.bank.items import Item

_VERBS = (
    ("create", r"write|construct|create|design|build|draw|graph|sketch|plot"),
    ("evaluate", r"determine whether|justify|which .* best|decide|verify|check"),
    ("analyse", r"compare|classify|identify|explain|interpret|why|relationship|difference"),
    (
        "apply",
        r"solve|calculate|compute|find|factor|simplify|evaluate|use|how (many|much|long)",
    ),
    ("understand", r"describe|translate|estimate|convert|express|rewrite|round"),
    ("remember", r"what is|name|define|list|state|true or false"),
)
_CHAPTER = re.compile(r"(\d+)\.")


def read_corpus(folder: Path) -> list[Item]:
    """All JSON lines in the folder. Raises `CommandError` naming file and line."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise CommandError(f"{folder} holds no .jsonl file. See docs/BENCHMARKS.md for the form.")
    items = [item for file in files for item in _read_file(file)]
    return list({item.text: item for item in items}.values())


def _read_file(file: Path) -> Iterator[Item]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            reader = next(read for key, read in _READERS if key in row)
            yield from reader(row, f"{file.stem}/{number}")
        except (ValueError, TypeError, KeyError, AttributeError, StopIteration) as error:
            raise CommandError(
                f"{file}, line {number}: not an exercise ({type(error).__name__}). A line is "
                '{"text": ..., "kind": ..., "bloom": ..., "difficulty": number, "skill": ...}.'
            ) from error


def _read_oatutor(row: dict[str, Any], _name: str) -> Iterator[Item]:
    chapter = _CHAPTER.match(row["lesson"])
    skill = f"{row['course']} / {chapter[1] if chapter else row['lesson']}"
    for step in row["steps"]:
        text = " ".join(filter(None, (row["title"], row["body"], step["title"], step["body"])))
        kind = "multiple_choice" if step["type"] == "MultipleChoice" else "short_answer"
        if step["type"] != "MultipleChoice" and step["answerType"] == "arithmetic":
            kind = "numerical"
        hints = len(step["hints"] or ())
        level = guess_level(text)
        yield Item(step["id"], text, kind, level, math.log1p(hints), skill, row["id"])


def _read_gsm8k(row: dict[str, Any], name: str) -> Iterator[Item]:
    steps = row["answer"].count("<<")
    text = row["question"]
    yield Item(name, text, "numerical", guess_level(text), math.log1p(steps), "")


def _read_plain(row: dict[str, Any], name: str) -> Iterator[Item]:
    if not isinstance(row["text"], str) or not row["text"].strip():
        raise ValueError("no text")
    difficulty = float(row.get("difficulty", 0.0))
    if not math.isfinite(difficulty):
        raise ValueError("difficulty")
    fields = [str(row.get(key, "")) for key in ("kind", "bloom", "skill")]
    yield Item(str(row.get("id", name)), row["text"], fields[0], fields[1], difficulty, fields[2])


_READERS: tuple[tuple[str, Callable[[dict[str, Any], str], Iterator[Item]]], ...] = (
    ("steps", _read_oatutor),
    ("question", _read_gsm8k),
    ("text", _read_plain),
)


def guess_level(text: str) -> str:
    """Of Bloom's levels, by the verb that comes last: instructions follow their context."""
    found = [
        (match.start(), level)
        for level, words in _VERBS
        for match in re.finditer(rf"\b(?:{words})\b", text.lower())
    ]
    return max(found)[1] if found else ""
