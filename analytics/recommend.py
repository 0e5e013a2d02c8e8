"""The next step of a learner: a wanted skill and an exercise neither too easy nor too hard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from statistics import fmean
from types import MappingProxyType
from zlib import crc32

from analytics.predict import p_correct
from analytics.profile import read_mastery
from analytics.types import Choice, Evidence, Profile, Recommendation, SkillNode
from analytics.wants import RETENTION, Standing, rank_wants

TARGET = 0.75  # the wanted P(correct)
PREDICTION_STEP = 0.02  # predictions that are closer than this are as good as equal
RECALL_STEP = 0.1
NO_RECALL: Mapping[str, float] = MappingProxyType({})


def recommend(
    profile: Profile,
    skills: Sequence[SkillNode],
    choices: Sequence[Choice],
    *,
    gate: float = 0.8,
    target: float = TARGET,
    recent: Sequence[Evidence] = (),
    now: datetime | None = None,
    recall: Mapping[str, float] = NO_RECALL,
    predict: Callable[[Choice], float] | None = None,
) -> Recommendation:
    """What this learner should do next.

    `gate` is the mean from which a skill counts as mastered, `target` the wanted P(correct).
    `choices` are the exercises that may be shown. An answered one comes again once it has faded,
    rather than that the learner moves on to a skill that stands on this one, and else only where no
    other is left, the one least in mind first. `recall` is P(remembered) of answered exercises, by
    id. `recent` are the learner's last answers; without `now` nothing is reviewed. `predict`
    gives P(correct) of a choice; else the profile does.
    Raises ValueError without skills.
    """
    if not skills:
        raise ValueError("a recommendation needs at least one skill")
    order = sorted(skills, key=lambda node: (node.position, node.id))
    mastery = {node.id: read_mastery(profile, node.id, now) for node in order}
    recent = sorted(recent, key=lambda piece: (piece.time, piece.id))
    wants = rank_wants(Standing(order, mastery, recent, gate, now, recall_skills(choices, recall)))

    def expect(choice: Choice) -> float:
        return p_correct(profile, choice.skills, choice.difficulty, now)

    foresee = predict or expect

    def rank(choice: Choice) -> tuple[int, int, int, str]:
        in_mind = round(recall.get(choice.exercise, 0.0) / RECALL_STEP)
        return in_mind, *_rank(profile.learner, choice, abs(foresee(choice) - target))

    fresh = [choice for choice in choices if not choice.answered]
    faded = [choice for choice in choices if recall.get(choice.exercise, 1.0) < RETENTION]
    turns = (
        *((want, pool) for want in wants for pool in (fresh, faded)),
        *((want, pool) for pool in (_without_last(choices, recent), choices) for want in wants),
    )
    for want, pool in turns:
        if fitting := [choice for choice in pool if want.skill in choice.skills]:
            chosen = min(fitting, key=rank)
            expected = foresee(chosen)
            return Recommendation(want.skill, chosen.exercise, expected, want.reason, want.facts)
    first = wants[0]
    return Recommendation(first.skill, None, None, first.reason, first.facts)


def _rank(learner: str, choice: Choice, distance: float) -> tuple[int, int, str]:
    """Nearest to the target; among equals, neighbours in a classroom get different ones."""
    turn = crc32(f"{learner}:{choice.exercise}".encode())
    return round(distance / PREDICTION_STEP), turn, choice.exercise


def recall_skills(choices: Sequence[Choice], recall: Mapping[str, float]) -> dict[str, float]:
    """By skill, the mean chance that its answered exercises are remembered."""
    found = defaultdict(list)
    for choice in choices:
        if choice.answered and choice.exercise in recall:
            for skill in choice.skills:
                found[skill].append(recall[choice.exercise])
    return {skill: fmean(chances) for skill, chances in found.items()}


def _without_last(choices: Sequence[Choice], recent: Sequence[Evidence]) -> list[Choice]:
    """The exercise that was just answered comes at once again only where no other fits."""
    last = recent[-1].exercise if recent else None
    return [choice for choice in choices if choice.exercise != last]
