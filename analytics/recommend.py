"""The next step of a learner: a wanted skill and an exercise neither too easy nor too hard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import product
from zlib import crc32

from analytics.parameters import DEFAULTS, Parameters
from analytics.predict import p_correct
from analytics.profile import read_mastery
from analytics.types import Choice, Evidence, Profile, Recommendation, SkillNode
from analytics.wants import Standing, rank_wants

PREDICTION_STEP = 0.02  # predictions that are closer than this are as good as equal


def recommend(
    profile: Profile,
    skills: Sequence[SkillNode],
    choices: Sequence[Choice],
    *,
    gate: float = 0.8,
    target: float = 0.7,
    recent: Sequence[Evidence] = (),
    now: datetime | None = None,
    parameters: Parameters = DEFAULTS,
) -> Recommendation:
    """What this learner should do next.

    `gate` is the mean from which a skill counts as mastered, `target` the wanted P(correct).
    `choices` are the exercises that may be shown; an answered one comes again only where no
    other is left. `recent` are the learner's last answers; without `now` nothing is reviewed.
    Raises ValueError without skills.
    """
    if not skills:
        raise ValueError("a recommendation needs at least one skill")
    order = sorted(skills, key=lambda node: (node.position, node.id))
    mastery = {node.id: read_mastery(profile, node.id, now, parameters) for node in order}
    recent = sorted(recent, key=lambda piece: (piece.time, piece.id))
    wants = rank_wants(Standing(order, mastery, recent, gate, now))

    def predict(choice: Choice) -> float:
        return p_correct(profile, choice.skills, choice.difficulty, now, parameters)

    def rank(choice: Choice) -> tuple[int, int, str]:
        return _rank(profile.learner, choice, abs(predict(choice) - target))

    fresh = [choice for choice in choices if not choice.answered]
    for pool, want in product((fresh, _repeatable(choices, recent)), wants):
        if fitting := [choice for choice in pool if want.skill in choice.skills]:
            chosen = min(fitting, key=rank)
            expected = predict(chosen)
            return Recommendation(want.skill, chosen.exercise, expected, want.reason, want.facts)
    first = wants[0]
    return Recommendation(first.skill, None, None, first.reason, first.facts)


def _rank(learner: str, choice: Choice, distance: float) -> tuple[int, int, str]:
    """Nearest to the target; among equals, neighbours in a classroom get different ones."""
    turn = crc32(f"{learner}:{choice.exercise}".encode())
    return round(distance / PREDICTION_STEP), turn, choice.exercise


def _repeatable(choices: Sequence[Choice], recent: Sequence[Evidence]) -> list[Choice]:
    """Answered ones, without the last, unless it is the only one."""
    last = recent[-1].exercise if recent else None
    return [choice for choice in choices if choice.exercise != last] or list(choices)
