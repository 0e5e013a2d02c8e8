"""P(correct) of single exercises for one learner, by the refit where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from analytics.elo import squash
from analytics.profile import sort_evidence
from analytics.snapshot import Snapshot
from analytics.tracing.tracks import Given, LearnerTrack
from analytics.types import Choice, Evidence

ALMOST = 1e-6  # no answer is certain


class Chances:
    """What a learner's evidence lets expect of exercises, under a snapshot that has a blend."""

    def __init__(self, learner: str, evidence: Iterable[Evidence], snapshot: Snapshot) -> None:
        """Raises ValueError without a blend and for evidence that cannot be used."""
        if snapshot.blend is None:
            raise ValueError("a snapshot without a blend predicts no exercise")
        self._snapshot, self._blend = snapshot, snapshot.blend
        self._track = LearnerTrack(snapshot.parameters)
        for piece in sort_evidence(learner, evidence):
            given = self._give(piece.exercise or "", piece.skills, piece.time, piece.weight)
            self._track.learn(given, piece.score)

    def predict(self, choice: Choice, now: datetime) -> float:
        given = self._give(choice.exercise, choice.skills, now)
        logit = self._blend.logit(self._track.look(given))
        return min(max(squash(self._blend.line.straighten(logit)), ALMOST), 1 - ALMOST)

    def _give(
        self, exercise: str, skills: tuple[str, ...], time: datetime, weight: float = 1.0
    ) -> Given:
        names = tuple(dict.fromkeys(skills))
        snapshot, share = self._snapshot, 1 / max(len(names), 1)
        skill = -snapshot.difficulty(None, names)
        own = -snapshot.difficulty(exercise, names) - skill
        behind = sum(snapshot.skills_seen.get(name, 0.0) for name in names) * share
        return Given(
            names, exercise, time.timestamp(), snapshot.parameters.general_mean, skill, own,
            behind, snapshot.seen.get(exercise, 0.0), weight,
        )  # fmt: skip
