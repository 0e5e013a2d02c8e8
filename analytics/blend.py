"""What a refit knows beyond the learner model, in plain numbers: a regression and trees, weighed.

It is `analytics.tracing.model` without numpy, to be run for one learner's few next exercises; a
test holds the two together. What it is read from is lists of numbers: nothing is executed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.tracing.names import ANSWERS, BELIEF

FAR = 3.0  # in deviations: a line is not trusted beyond what it was fitted on


@dataclass(frozen=True, slots=True)
class Line:
    """A Platt line on logits: what is predicted -> what later answers showed it to be worth."""

    shift: float = 0.0
    slope: float = 1.0

    def straighten(self, logit: float) -> float:
        return self.shift + self.slope * logit


STRAIGHT = Line()


@dataclass(frozen=True, slots=True)
class Terms:
    """logit = base + intercept + sum of slopes times standardised inputs."""

    center: Sequence[float]
    scale: Sequence[float]
    intercept: float
    slopes: Sequence[float]

    def logit(self, inputs: Sequence[float], base: float) -> float:
        rows = zip(inputs, self.center, self.scale, self.slopes, strict=True)
        return base + self.intercept + sum(
            slope * min(max((value - center) / scale, -FAR), FAR)
            for value, center, scale, slope in rows
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in parallel lists, the root first; `feature` is -1 at a leaf, which has a `value`.
    What is at most `threshold` goes left; children come after their parents."""

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]

    def read(self, features: Sequence[float]) -> float:
        at = 0
        while self.feature[at] >= 0:
            goes_left = features[self.feature[at]] <= self.threshold[at]
            at = self.left[at] if goes_left else self.right[at]
        return self.value[at]


@dataclass(frozen=True, slots=True)
class Blend:
    """`trees` is empty where there were too few learners for them."""

    linear: Terms
    stack: Terms
    line: Line = STRAIGHT
    start: float = 0.0
    trees: Sequence[Tree] = ()

    def logit(self, features: Sequence[float]) -> float:
        """Of P(correct), before the line."""
        linear = self.linear.logit(features, features[BELIEF])
        early = math.exp(-math.expm1(features[ANSWERS]) / 2)
        if not self.trees:
            return self.stack.logit((linear, early, early * linear), linear)
        boosted = self.start + sum(tree.read(features) for tree in self.trees)
        base, apart = (linear + boosted) / 2, boosted - linear
        return self.stack.logit((base, early, early * base, apart, early * apart), base)
