"""From rows to a recommendation: the skills and published exercises of a practice, one profile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.chances import Chances
from analytics.memory import recollect
from analytics.profile import fold_profile, read_mastery
from analytics.recommend import recall_skills, recommend
from analytics.snapshot import Snapshot
from analytics.types import Choice, Evidence, Profile, Recommendation, SkillNode
from analytics.wants import find_due
from lti_tool.models import (
    IS_CURRENT,
    Attempt,
    Exercise,
    ExerciseVersion,
    Practice,
    Showing,
    Skill,
    SkillPrerequisite,
    WaitingAnswer,
)
from lti_tool.services.evidence import list_evidence
from lti_tool.services.exercises import list_published
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.score_policy import GATE, MOST_VARIANTS

RECENT = 20


@dataclass(frozen=True, slots=True)
class Step:
    """The next exercise, None where nothing fits, and the ids of skills that the learner was led
    past because they have no exercise."""

    recommendation: Recommendation | None
    missing: tuple[str, ...] = ()


def recommend_step(
    session: Session,
    practice: Practice,
    person_id: str,
    now: datetime,
    *,
    only_skill: str | None = None,
) -> Step:
    """`only_skill` keeps to one skill, as where a learner wants to be tested in it."""
    nodes = _list_nodes(session, practice, only_skill)
    if not nodes:
        return Step(None)
    ground = _read_ground(session, practice, person_id, nodes, now)
    found = recommend(
        ground.profile,
        nodes,
        ground.choices,
        gate=GATE,
        recent=ground.own[-RECENT:],
        now=now,
        recall=ground.recall,
        predict=_predictor(person_id, ground.evidence, ground.profile.snapshot, now),
    )
    missing = _find_missing(ground.profile, nodes, ground.choices, found, now)
    return Step(found if found.exercise else None, missing)


def list_due(
    session: Session, practice: Practice, person_id: str, now: datetime
) -> dict[str, dict[str, float]]:
    """The mastered skills of the practice that are due again, with the figures that say why."""
    nodes = _list_nodes(session, practice, None)
    ground = _read_ground(session, practice, person_id, nodes, now)
    recall = recall_skills(ground.choices, ground.recall)
    known = {node.id: read_mastery(ground.profile, node.id, now) for node in nodes}
    return {
        skill: facts
        for skill, mastery in known.items()
        if mastery.reaches(GATE) and (facts := find_due(mastery, now, recall.get(skill)))
    }


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a step is chosen on; `own` are the answers made here, `recall` as `recommend` has it."""

    choices: list[Choice]
    evidence: list[Evidence]
    own: list[Evidence]
    profile: Profile
    recall: Mapping[str, float]


def _read_ground(
    session: Session,
    practice: Practice,
    person_id: str,
    nodes: Sequence[SkillNode],
    now: datetime,
) -> _Ground:
    evidence = list_evidence(session, practice.context_id, person_id)
    snapshot = read_snapshot(session, practice.context_id)
    choices = [
        replace(choice, difficulty=snapshot.difficulty(choice.exercise, choice.skills))
        for choice in list_choices(session, practice, person_id, [node.id for node in nodes])
    ]
    own = _own(evidence)
    return _Ground(
        choices=choices,
        evidence=evidence,
        own=own,
        profile=fold_profile(person_id, evidence, snapshot, now=now),
        recall=_recall(session, practice.context_id, own, choices, now),
    )


def _predictor(
    person_id: str, evidence: Sequence[Evidence], snapshot: Snapshot, now: datetime
) -> Callable[[Choice], float] | None:
    """None where nothing was fitted: the belief then predicts alone."""
    if snapshot.blend is None:
        return None
    chances = Chances(person_id, evidence, snapshot)
    return lambda choice: chances.predict(choice, now)


