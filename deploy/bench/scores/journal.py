"""The journal of a run and its judge.

A JSON line for each post that reached the platform, in the order in which the platform committed
them: `learner` and `line_item` (the platform's ids), `timestamp` and `score` as posted (of 100),
`status` as answered: 200 accepted, anything else refused. At the end a line for each learner:
`learner`, `line_item` and `final`, the score that the tool's database holds.

The judge knows an attempt's age by its score: learners of a run only answer right, so that each
attempt's score is higher than the one before, and each version of a score has a value of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

SAME_SCORE = 0.01  # of 100
ACCEPTED = range(200, 300)


@dataclass(frozen=True, slots=True)
class Post:
    learner: str
    line_item: str
    timestamp: str
    score: float
    status: int


@dataclass(frozen=True, slots=True)
class Final:
    learner: str
    line_item: str
    final: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Lost: the last accepted score differs from the final one, or there is none. Reordered: an
    accepted post with an older attempt, or an older time, after a newer one. Doubled: one version
    accepted twice, with another score or another time."""

    lost: int
    reordered: int
    doubled: int

    @property
    def clean(self) -> bool:
        return not (self.lost or self.reordered or self.doubled)


def write_journal(path: Path, posts: Iterable[Post], finals: Iterable[Final]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for shown in (*map(asdict, posts), *map(asdict, finals)):
            file.write(json.dumps(shown) + "\n")


def read_journal(path: Path) -> tuple[list[Post], list[Final]]:
    posts: list[Post] = []
    finals: list[Final] = []
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if "final" in entry:
            finals.append(Final(**entry))
        else:
            posts.append(Post(**entry))
    return posts, finals


def judge(posts: Iterable[Post], finals: Iterable[Final]) -> Verdict:
    taken: dict[tuple[str, str], list[Post]] = {}
    for post in posts:
        if post.status in ACCEPTED:
            taken.setdefault((post.learner, post.line_item), []).append(post)
    held = {(final.learner, final.line_item): final.final for final in finals}
    return Verdict(
        lost=sum(_is_lost(taken.get(key, []), held.get(key)) for key in taken.keys() | held.keys()),
        reordered=sum(map(_count_reordered, taken.values())),
        doubled=sum(map(_count_doubled, taken.values())),
    )


def _is_lost(taken: list[Post], final: float | None) -> bool:
    return not taken or final is None or not _is_same(taken[-1].score, final)


def _count_reordered(taken: list[Post]) -> int:
    return sum(
        new.timestamp < old.timestamp or new.score < old.score - SAME_SCORE
        for old, new in pairwise(taken)
    )


def _count_doubled(taken: list[Post]) -> int:
    """Posts that repeat a version of an earlier one: its score, or its time with another score."""
    scores: list[float] = []
    times: set[str] = set()
    doubled = 0
    for post in taken:
        doubled += post.timestamp in times or any(_is_same(post.score, one) for one in scores)
        scores.append(post.score)
        times.add(post.timestamp)
    return doubled


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) < SAME_SCORE
