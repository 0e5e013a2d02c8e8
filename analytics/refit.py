"""A refit: from all evidence of a site or course to a new snapshot of the learner model.

Under one snapshot, profiles are folds that repeat themselves to the last digit; a new snapshot
means folding all of them again (`analytics.stream`). Brings numpy: not for a web process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.elo import predict_answer, start_state, update_state
from analytics.parameters import DEFAULTS, Parameters
from analytics.profile import sort_evidence
from analytics.tracing.log import AnswerRow, arrange_log, learn_vocabulary
from analytics.tracing.measures import Bin, Measures, measure_predictions, report_reliability
from analytics.tracing.offsets import fit_offsets, read_offsets
from analytics.types import Evidence, Source


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`difficulties` in logits by exercise and `skills` by skill, 0 is average; an exercise that
    is not there is as its skills are."""

    parameters: Parameters
    difficulties: dict[str, float]
    skills: dict[str, float]

    def difficulty(self, exercise: str, skills: Sequence[str]) -> float:
        known = [self.skills.get(name, 0.0) for name in skills]
        return self.difficulties.get(exercise, sum(known) / len(known) if known else 0.0)


@dataclass(frozen=True, slots=True)
class CourseReport:
    """How well a snapshot predicts evidence, and how far each bin is off."""

    measures: Measures
    bins: list[Bin]


def refit_snapshot(evidence: Iterable[Evidence], before: Parameters = DEFAULTS) -> Snapshot:
    """Without evidence nothing changes but by the priors. The constants that a log of answers
    says nothing of stay as they were `before`."""
    pieces = [piece for piece in evidence if piece.source is not Source.SELF_REPORT]
    rows = [
        AnswerRow(
            piece.learner, piece.exercise or "", piece.skills, piece.time.timestamp(), piece.score
        )
        for piece in pieces
    ]
    vocabulary = learn_vocabulary(rows)
    log = arrange_log(rows, vocabulary)
    weight = np.array([piece.weight for piece in pieces])[log.place]
    offsets = fit_offsets(log, vocabulary, weight)
    parameters = replace(
        before, general_mean=offsets.site, general_variance=offsets.learner_variance
    )
    skill, item, _, _ = read_offsets(log, offsets)
    easy = dict(zip(log.item_names, (skill + item).tolist(), strict=True))
    return Snapshot(
        parameters,
        {name: -value for name, value in easy.items() if name},
        {name: -float(offsets.skill[at]) for name, at in vocabulary.skills.items()},
    )


def report_course(evidence: Iterable[Evidence], snapshot: Snapshot, seed: int = 0) -> CourseReport:
    """Each answer is predicted from those before it. It is a fair judge of a snapshot that was
    made of other or earlier evidence only."""
    by_learner: dict[str, list[Evidence]] = {}
    for piece in evidence:
        by_learner.setdefault(piece.learner, []).append(piece)
    found = [_predict_learner(name, mine, snapshot) for name, mine in sorted(by_learner.items())]
    p = np.array([one for chances, _ in found for one in chances])
    correct = np.array([one for _, scores in found for one in scores])
    who = np.repeat(np.arange(len(found)), [len(scores) for _, scores in found])
    measures = measure_predictions(p, correct, who.astype(np.int64), seed)
    return CourseReport(measures, report_reliability(p, correct))


def _predict_learner(
    learner: str, evidence: list[Evidence], snapshot: Snapshot
) -> tuple[list[float], list[float]]:
    state = start_state(snapshot.parameters)
    chances, scores = [], []
    for piece in sort_evidence(learner, evidence):
        difficulty = snapshot.difficulty(piece.exercise or "", piece.skills)
        chances.append(
            predict_answer(state, piece.skills, difficulty, piece.time, snapshot.parameters)
        )
        scores.append(piece.score)
        state = update_state(state, piece, difficulty, snapshot.parameters)
    return chances, scores
