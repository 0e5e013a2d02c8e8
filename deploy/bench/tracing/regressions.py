"""PFA and Best-LR: logistic regressions on counts, as others publish them.

PFA: an intercept and the counts of right and wrong answers for each skill (Pavlik et al. 2009).
Best-LR: items, skills and log-counts of right and wrong answers in all, by skill and by item
(Gervet et al. 2020). Both by scikit-learn's L-BFGS with its default penalty, run to convergence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from analytics.tracing.log import AnswerLog, AnswerRow, Floats, arrange_log, learn_vocabulary

Term = tuple[str, float]
ITERATIONS = 1000


def predict_pfa(train: list[AnswerRow], test: list[AnswerRow]) -> Floats:
    return _predict(train, test, best=False)


def predict_best(train: list[AnswerRow], test: list[AnswerRow]) -> Floats:
    return _predict(train, test, best=True)


def _predict(train: list[AnswerRow], test: list[AnswerRow], best: bool) -> Floats:
    vocabulary = learn_vocabulary(train)
    learnt, asked = arrange_log(train, vocabulary), arrange_log(test, vocabulary)
    outcomes = learnt.correct > 0.5
    if len(outcomes) == 0 or outcomes.all() or not outcomes.any():
        return np.full(len(test), (outcomes.sum() + 1) / (len(outcomes) + 2))
    columns: dict[str, int] = {}
    design = _encode(learnt, best, columns, grow=True)
    width = len(columns)
    model = LogisticRegression(max_iter=ITERATIONS).fit(design, outcomes)
    answers = model.predict_proba(_encode(asked, best, columns, grow=False, width=width))[:, 1]
    found = np.empty(len(test))
    found[asked.place] = answers
    return found


def _encode(
    log: AnswerLog, best: bool, columns: dict[str, int], grow: bool, width: int | None = None
) -> Any:
    """Terms that the training log does not have are left out of the test's."""
    values, places, ends = [], [], [0]
    for terms in _describe(log, best):
        for name, value in terms:
            place = columns.setdefault(name, len(columns)) if grow else columns.get(name)
            if place is not None:
                places.append(place)
                values.append(value)
        ends.append(len(places))
    return csr_matrix((values, places, ends), shape=(len(log), width or len(columns)))


def _describe(log: AnswerLog, best: bool) -> Iterator[list[Term]]:
    """For each answer what its user had done before it; answers at one time come one after
    another here, since the published encodings know no ties."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    user = -1
    for at in range(len(log)):
        if log.user[at] != user:
            user = int(log.user[at])
            right, wrong = Counter(), Counter()
        skills = [f"s {name}" for name in log.skills[at]]
        item = f"i {log.item_names[at]}"
        yield _best_terms(skills, item, right, wrong) if best else _pfa_terms(skills, right, wrong)
        counts = right if log.correct[at] > 0.5 else wrong
        for name in (*skills, item, "all"):
            counts[name] += 1


def _pfa_terms(skills: list[str], right: Counter[str], wrong: Counter[str]) -> list[Term]:
    return [
        term
        for name in skills
        for term in ((name, 1.0), (f"{name} right", right[name]), (f"{name} wrong", wrong[name]))
    ]


def _best_terms(
    skills: list[str], item: str, right: Counter[str], wrong: Counter[str]
) -> list[Term]:
    terms: list[Term] = [(item, 1.0), *((name, 1.0) for name in skills)]
    terms += [("all right", np.log1p(right["all"])), ("all wrong", np.log1p(wrong["all"]))]
    terms += [("item right", np.log1p(right[item])), ("item wrong", np.log1p(wrong[item]))]
    for name in skills:
        terms.append((f"{name} right", np.log1p(right[name])))
        terms.append((f"{name} wrong", np.log1p(wrong[name])))
    return terms
