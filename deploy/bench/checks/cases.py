"""The seeded set as exercises: hand-written sound ones, and each fault as a change to one of them.

A part is a folder. Its `*.bases.jsonl` hold passages and sound exercises, its `*.faults.jsonl` one
faulty exercise per line: the sound one that it starts from, and what is written anew; `do` names a
change that code makes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from deploy.bench.checks.faults import CHECKS_OF, SOUND
from generators.drafters.prompts import EXAMPLES
from generators.exercise.content import Content, Kind, Language, read_content
from generators.exercise.passage import Passage

PARTS = ("first", "second", "third")
Fields = dict[str, Any]
_KINDS = {
    "mc": Kind.MULTIPLE_CHOICE,
    "mr": Kind.MULTIPLE_RESPONSE,
    "tf": Kind.TRUE_FALSE,
    "sa": Kind.SHORT_ANSWER,
    "cloze": Kind.CLOZE,
    "num": Kind.NUMERICAL,
    "match": Kind.MATCHING,
    "order": Kind.ORDERING,
}


class SeedError(ValueError):
    """A line of the set cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """`fault` is "" for a sound exercise; `bank` is what stands in the course already."""

    id: str
    fault: str
    content: Content
    passage: Passage
    bank: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    passages: tuple[Passage, ...]
    sound: tuple[Seeded, ...]
    faulty: tuple[Seeded, ...]


def read_part(name: str) -> Part:
    """Without a line where nobody has written it yet. Raises `SeedError`."""
    bases = _lines(name, "bases.jsonl")
    passages = {row["passage"]: _passage(row) for row in bases.values() if "text" in row}
    rows = _by_id(bases)
    places = {row["id"]: place for place, row in bases.items() if "id" in row}
    contents = {own: _content(places[own], row, passages) for own, row in rows.items()}
    sound = tuple(
        Seeded(own, SOUND, content, passages[rows[own]["passage"]], _others(own, contents))
        for own, content in contents.items()
    )
    faulty = tuple(
        _faulty(place, line, rows, contents, passages)
        for place, line in _lines(name, "faults.jsonl").items()
    )
    return Part(tuple(passages.values()), sound, faulty)


def _lines(part: str, ending: str) -> dict[str, Fields]:
    """By file and number, over all files of the part with that ending."""
    folder = files("deploy.bench.checks").joinpath("parts", part)
    found = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(ending):
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            place = f"{file.name}:{number}"
            try:
                found[place] = json.loads(line)
            except json.JSONDecodeError as error:
                raise SeedError(f"{place}: {error}") from error
    return found


def _by_id(bases: Mapping[str, Fields]) -> dict[str, Fields]:
    rows: dict[str, Fields] = {}
    for place, row in bases.items():
        if ("text" in row) == ("id" in row):
            raise SeedError(f"{place}: neither a passage (text) nor an exercise (id)")
        if "id" in row and row["id"] in rows:
            raise SeedError(f"{place}: a second exercise {row['id']!r}")
        if "id" in row:
            rows[row["id"]] = row
    return rows


def _others(own: str, contents: Mapping[str, Content]) -> tuple[Content, ...]:
    """A sound exercise stands in a course beside all others that cite another sentence."""
    cited = contents[own].citations
    return tuple(other for other in contents.values() if other.citations != cited)


def _passage(row: Fields) -> Passage:
    language = Language.ZH if row["passage"].startswith("z") else Language.EN
    return Passage(id=row["passage"], text=row["text"], heading=row["heading"], language=language)


