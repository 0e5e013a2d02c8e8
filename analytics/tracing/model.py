"""The tracing model: fitted on one log, it predicts the answers of another one by one.

Offsets of items and skills -> one row of features per answer -> a logistic regression around
the learner model, and boosted trees where there are learners enough -> both weighed and
calibrated on predictions for learners whom the fit had not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analytics.blend import Blend
from analytics.parameters import Parameters
from analytics.tracing.boosted import Boosted, can_boost, fit_boosted
from analytics.tracing.features import (
    deal_folds,
    fit_folds,
    make_features,
    set_parameters,
    tabulate,
)
from analytics.tracing.linear import Expected, Linear, fit_linear
from analytics.tracing.log import (
    AnswerLog,
    AnswerRow,
    Floats,
    Ints,
    Vocabulary,
    arrange_log,
    learn_vocabulary,
)
from analytics.tracing.names import ANSWERS, BELIEF
from analytics.tracing.offsets import Offsets
from analytics.tracing.steps import Tell, keep_quiet

FOLDS = 5
MANY, MANY_FOLDS = 1000, 10  # learners from which more folds pay: docs/BENCHMARKS.md
LONG = 250_000  # answers for which more folds would take too long
SLOPE_PENALTY = 30.0
STACK_PENALTY = 10.0
ALMOST = 1e-6  # no answer is certain
# Of the columns of `_inputs` that speak of a learner's first answers: these are too rare to be
# measured in deviations, and 30 of them say too little to be left to themselves.
EXPECTED = {1: Expected(0.0, 25.0), 2: Expected(0.0, 25.0)}


@dataclass(frozen=True, slots=True)
class TraceModel:
    vocabulary: Vocabulary
    offsets: Offsets
    parameters: Parameters
    linear: Linear
    boosted: Boosted | None
    stack: Linear

    def make_blend(self) -> Blend:
        """What it does with a row of features, without numpy."""
        start, trees = self.boosted.list_trees() if self.boosted else (0.0, [])
        terms = (self.linear.list_terms(), self.stack.list_terms())
        return Blend(*terms, start=start, trees=trees)


def fit_model(rows: Sequence[AnswerRow], seed: int = 0, tell: Tell = keep_quiet) -> TraceModel:
    """Any log will do, an empty one too: what it does not say stays as the priors have it."""
    vocabulary = learn_vocabulary(rows)
    log = arrange_log(rows, vocabulary)
    fold = deal_folds(log, _count_folds(log), seed)
    offsets, table = fit_folds(log, vocabulary, fold)
    parameters = set_parameters(offsets)
    features = make_features(log, table, parameters, tell, "Answers to learn from")
    boost = can_boost(log.correct, log.users)
    linear = _fit_linear(features, log.correct, log.weight)
    boosted = fit_boosted(features, log.correct, log.weight, seed) if boost else None
    stack = _fit_stack(features, log, fold, boost, seed, tell)
    return TraceModel(vocabulary, offsets, parameters, linear, boosted, stack)


def predict_log(
    model: TraceModel,
    rows: Sequence[AnswerRow],
    earlier: Sequence[AnswerRow] = (),
    tell: Tell = keep_quiet,
) -> Floats:
    """P(correct) of each row, in their order, from what the same user answered before it.

    `earlier` are answers that are not asked for but may come before: of users who are in `rows`.
    """
    logits, _ = predict_logits(model, rows, earlier, tell)
    return np.asarray(np.clip(expit(logits), ALMOST, 1 - ALMOST), dtype=np.float64)


def predict_logits(
    model: TraceModel,
    rows: Sequence[AnswerRow],
    earlier: Sequence[AnswerRow] = (),
    tell: Tell = keep_quiet,
) -> tuple[Floats, Floats]:
    """Of P(correct) by the whole model, and by the belief alone; as `predict_log`."""
    users = {row.user for row in rows}
    history = [row for row in earlier if row.user in users]
    log = arrange_log([*rows, *history], model.vocabulary)
    table = tabulate(log, model.offsets)
    features = make_features(log, table, model.parameters, tell, "Answers to predict")
    inputs = _inputs(
        features,
        model.linear.logit(features, features[:, BELIEF]),
        model.boosted.logit(features) if model.boosted else None,
    )
    found = np.empty((2, len(log)))
    found[:, log.place] = model.stack.logit(*inputs), features[:, BELIEF]
    return found[0, : len(rows)], found[1, : len(rows)]


def _count_folds(log: AnswerLog) -> int:
    return MANY_FOLDS if log.users >= MANY and len(log) <= LONG else FOLDS


def _fit_linear(features: Floats, correct: Floats, weight: Floats) -> Linear:
    return fit_linear(features, features[:, BELIEF], correct, SLOPE_PENALTY, weight)


def _fit_stack(
    features: Floats, log: AnswerLog, fold: Ints, boost: bool, seed: int, tell: Tell
) -> Linear:
    """Fitted on what each learner's answers look like to models that never saw that learner."""
    correct, weight = log.correct, log.weight
    linear, boosted = np.zeros(len(log)), np.zeros(len(log))
    folds = int(fold.max(initial=-1)) + 1
    for number in range(folds):
        tell("Models on parts of the learners", number + 1, folds)
        mine = fold == number
        rest = ~mine
        fitted = _fit_linear(features[rest], correct[rest], weight[rest])
        linear[mine] = fitted.logit(features[mine], features[mine, BELIEF])
        if boost:
            trees = fit_boosted(features[rest], correct[rest], weight[rest], seed)
            boosted[mine] = trees.logit(features[mine])
    inputs, base = _inputs(features, linear, boosted if boost else None)
    return fit_linear(inputs, base, correct, STACK_PENALTY, weight, EXPECTED)


def _inputs(features: Floats, linear: Floats, boosted: Floats | None) -> tuple[Floats, Floats]:
    """What is weighed, around the mean of both logits: their slope, how they differ, and both
    anew for a learner's first answers, of which least is known."""
    base = linear if boosted is None else (linear + boosted) / 2
    early = np.exp(-np.expm1(features[:, ANSWERS]) / 2)
    columns = [base, early, early * base]
    if boosted is not None:
        columns += [boosted - linear, early * (boosted - linear)]
    return np.column_stack(columns), base
