"""How easy items, skills and courses are: a penalised logistic in which few answers say little.

logit P(correct) = site + course + learner + mean of its skills' offsets + item. Each kind of offset
has a Gaussian prior around 0 (an item's around what was thought of it) whose variance is learnt
from the log (EM), so that an item is shrunk to its skills, a skill to its course and a course to
the site. Solved by Newton steps on one kind after another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analytics.parameters import DEFAULTS
from analytics.tracing.log import AnswerLog, Floats, Ints, Vocabulary

SWEEPS = 25
SITE = DEFAULTS.general_mean  # with a variance of 1: what a log of few answers starts from
VARIANCE, COUNT = 0.5, 5  # what a kind's variance is before, and how many offsets that is worth


@dataclass(slots=True)
class Kind:
    """Offsets of one kind, in logits. Entry j of `row` gets `share[j]` of offset `index[j]`."""

    row: Ints
    index: Ints
    share: Floats
    value: Floats
    variance: float
    count: Floats

    def spread(self, size: int) -> Floats:
        """What each of `size` answers gets of these offsets."""
        spread = np.bincount(self.row, self.share * self.value[self.index], minlength=size)
        return np.asarray(spread, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Offsets:
    """In logits, by number of the vocabulary; `*_count` say how many answers stand behind each.

    Variances are those of the priors: between learners, skills, and items of equal skills.
    """

    site: float
    item: Floats
    skill: Floats
    item_count: Floats
    skill_count: Floats
    course: Floats
    learner_variance: float
    skill_variance: float
    item_variance: float


def fit_offsets(
    log: AnswerLog, vocabulary: Vocabulary, weight: Floats, state: Floats | None = None
) -> Offsets:
    """`weight` (N,) says how much each answer counts, 0 leaves it out. `state` (N,) is what is
    known of the answer otherwise, in logits; with it no learner offsets are fitted."""
    kinds = _make_kinds(log, vocabulary, weight, learners=state is None)
    base = log.easy if state is None else log.easy + state
    center = SITE if state is None else 0.0
    site = center
    parts = [kind.spread(len(log)) for kind in kinds]
    for _ in range(SWEEPS):
        p = expit(base + site + sum(parts))
        slope = weight @ (log.correct - p) - (site - center)
        site += float(np.clip(slope / (weight @ (p * (1 - p)) + 1), -1, 1))
        for at, kind in enumerate(kinds):
            p = expit(base + site + sum(parts))
            _step(kind, weight * (log.correct - p), weight * p * (1 - p))
            parts[at] = kind.spread(len(log))
    skill, item, course = kinds[:3]
    learner_variance = kinds[3].variance if state is None else 0.0
    return Offsets(
        site, item.value, skill.value, item.count, skill.count, course.value,
        learner_variance, skill.variance, item.variance,
    )  # fmt: skip


def read_offsets(log: AnswerLog, offsets: Offsets) -> tuple[Floats, Floats, Floats, Floats]:
    """Per answer: skills' offset, item's offset, answers behind the skills, behind the item. An
    item's is above its skills', what was thought of it included."""
    size = len(log)
    skills = np.maximum(np.bincount(log.owner, minlength=size), 1)
    skill = np.bincount(log.owner, offsets.skill[log.flat], minlength=size) / skills
    behind = np.bincount(log.owner, offsets.skill_count[log.flat], minlength=size) / skills
    known = log.item >= 0
    item, times = log.easy.copy(), np.zeros(size)
    item[known] += offsets.item[log.item[known]]
    times[known] = offsets.item_count[log.item[known]]
    return skill, item, behind, times


def _make_kinds(
    log: AnswerLog, vocabulary: Vocabulary, weight: Floats, learners: bool
) -> Sequence[Kind]:
    known = np.flatnonzero(log.item >= 0)
    placed = np.flatnonzero(log.course >= 0)
    per_row = np.maximum(np.bincount(log.owner, minlength=len(log)), 1)
    every = np.arange(len(log))
    sources = [
        (log.owner, log.flat, 1 / per_row[log.owner], len(vocabulary.skills)),
        (known, log.item[known], np.ones(len(known)), len(vocabulary.items)),
        (placed, log.course[placed], np.ones(len(placed)), len(vocabulary.courses)),
    ]
    if learners:
        sources.append((every, log.user, np.ones(len(log)), log.users))
    return [
        Kind(
            row,
            index,
            share,
            np.zeros(size),
            0.5,
            np.bincount(index, weight[row], size).astype(np.float64),
        )
        for row, index, share, size in sources
    ]


def _step(kind: Kind, residual: Floats, information: Floats) -> None:
    """A Newton step and one of EM. Skills of one answer move together: dividing the
    information by their number once, not twice, bounds the curvature, so no step overshoots."""
    size = len(kind.value)
    if not size:
        return
    precision = 1 / kind.variance
    slope = np.bincount(kind.index, kind.share * residual[kind.row], minlength=size)
    curve = np.bincount(kind.index, kind.share * information[kind.row], minlength=size)
    kind.value += np.clip((slope - precision * kind.value) / (curve + precision), -1, 1)
    seen = kind.count > 0
    squares = kind.value[seen] ** 2 + 1 / (curve[seen] + precision)
    kind.variance = float((squares.sum() + COUNT * VARIANCE) / (len(squares) + COUNT))
