"""From rows to a recommendation: the skills and published exercises of a practice, one profile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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
    Exercise,
    ExerciseVersion,
    Practice,
    Skill,
    SkillPrerequisite,
)
from lti_tool.services.choices import list_choices
from lti_tool.services.evidence import list_evidence
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.score_policy import GATE

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
