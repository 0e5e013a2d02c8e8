"""Learners and sheets as tensors, and sheets back from tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from generators.exercise.worksheet import LearnerState, PlannedSheet, Slot
from generators.planner.chances import ChanceGrid
from generators.planner.law import DOUBT, UNKNOWN
from generators.planner.vocabulary import BLOOMS, Vocabulary


@dataclass(frozen=True, slots=True)
class Learners:
    """`profile` [B, 2K + C + 2]: mastery, uncertainty, interests, band. `grid` [B, K, V]:
    P(correct) at each value of the difficulty axis."""

    profile: Tensor
    grid: Tensor

    def pick(self, rows: Tensor) -> Learners:
        return Learners(self.profile[rows], self.grid[rows])

    def repeat(self, times: int) -> Learners:
        """[B * times, ...], each learner `times` in a row."""
        return Learners(
            self.profile.repeat_interleave(times, 0), self.grid.repeat_interleave(times, 0)
        )

    def __len__(self) -> int:
        return len(self.profile)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A batch as one-hot (or, on the way back, soft) choices [B, L, n]; the n of `mistake` and
    `context` begins with "none". `value`, `length` choose on the axes of difficulty and minutes;
    `difficulty` and `minutes` [B, L] are the numbers themselves; `there` [B, L] is 1 for a slot."""

    skill: Tensor
    bloom: Tensor
    kind: Tensor
    context: Tensor
    mistake: Tensor
    value: Tensor
    length: Tensor
    difficulty: Tensor
    minutes: Tensor
    there: Tensor

    def pick(self, rows: Tensor) -> Sheets:
        return Sheets(*(getattr(self, one.name)[rows] for one in fields(self)))

    def __len__(self) -> int:
        return len(self.there)


def join_sheets(parts: Sequence[Sheets]) -> Sheets:
    return Sheets(
        *(torch.cat([getattr(part, one.name) for part in parts]) for one in fields(Sheets))
    )


def encode_learners(
    words: Vocabulary,
    learners: Sequence[LearnerState],
    grids: Sequence[ChanceGrid | None] | None = None,
) -> Learners:
    """A skill of which nothing is known has mastery .5, in doubt. Without a grid, P(correct)
    follows the law of the sheets that were learnt from."""
    count = len(words.skills)
    profile = np.zeros((len(learners), words.profile_width), dtype=np.float32)
    values = np.array(words.difficulty.values)
    grid = np.empty((len(learners), count, len(values)), dtype=np.float32)
    for row, learner in enumerate(learners):
        mastery = [learner.mastery.get(skill, UNKNOWN) for skill in words.skills]
        doubt = [_find_doubt(learner, skill) for skill in words.skills]
        liked = [float(one in learner.interests) for one in words.contexts]
        profile[row] = [*mastery, *doubt, *liked, *words.band]
        grid[row] = words.law.chances(np.array(mastery)[:, None], values)
        given = grids[row] if grids else None
        if given:
            _overwrite(grid[row], words, given)
    return Learners(torch.from_numpy(profile), torch.from_numpy(grid))


def _find_doubt(learner: LearnerState, skill: str) -> float:
    if skill not in learner.mastery:
        return DOUBT
    return min(learner.uncertainty.get(skill, 0.1), 1.0)


def _overwrite(grid: np.ndarray, words: Vocabulary, given: ChanceGrid) -> None:
    for place, skill in enumerate(words.skills):
        if skill in given.rows:
            grid[place] = [given.at(skill, value) for value in words.difficulty.values]