def _own(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Answers made here: a grade of a whole activity is no error in an exercise."""
    return [piece for piece in evidence if piece.exercise]


def _recall(
    session: Session,
    context_id: str,
    own: Sequence[Evidence],
    choices: Sequence[Choice],
    now: datetime,
) -> dict[str, float]:
    """Memory speaks of what comes again as it was: never of exercises with fresh numbers."""
    varying = _list_varying(session, context_id)
    return recollect(piece for piece in own if piece.exercise not in varying).recall(choices, now)


def _list_varying(session: Session, context_id: str) -> set[str]:
    query = (
        select(Exercise.id, ExerciseVersion.family)
        .join(ExerciseVersion, IS_CURRENT)
        .where(Exercise.context_id == context_id)
    )
    return {exercise for exercise, family in session.execute(query) if family}


def _find_missing(
    profile: Profile,
    nodes: Sequence[SkillNode],
    choices: Sequence[Choice],
    found: Recommendation,
    now: datetime,
) -> tuple[str, ...]:
    stocked = {skill for choice in choices for skill in choice.skills}
    until = next(node.position for node in nodes if node.id == found.skill)
    return tuple(
        node.id
        for node in nodes
        if node.id not in stocked
        and (node.id == found.skill or (found.exercise and node.position < until))
        and not read_mastery(profile, node.id, now).reaches(GATE)
    )


def list_choices(
    session: Session, practice: Practice, person_id: str, skill_ids: Collection[str]
) -> list[Choice]:
    """What may be shown: what can still count first, and only else what was right already. An open
    answer that waits for its marks is not asked for again.
    """
    waiting = _list_handed_in(session, practice, person_id)
    exercises = [
        exercise
        for exercise in list_practice_exercises(session, practice, skill_ids)
        if exercise.id not in waiting
    ]
    limits = _count_limits(session, exercises)
    shown, right = _count_shown(session, practice, person_id)
    open_still = [item for item in exercises if right[item.id] < limits[item.id]]
    return [
        Choice(
            exercise=item.id,
            skills=(item.skill_id,),
            difficulty=item.difficulty,
            answered=shown[item.id] >= limits[item.id],
        )
        for item in open_still or exercises
    ]


def _list_handed_in(session: Session, practice: Practice, person_id: str) -> set[str]:
    """Exercises with an answer of the person that nobody has marked yet."""
    query = select(WaitingAnswer.exercise_id).where(
        WaitingAnswer.practice_id == practice.id, WaitingAnswer.person_id == person_id
    )
    return set(session.scalars(query))


def count_unseen(
    session: Session, practice: Practice, person_id: str, skill_ids: Collection[str]
) -> int:
    """How many exercises, and fresh variants of them, the person has not been shown yet."""
    limits = _count_limits(session, list_practice_exercises(session, practice, skill_ids))
    shown, _ = _count_shown(session, practice, person_id)
    return sum(max(0, limit - shown[exercise]) for exercise, limit in limits.items())


def list_practice_exercises(
    session: Session, practice: Practice, skill_ids: Collection[str]
) -> list[Exercise]:
    """Published, of these skills and of the practice's language."""
    if not skill_ids:
        return []
    return [
        exercise
        for exercise in list_published(session, practice.context_id, skill_ids)
        if not practice.language or exercise.language == practice.language
    ]


@dataclass(frozen=True, slots=True)
class Stock:
    """What a practice has: published exercises, and how many right answers they can yield."""

    exercises: int
    countable: int


def read_stock(session: Session, practice: Practice) -> Stock:
    skill_ids = [skill.id for skill in list_practice_skills(session, practice)]
    exercises = list_practice_exercises(session, practice, skill_ids)
    return Stock(len(exercises), sum(_count_limits(session, exercises).values()))


def _list_nodes(session: Session, practice: Practice, only_skill: str | None) -> list[SkillNode]:
    nodes = list_nodes(session, list_practice_skills(session, practice))
    if only_skill is None:
        return nodes
    return [replace(node, requires=()) for node in nodes if node.id == only_skill]


def list_nodes(session: Session, skills: Sequence[Skill]) -> list[SkillNode]:
    """With the prerequisites that are among them."""
    requires = _read_prerequisites(session, skills)
    return [SkillNode(skill.id, skill.position, tuple(requires[skill.id])) for skill in skills]


def _read_prerequisites(session: Session, skills: Sequence[Skill]) -> dict[str, list[str]]:
    """Those among `skills`: what the practice leaves out cannot hold anyone back."""
    ids = {skill.id for skill in skills}
    requires: dict[str, list[str]] = defaultdict(list)
    query = select(SkillPrerequisite).where(
        SkillPrerequisite.skill_id.in_(ids), SkillPrerequisite.requires_id.in_(ids)
    )
    for row in session.scalars(query):
        requires[row.skill_id].append(row.requires_id)
    return requires


def _count_limits(session: Session, exercises: Sequence[Exercise]) -> dict[str, int]:
    """How many showings of each exercise can count."""
    query = (
        select(ExerciseVersion.exercise_id, ExerciseVersion.family)
        .join(Exercise, IS_CURRENT)
        .where(Exercise.id.in_([exercise.id for exercise in exercises]))
    )
    return {exercise: MOST_VARIANTS if family else 1 for exercise, family in session.execute(query)}


def _count_shown(
    session: Session, practice: Practice, person_id: str
) -> tuple[Counter[str], Counter[str]]:
    """By exercise: the showings that are over, and those that ended right."""
    own = (Showing.practice_id == practice.id) & (Showing.person_id == person_id)
    over = session.scalars(select(Showing.exercise_id).where(own, Showing.closed_at.is_not(None)))
    right = session.scalars(
        select(Showing.exercise_id)
        .join(Attempt, Attempt.showing_id == Showing.id)
        .where(own, Attempt.correct)
    )
    return Counter(over), Counter(right)
