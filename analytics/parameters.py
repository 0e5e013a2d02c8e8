"""The constants of the learner model. A refit makes a new set; a profile is folded under one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """Abilities and difficulties are on the logit scale; variances are in logits squared.

    general_mean: ability of an average learner before any evidence; 0.4 is 60 % right on an
        average exercise.
    general_variance: how much learners differ in what all skills share.
    skill_variance: how much one learner's skills differ; also the bound that forgetting of
        certainty cannot pass.
    difficulty_variance: how far a given difficulty may be from the true one.
    learning_variance: certainty lost per answer, since whoever answers also learns; it keeps
        the estimate able to follow a learner however long the history is.
    drift_variance: certainty about a skill lost per day without an answer in it.
    guess: share of right answers that mere guessing earns, in [0, 1).
    enough_width: widest 80 % interval of P(correct) that one may act on.
    enough_answers: fewest answers in a skill that one may act on.
    """

    general_mean: float = 0.4
    general_variance: float = 0.8
    skill_variance: float = 1.0
    difficulty_variance: float = 0.25
    learning_variance: float = 0.03
    drift_variance: float = 0.004
    guess: float = 0.0
    enough_width: float = 0.5
    enough_answers: int = 4


DEFAULTS = Parameters()
