"""Sheets in and out of files, without doubles, split by learner and by time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from generators.exercise.worksheet import PlannedSheet
from generators.planner.errors import SheetFileError

UNSEEN, VALIDATION = 0.2, 0.15  # shares of the learners
LATE = 0.1  # share of the sheets, by time, that nobody trains on


@dataclass(frozen=True, slots=True)
class DatedSheet:
    """`learner` is a pseudonym; `time` (aware) is when the sheet was made."""

    learner: str
    time: datetime
    planned: PlannedSheet


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sheet is unseen where its learner is kept aside or it is of the last tenth by time;
    `validation` has learners of its own, too. `removed` counts doubles."""

    train: tuple[DatedSheet, ...]
    validation: tuple[DatedSheet, ...]
    unseen: tuple[DatedSheet, ...]
    removed: int = 0


def read_sheets(path: Path) -> list[PlannedSheet]:
    """One JSON object a line; empty lines are passed over.

    Raises SheetFileError that names file, line and field; for a file without sheets, too.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SheetFileError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    lines = enumerate(text.splitlines(), start=1)
    sheets = [_read_line(path, number, line) for number, line in lines if line.strip()]
    if not sheets:
        raise SheetFileError(f"{path} has no sheets. It needs one JSON object a line.")
    return sheets


def write_sheets(path: Path, sheets: Iterable[PlannedSheet]) -> None:
    lines = (sheet.model_dump_json(exclude_defaults=True) + "\n" for sheet in sheets)
    path.write_text("".join(lines), encoding="utf-8")


def date_sheets(sheets: Sequence[PlannedSheet]) -> list[DatedSheet]:
    """Of a file that names no learners and no times: who has the same state is one learner, and
    all were made at the same time, so that only learners are kept aside."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return [DatedSheet(_digest(sheet.learner.model_dump()), start, sheet) for sheet in sheets]


def prepare_sheets(dated: Iterable[DatedSheet]) -> Prepared:
    """Splits follow from the pseudonym, so that a learner stays where they are when data grows."""
    given = sorted(dated, key=lambda one: (one.time, one.learner))
    kept = {(one.learner, _digest(_plain_slots(one.planned))): one for one in reversed(given)}
    sheets = sorted(kept.values(), key=lambda one: (one.time, one.learner))
    cut = _find_cut(sheets)
    parts: dict[str, list[DatedSheet]] = {"train": [], "validation": [], "unseen": []}
    for one in sheets:
        parts[_place(one.learner) if one.time < cut else "unseen"].append(one)
    train, validation, unseen = (tuple(part) for part in parts.values())
    return Prepared(train, validation, unseen, len(given) - len(sheets))


def _find_cut(sheets: Sequence[DatedSheet]) -> datetime:
    """The first of the last tenth; after all of them where times do not tell sheets apart."""
    if not sheets:
        return datetime.max.replace(tzinfo=UTC)
    times = [one.time for one in sheets]
    cut = times[int(len(times) * (1 - LATE))] if len(times) > 1 else times[0]
    return cut if cut > times[0] else times[-1] + timedelta(seconds=1)


def _place(learner: str) -> str:
    share = int(hashlib.sha256(learner.encode()).hexdigest()[:8], 16) / 16**8
    if share < UNSEEN:
        return "unseen"
    return "validation" if share < UNSEEN + VALIDATION else "train"


def _plain_slots(planned: PlannedSheet) -> list[dict[str, object]]:
    return [slot.model_dump(mode="json") for slot in planned.sheet]


def _digest(data: object) -> str:
    text = json.dumps(data, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read_line(path: Path, number: int, line: str) -> PlannedSheet:
    try:
        return PlannedSheet.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise SheetFileError(f"{path}, line {number}: {where}: {first['msg']}.") from error