def _faulty(
    place: str,
    line: Fields,
    rows: Mapping[str, Fields],
    contents: Mapping[str, Content],
    passages: Mapping[str, Passage],
) -> Seeded:
    fault, base = str(line.get("fault")), str(line.get("base"))
    if fault not in CHECKS_OF or base not in rows:
        raise SeedError(f"{place}: no fault {fault!r} or no exercise {base!r}")
    row = rows[base] | {name: line[name] for name in line.keys() - {"do", "fault", "base", "bank"}}
    if "do" in line and line["do"] not in _CHANGES:
        raise SeedError(f"{place}: no change {line['do']!r}, but {', '.join(_CHANGES)}")
    if "do" in line:
        row = _CHANGES[line["do"]](row)
    # A bank that came from a file cites nothing.
    there = contents[base].model_copy(update={"citations": ()})
    bank = (there,) if line.get("bank") == "base" else ()
    content = _content(place, row, passages)
    return Seeded(f"{base} {place}", fault, content, passages[row["passage"]], bank)


def _content(place: str, row: Fields, passages: Mapping[str, Passage]) -> Content:
    """Raises `SeedError` where the form is broken: that is not what the set is about."""
    try:
        passage = passages[row["passage"]]
        shared = {
            "kind": _KINDS[row["kind"]],
            "stem": row["stem"],
            "language": passage.language,
            "explanation": row["why"],
            "hints": row["hints"],
            "citations": [{"passage": passage.id, "quote": row["quote"]}],
        }
        return read_content(shared | _OWN[row["kind"]](row))
    except (KeyError, ValueError) as error:
        raise SeedError(f"{place} ({row['id']}): {type(error).__name__}: {error}") from error


def _options(row: Fields) -> Fields:
    """The key stands at a place that its own words decide."""
    options = [{"text": text} for text in row["wrong"]]
    place = len(row["key"]) % (len(options) + 1)
    options.insert(place, {"text": row["key"], "correct": True})
    return {"options": options}


def _responses(row: Fields) -> Fields:
    right = [{"text": text, "correct": True} for text in row["keys"]]
    return {"options": [*right, *({"text": text} for text in row["wrong"])]}


def _pairs(row: Fields) -> Fields:
    pairs = [{"left": left, "right": right} for left, right in row["pairs"]]
    return {"pairs": pairs, "distractors": row["distractors"]}


def _number(row: Fields) -> Fields:
    return {name: row[name] for name in ("value", "tolerance", "unit", "solution")}


_OWN: dict[str, Callable[[Fields], Fields]] = {
    "mc": _options,
    "mr": _responses,
    "tf": lambda row: {"truth": row["truth"]},
    "sa": lambda row: {"accepted": row["accepted"]},
    "cloze": lambda row: {"gaps": [{"accepted": accepted} for accepted in row["gaps"]]},
    "num": _number,
    "match": _pairs,
    "order": lambda row: {"steps": row["steps"]},
}


def _swap_key(row: Fields) -> Fields:
    first, *rest = row["wrong"]
    return row | {"key": first, "wrong": [row["key"], *rest]}


def _swap_pairs(row: Fields) -> Fields:
    (one, first), (other, second), *rest = row["pairs"]
    return row | {"pairs": [[one, second], [other, first], *rest]}


def _swap_steps(row: Fields) -> Fields:
    one, other, *rest = row["steps"]
    return row | {"steps": [other, one, *rest]}


def _echo(row: Fields) -> tuple[Fields, Language]:
    language = Language.ZH if row["passage"].startswith("z") else Language.EN
    return EXAMPLES[_KINDS[row["kind"]], language], language


_CHANGES: dict[str, Callable[[Fields], Fields]] = {
    "swap_key": _swap_key,
    "flip_truth": lambda row: row | {"truth": not row["truth"]},
    "swap_pairs": _swap_pairs,
    "swap_steps": _swap_steps,
    "reverse_steps": lambda row: row | {"steps": row["steps"][::-1]},
    "repeat": lambda row: row | {"why": " ".join([row["why"]] * 6)},
    "echo_stem": lambda row: row | {"stem": _echo(row)[0]["question"]},
    "echo_option": lambda row: (
        row | {"wrong": [_echo(row)[0]["wrong"][0]["text"], *row["wrong"][1:]]}
    ),
    "echo_explanation": lambda row: row | {"why": _echo(row)[0]["quote"]},
}