def encode_sheets(words: Vocabulary, sheets: Sequence[PlannedSheet]) -> Sheets:
    """Sheets longer than the longest that the vocabulary knows are cut; words that it does not
    know count as none, skills that it does not know raise KeyError."""
    places = {skill: place for place, skill in enumerate(words.skills)}
    shape = (len(sheets), words.longest)
    chosen = np.zeros((*shape, 5), dtype=np.int64)
    numbers = np.zeros((*shape, 2), dtype=np.float64)
    there = np.zeros(shape, dtype=np.float32)
    for row, sheet in enumerate(sheets):
        for at, slot in enumerate(sheet.sheet[: words.longest]):
            own = words.misconceptions.get(slot.skill, ())
            chosen[row, at] = (
                places[slot.skill],
                BLOOMS.index(slot.bloom),
                words.kinds.index(slot.kind),
                _find(words.contexts, slot.context),
                _find(own, slot.misconception),
            )
            numbers[row, at] = slot.difficulty, slot.minutes
            there[row, at] = 1.0
    present = torch.from_numpy(there)
    sizes = (len(places), len(BLOOMS), len(words.kinds), len(words.contexts) + 1, words.mistakes)
    hots = [_one_hot(chosen[..., number], size, present) for number, size in enumerate(sizes)]
    hots += [
        _one_hot(axis.index(numbers[..., number]), len(axis.values), present)
        for number, axis in enumerate((words.difficulty, words.minutes))
    ]
    difficulty, minutes = torch.from_numpy(numbers.astype(np.float32)).unbind(-1)
    skill, bloom, kind, context, mistake, value, length = hots
    return Sheets(
        skill, bloom, kind, context, mistake, value, length, difficulty, minutes, present
    )  # fmt: skip


def decode_sheets(
    words: Vocabulary, learners: Sequence[LearnerState], coded: Learners, sheets: Sheets
) -> list[PlannedSheet]:
    """One for each row; P(correct) is read off the learner's grid."""
    chances = read_chances(words, coded.grid, sheets)
    names = ("skill", "bloom", "kind", "context", "mistake")
    picks = torch.stack([getattr(sheets, name).argmax(-1) for name in names], -1).tolist()
    found = []
    for row, learner in enumerate(learners):
        slots = [
            _decode_slot(
                words,
                picks[row][at],
                float(sheets.difficulty[row, at]),
                float(sheets.minutes[row, at]),
                float(chances[row, at]),
            )
            for at in range(int(sheets.there[row].sum()))
        ]
        found.append(PlannedSheet(learner=learner, sheet=tuple(slots)))
    return found


def read_chances(words: Vocabulary, grid: Tensor, sheets: Sheets) -> Tensor:
    """P(correct) [B, L]: on the grid's row of each slot's skill, linear between its points."""
    row = sheets.skill @ grid
    values = torch.tensor(words.difficulty.values)
    if len(values) == 1:
        return row[..., 0]
    inside = sheets.difficulty.clamp(float(values[0]), float(values[-1]))
    right = torch.searchsorted(values, inside.detach().contiguous()).clamp(1, len(values) - 1)
    low, high = values[right - 1], values[right]
    share = (inside - low) / (high - low)
    left = row.gather(-1, (right - 1).unsqueeze(-1)).squeeze(-1)
    return left + share * (row.gather(-1, right.unsqueeze(-1)).squeeze(-1) - left)


def _decode_slot(
    words: Vocabulary, picked: Sequence[int], difficulty: float, minutes: float, chance: float
) -> Slot:
    skill, bloom, kind, context, mistake = picked
    name = words.skills[skill]
    own = words.misconceptions.get(name, ())
    return Slot(
        skill=name,
        bloom=BLOOMS[bloom],
        kind=words.kinds[kind],
        difficulty=round(min(max(difficulty, -4.0), 4.0), 2),
        minutes=round(min(max(minutes, 0.1), 120.0), 1),
        p_correct=round(min(max(chance, 0.0), 1.0), 4),
        misconception=own[mistake - 1] if 0 < mistake <= len(own) else None,
        context=words.contexts[context - 1] if context else None,
    )


def _find(names: Sequence[str], name: str | None) -> int:
    return names.index(name) + 1 if name in names and name is not None else 0


def _one_hot(chosen: np.ndarray, size: int, there: Tensor) -> Tensor:
    hot = functional.one_hot(torch.from_numpy(chosen), size).to(torch.float32)
    return hot * there.unsqueeze(-1)
