"""A log of answers as arrays, in the order in which each learner gave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
UNKNOWN = -1


class AnswerRow(NamedTuple):
    """One answer as it was read. `time` is in seconds (or any unit that is used throughout),
    `correct` a share in [0, 1]; `item` is empty where the item has no name. `weight` says how much
    of an answer it counts, `easy` how easy its item was thought to be (logits); all answers of a
    user are of one `course`."""

    user: str
    item: str
    skills: tuple[str, ...]
    time: float
    correct: float
    weight: float = 1.0
    easy: float = 0.0
    course: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Numbers for the names of items, skills and courses that the training log knows."""

    items: dict[str, int]
    skills: dict[str, int]
    courses: dict[str, int]


@dataclass(frozen=True, slots=True)
class AnswerLog:
    """N answers, grouped by user, in order of time within a user.

    user, item, course, correct, time, weight, easy: shape (N,); item and course are `UNKNOWN`
    where the vocabulary has no number.
    skills: names per answer, of known and unknown skills alike, each once.
    flat, owner: the known skills of all answers one after another, and whose they are.
    starts: where each user begins, and N.
    place: which row of the source each answer was.
    """

    user: Ints
    item: Ints
    item_names: list[str]
    skills: list[tuple[str, ...]]
    flat: Ints
    owner: Ints
    time: Floats
    correct: Floats
    weight: Floats
    easy: Floats
    course: Ints
    starts: Ints
    place: Ints

    def __len__(self) -> int:
        return len(self.correct)

    @property
    def users(self) -> int:
        return len(self.starts) - 1


def learn_vocabulary(rows: Iterable[AnswerRow]) -> Vocabulary:
    items: dict[str, int] = {}
    skills: dict[str, int] = {}
    courses: dict[str, int] = {}
    for row in rows:
        if row.item:
            items.setdefault(row.item, len(items))
        if row.course:
            courses.setdefault(row.course, len(courses))
        for skill in row.skills:
            skills.setdefault(skill, len(skills))
    return Vocabulary(items, skills, courses)


def arrange_log(rows: Sequence[AnswerRow], vocabulary: Vocabulary) -> AnswerLog:
    """Answers at one time are put in an order that does not depend on the source's."""
    order = sorted(
        range(len(rows)),
        key=lambda at: (rows[at].user, rows[at].time, rows[at]),
    )
    ordered = [rows[at] for at in order]
    users: dict[str, int] = {}
    skills = [tuple(dict.fromkeys(row.skills)) for row in ordered]
    numbers = [
        (at, vocabulary.skills[name])
        for at, names in enumerate(skills)
        for name in names
        if name in vocabulary.skills
    ]
    user = np.array([users.setdefault(row.user, len(users)) for row in ordered], dtype=np.int64)
    return AnswerLog(
        user=user,
        item=np.array([vocabulary.items.get(row.item, UNKNOWN) for row in ordered], dtype=np.int64),
        item_names=[row.item for row in ordered],
        skills=skills,
        flat=np.array([number for _, number in numbers], dtype=np.int64),
        owner=np.array([at for at, _ in numbers], dtype=np.int64),
        time=np.array([row.time for row in ordered], dtype=np.float64),
        correct=np.array([row.correct for row in ordered], dtype=np.float64),
        weight=np.array([row.weight for row in ordered], dtype=np.float64),
        easy=np.array([row.easy for row in ordered], dtype=np.float64),
        course=np.array(
            [vocabulary.courses.get(row.course, UNKNOWN) for row in ordered], dtype=np.int64
        ),
        starts=np.searchsorted(user, np.arange(len(users) + 1)),
        place=np.array(order, dtype=np.int64),
    )
