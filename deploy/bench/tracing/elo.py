"""Plain multi-skill Elo: a rating per learner, per learner's skill and per item, nothing refitted.

P = logistic(learner + mean of the answer's skills - item); all move by K / (1 + 0.05 n) times the
surprise, as is usual (Pelanek 2016). K is the one of `STEPS` that predicted the training log
best. Items stand still in the test, so that no learner is predicted by others of it.
"""

from __future__ import annotations

import numpy as np

from analytics.elo import squash
from analytics.tracing.log import AnswerLog, AnswerRow, Floats, arrange_log, learn_vocabulary

STEPS = (0.1, 0.2, 0.4, 0.8, 1.6)
SLOWING = 0.05

Rating = tuple[float, int]


def predict_elo(train: list[AnswerRow], test: list[AnswerRow]) -> Floats:
    vocabulary = learn_vocabulary(train)
    learnt, asked = arrange_log(train, vocabulary), arrange_log(test, vocabulary)
    tried = [_learn(learnt, step) for step in STEPS]
    _, step, items = min(tried, key=lambda one: one[0])
    found = np.empty(len(asked))
    found[asked.place] = _follow(asked, items, step, keep=False)
    return found


def _learn(log: AnswerLog, step: float) -> tuple[float, float, dict[str, Rating]]:
    """The loss on the way, the step, and the items' ratings."""
    items: dict[str, Rating] = {}
    p = np.clip(_follow(log, items, step, keep=True), 1e-9, 1 - 1e-9)
    loss = -np.sum(log.correct * np.log(p) + (1 - log.correct) * np.log1p(-p))
    return float(loss), step, items


def _follow(log: AnswerLog, items: dict[str, Rating], step: float, keep: bool) -> Floats:
    """`keep`: whether items learn from these answers."""
    found = np.empty(len(log))
    user = -1
    skills: dict[str, Rating] = {}
    for at in range(len(log)):
        if log.user[at] != user:
            user, skills = int(log.user[at]), {}
        names = log.skills[at]
        rated = sum(skills.get(name, (0.0, 0))[0] for name in names) / max(len(names), 1)
        item = log.item_names[at]
        p = squash(skills.get("", (0.0, 0))[0] + rated - items.get(item, (0.0, 0))[0])
        found[at] = p
        surprise = float(log.correct[at]) - p
        for name in ("", *names):
            skills[name] = _move(skills.get(name), step, surprise)
        if keep and item:
            items[item] = _move(items.get(item), step, -surprise)
    return found


def _move(rating: Rating | None, step: float, surprise: float) -> Rating:
    value, times = rating or (0.0, 0)
    return value + step / (1 + SLOWING * times) * surprise, times + 1
