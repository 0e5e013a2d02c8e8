"""From a log to one row of features per answer, each from what was known before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analytics.parameters import DEFAULTS, Parameters
from analytics.tracing.log import AnswerLog, Floats, Ints, Vocabulary
from analytics.tracing.names import NAMES
from analytics.tracing.offsets import Offsets, fit_offsets, read_offsets
from analytics.tracing.steps import Tell, keep_quiet
from analytics.tracing.tracks import Given, LearnerTrack

STEP = 2000  # answers between two reports


def deal_folds(log: AnswerLog, folds: int, seed: int) -> Ints:
    """A fold per answer; all of a learner's are in one."""
    shuffled = np.random.default_rng(seed).permutation(log.users)
    return np.asarray((shuffled % folds)[log.user], dtype=np.int64)


def fit_folds(log: AnswerLog, vocabulary: Vocabulary, fold: Ints) -> tuple[Offsets, Floats]:
    """Offsets from the whole log, and those (5, N) of each answer from the others' folds.

    A model that is fitted on the latter meets items about as unknown as they will be later.
    """
    whole = fit_offsets(log, vocabulary, log.weight)
    table = np.zeros((5, len(log)))
    for number in range(int(fold.max(initial=0)) + 1):
        mine = fold == number
        if mine.all():
            continue  # a single learner: nothing is known of their items from others
        others = fit_offsets(log, vocabulary, np.where(mine, 0.0, log.weight))
        table[:, mine] = tabulate(log, others)[:, mine]
    return whole, table


def tabulate(log: AnswerLog, offsets: Offsets) -> Floats:
    """Site with course, skills, item, answers behind the skills, behind the item: (5, N)."""
    site = np.full(len(log), offsets.site)
    placed = log.course >= 0
    site[placed] += offsets.course[log.course[placed]]
    return np.vstack([site, *read_offsets(log, offsets)])


def set_parameters(offsets: Offsets) -> Parameters:
    """The product's constants, with what the log says of its learners."""
    return Parameters(
        general_mean=offsets.site,
        general_variance=offsets.learner_variance,
        learning_variance=DEFAULTS.learning_variance,
    )


def make_features(
    log: AnswerLog,
    table: Floats,
    parameters: Parameters,
    tell: Tell = keep_quiet,
    step: str = "",
) -> Floats:
    """Shape (N, len(NAMES)). All answers at one time are looked at before any is learnt.

    `tell` is told of `step` now and then.
    """
    features = np.empty((len(log), len(NAMES)))
    given = [
        Given(skills, item, time, *known)
        for skills, item, time, known in zip(
            log.skills,
            log.item_names,
            log.time.tolist(),
            np.vstack([table, log.weight]).T.tolist(),
            strict=True,
        )
    ]
    correct = log.correct.tolist()
    for start, end in zip(log.starts[:-1].tolist(), log.starts[1:].tolist(), strict=True):
        track = LearnerTrack(_place(parameters, given[start].site))
        learnt = start
        for at in range(start, end):
            if given[at].time > given[learnt].time:
                for earlier in range(learnt, at):
                    track.learn(given[earlier], correct[earlier])
                learnt = at
            features[at] = track.look(given[at])
            if at % STEP == 0:
                tell(step, at, len(log))
    tell(step, len(log), len(log))
    return features


def _place(parameters: Parameters, site: float) -> Parameters:
    """As they are for a learner of one course."""
    if site == parameters.general_mean:
        return parameters
    return replace(parameters, general_mean=site)
