"""Bayesian knowledge tracing (Corbett & Anderson 1995), each skill by EM from Beta priors.

An answer of several skills is predicted by their mean and counts for each of them; skills
without training answers are as the priors have them. Forgetting is none, as in the original.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.tracing.log import AnswerLog, AnswerRow, Floats, arrange_log, learn_vocabulary

ROUNDS = 20
# Pseudo-counts of yes and no: mean and weight of what is usual.
PRIORS = {"known": (4.0, 6.0), "learn": (2.0, 8.0), "guess": (4.0, 16.0), "slip": (2.0, 18.0)}


@dataclass(slots=True)
class Chances:
    known: float
    learn: float
    guess: float
    slip: float


def predict_bkt(train: list[AnswerRow], test: list[AnswerRow]) -> Floats:
    vocabulary = learn_vocabulary(train)
    usual = Chances(*(yes / (yes + no) for yes, no in PRIORS.values()))
    fitted = {
        name: _fit(answers, usual)
        for name, answers in _split(arrange_log(train, vocabulary)).items()
    }
    log = arrange_log(test, vocabulary)
    found = np.empty(len(log))
    found[log.place] = _follow(log, fitted, usual)
    return found


def _split(log: AnswerLog) -> dict[str, list[list[float]]]:
    """By skill the answers of each user, in order."""
    found: dict[tuple[int, str], list[float]] = {}
    for user, skills, correct in zip(log.user, log.skills, log.correct, strict=True):
        for name in skills or ("",):
            found.setdefault((int(user), name), []).append(float(correct > 0.5))
    by_skill: dict[str, list[list[float]]] = {}
    for (_, name), answers in found.items():
        by_skill.setdefault(name, []).append(answers)
    return by_skill


def _fit(answers: list[list[float]], usual: Chances) -> Chances:
    """EM by forward and backward passes over all users at once; -1 fills up short ones."""
    longest = max(map(len, answers))
    table = np.full((len(answers), longest), -1.0)
    for row, given in zip(table, answers, strict=True):
        row[: len(given)] = given
    chances = usual
    for _ in range(ROUNDS):
        chances = _improve(table, chances)
    return chances


def _improve(table: Floats, now: Chances) -> Chances:
    there = table >= 0
    if_known = np.where(there, np.where(table == 1, 1 - now.slip, now.slip), 1.0)
    if_not = np.where(there, np.where(table == 1, now.guess, 1 - now.guess), 1.0)
    rows, length = table.shape
    forward = np.empty((rows, length))  # P(known at t, answers up to t)
    known = np.full(rows, now.known)
    for t in range(length):
        joint = known * if_known[:, t]
        forward[:, t] = joint / (joint + (1 - known) * if_not[:, t])
        known = forward[:, t] + (1 - forward[:, t]) * now.learn
    smooth = forward.copy()
    learnt = np.zeros((rows, length))
    for t in range(length - 2, -1, -1):
        before = forward[:, t] + (1 - forward[:, t]) * now.learn
        back = np.where(there[:, t + 1], smooth[:, t + 1] / np.maximum(before, 1e-12), 1.0)
        not_back = (1 - smooth[:, t + 1]) / np.maximum(1 - before, 1e-12)
        not_back = np.where(there[:, t + 1], not_back, 1.0)
        learnt[:, t] = (1 - forward[:, t]) * now.learn * back * there[:, t + 1]
        stayed = (1 - forward[:, t]) * (1 - now.learn) * not_back
        smooth[:, t] = np.where(there[:, t + 1], 1 - learnt[:, t] - stayed, forward[:, t])
    smooth = np.clip(smooth, 0, 1)
    tries = ((1 - smooth[:, :-1]) * there[:, 1:]).sum()
    unknown = (1 - smooth) * there
    known_there = smooth * there
    return Chances(
        _share(smooth[:, 0].sum(), rows, "known"),
        _share(learnt.sum(), tries, "learn"),
        min(_share((unknown * (table == 1)).sum(), unknown.sum(), "guess"), 0.5),
        min(_share((known_there * (table == 0)).sum(), known_there.sum(), "slip"), 0.5),
    )


def _share(yes: float, of: float, prior: str) -> float:
    more, less = PRIORS[prior]
    return float((yes + more) / (of + more + less))


def _follow(log: AnswerLog, fitted: dict[str, Chances], usual: Chances) -> Floats:
    found = np.empty(len(log))
    user = -1
    known: dict[str, float] = {}
    for at in range(len(log)):
        if log.user[at] != user:
            user, known = int(log.user[at]), {}
        names = log.skills[at] or ("",)
        parts = []
        for name in names:
            chances = fitted.get(name, usual)
            now = known.get(name, chances.known)
            right = now * (1 - chances.slip) + (1 - now) * chances.guess
            parts.append(right)
            seen = now * (1 - chances.slip) / right
            if log.correct[at] <= 0.5:
                seen = now * chances.slip / (1 - right)
            known[name] = seen + (1 - seen) * chances.learn
        found[at] = sum(parts) / len(parts)
    return found
