"""From evidence to a profile: a fold, so that late, doubled or reordered evidence does no harm."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from analytics.elo import Belief, believe_skill, check_evidence, squash, start_state, update_state
from analytics.intervals import Z80
from analytics.snapshot import SHIPPED, Snapshot
from analytics.stream import StreamedAnswer, rebuild_state
from analytics.types import Evidence, LearnerState, Mastery, Profile, Source

TOP = 3


def fold_profile(
    learner: str,
    evidence: Iterable[Evidence],
    snapshot: Snapshot = SHIPPED,
    now: datetime | None = None,
) -> Profile:
    """What the evidence says of `learner` under a snapshot; evidence of others is passed over.

    With `now`, certainty fades from the last answer until then. Raises ValueError for evidence
    whose score, weight or time cannot be used.
    """
    state = start_state(snapshot.parameters)
    moves: dict[str, list[tuple[float, str]]] = {}
    for piece in sort_evidence(learner, evidence):
        difficulty = snapshot.difficulty(piece.exercise, piece.skills)
        after = update_state(state, piece, difficulty, snapshot.parameters)
        for skill in dict.fromkeys(piece.skills):
            move = measure_move(state, after, skill, piece.time, snapshot)
            moves.setdefault(skill, []).append((abs(move), piece.id))
        state = after
    mastery = {
        skill: _judge_skill(state, skill, _top_moves(moves[skill]), now, snapshot)
        for skill in state.skills
    }
    return Profile(learner, mastery, state, snapshot)


def judge_skills(
    learner: str,
    evidence: Iterable[Evidence],
    skills: Iterable[str],
    snapshot: Snapshot = SHIPPED,
    now: datetime | None = None,
) -> tuple[Mastery, ...]:
    """As `fold_profile` and `read_mastery` say, but not what moved it: for the skills of a whole
    class, at a fraction of the time. Raises as `fold_profile` does."""
    answers = (
        StreamedAnswer(
            tuple(dict.fromkeys(piece.skills)),
            piece.time.timestamp(),
            piece.score,
            snapshot.difficulty(piece.exercise, piece.skills),
            piece.weight,
        )
        for piece in sort_evidence(learner, evidence)
    )
    state = rebuild_state(answers, snapshot.parameters)
    return tuple(_judge_skill(state, skill, (), now, snapshot) for skill in skills)


def read_mastery(profile: Profile, skill: str, now: datetime | None = None) -> Mastery:
    """The mastery of any skill: of one without evidence, what the others let one expect."""
    known = profile.mastery.get(skill)
    return known or _judge_skill(profile.state, skill, (), now, profile.snapshot)


def sort_evidence(learner: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    """The learner's evidence in order of time, each id once (its latest wins).

    What learners say of themselves is no proof of what they can, so it is left out.
    """
    mine = [one for one in evidence if one.learner == learner]
    for piece in mine:
        check_evidence(piece)
    mine.sort(key=lambda piece: (piece.time, piece.id, piece.score, piece.weight, piece.skills))
    latest = {piece.id: piece for piece in mine if piece.source is not Source.SELF_REPORT}
    return sorted(latest.values(), key=lambda piece: (piece.time, piece.id))


def measure_move(
    before: LearnerState, after: LearnerState, skill: str, time: datetime, snapshot: Snapshot
) -> float:
    """By how much a piece of evidence of that time moved the mean of P(correct), in [-1, 1]."""
    old = judge_belief(believe_skill(before, skill, time, snapshot.parameters), skill, snapshot)
    return (
        judge_belief(believe_skill(after, skill, time, snapshot.parameters), skill, snapshot) - old
    )


def judge_belief(belief: Belief, skill: str, snapshot: Snapshot) -> float:
    """P(correct) on an average exercise of the skill, corrected by what later answers showed."""
    average = Belief(belief.mean - snapshot.skills.get(skill, 0.0), belief.variance)
    return squash(snapshot.line.straighten(average.logit()))


def _judge_skill(
    state: LearnerState,
    skill: str,
    moved_by: tuple[str, ...],
    now: datetime | None,
    snapshot: Snapshot,
) -> Mastery:
    parameters, line = snapshot.parameters, snapshot.line
    belief = believe_skill(state, skill, now, parameters)
    reach = Z80 * math.sqrt(belief.variance)
    center = belief.mean - snapshot.skills.get(skill, 0.0)
    mean = judge_belief(belief, skill, snapshot)
    # Averaging pulls the mean to one half: far out and uncertain it would leave its interval.
    low = min(mean, squash(line.straighten(center - reach)))
    high = max(mean, squash(line.straighten(center + reach)))
    known = state.skills.get(skill)
    answers = known.answers if known else 0
    return Mastery(
        skill=skill,
        mean=mean,
        low=low,
        high=high,
        answers=answers,
        enough=answers >= parameters.enough_answers and high - low <= parameters.enough_width,
        last_seen=known.seen if known else None,
        moved_by=moved_by,
    )


def _top_moves(moves: list[tuple[float, str]]) -> tuple[str, ...]:
    strongest = sorted(moves, key=lambda move: (-move[0], move[1]))
    return tuple(piece for _, piece in strongest[:TOP])
