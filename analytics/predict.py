"""P(correct): what is expected of a learner on an exercise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from analytics.elo import predict_answer
from analytics.types import Profile


def p_correct(
    profile: Profile,
    skills: Sequence[str],
    difficulty: float,
    now: datetime | None = None,
) -> float:
    """On an exercise of these skills; `difficulty` is in logits, 0 is average. Skills without
    evidence are judged by the others."""
    parameters = profile.snapshot.parameters
    return predict_answer(profile.state, tuple(dict.fromkeys(skills)), difficulty, now, parameters)
