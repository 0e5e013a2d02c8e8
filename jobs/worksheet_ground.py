"""What a worksheet is planned on: what its learners master, their chances, what may be in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from sqlalchemy.orm import Session

from analytics.intervals import Z80
from analytics.types import Mastery, SkillNode
from analytics.wants import Standing, rank_all
from generators.exercise.content import Kind
from generators.exercise.worksheet import LearnerState
from generators.planner.chances import DIFFICULTIES, ChanceGrid
from generators.planner.rule import MINUTES
from generators.planner.wishes import Wishes
from lti_tool.models import Practice, Skill, Worksheet
from lti_tool.services.class_view import needs_practice
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.recommendations import RECENT, list_nodes
from lti_tool.services.score_policy import GATE
from lti_tool.services.skills import list_kept_skills
from lti_tool.services.worksheet_chances import (
    Knower,
    list_mastery,
    mean_chance,
    read_knowers,
)
from lti_tool.services.worksheet_slots import GROUP
from lti_tool.services.worksheet_stock import Stocked, list_stock

PLANNED_KINDS: frozenset[Kind] = frozenset(MINUTES)  # others are put in by people alone
Why = tuple[str, dict[str, float]]


class NoGroundError(Exception):
    """Nothing can be planned; the message is the reason of the failed worksheet."""


@dataclass(frozen=True, slots=True)
class Ground:
    """`learner` is in course order, a mean where the sheet is for several. `whys` has a reason for
    each skill, for a single learner the most wanted first; `wanted` are those skills, none where
    the sheet is for several. `stock` is None where exercises may be drafted."""

    learner: LearnerState
    grid: ChanceGrid
    requires: Mapping[str, tuple[str, ...]]
    wishes: Wishes
    whys: Mapping[str, Why]
    wanted: tuple[str, ...] = ()
    stock: tuple[Stocked, ...] | None = None


def read_ground(session: Session, row: Worksheet, now: datetime) -> Ground:
    """Raises `NoGroundError`."""
    practice = session.get_one(Practice, row.practice_id) if row.practice_id else None
    stock = tuple(list_stock(session, practice, row.person_id)) if practice else None
    skills = _list_skills(session, row, practice, stock)
    knowers = read_knowers(session, row, now)
    if not knowers:
        raise NoGroundError("nobody")
    nodes = list_nodes(session, skills)
    ids = [skill.id for skill in skills]
    whys = _find_whys(knowers, nodes, now)
    return Ground(
        learner=_sum_up(knowers, ids, now),
        grid=_lay_grid(knowers, ids, now),
        requires={node.id: node.requires for node in nodes if node.requires},
        wishes=_wish(row.size, stock),
        whys=whys,
        wanted=tuple(whys) if len(knowers) == 1 else (),
        stock=stock,
    )


def _list_skills(
    session: Session,
    row: Worksheet,
    practice: Practice | None,
    stock: Sequence[Stocked] | None,
) -> list[Skill]:
    """In course order. Where only published exercises count, the skills that have some."""
    if practice is None:
        skills = list_kept_skills(session, row.context_id)
    else:
        stocked = {one.skill for one in stock or ()}
        skills = [one for one in list_practice_skills(session, practice) if one.id in stocked]
    if not skills:
        raise NoGroundError("no_skills" if practice is None else "no_exercises")
    return skills


def _wish(size: int, stock: Sequence[Stocked] | None) -> Wishes:
    if stock is None:
        return Wishes(length=size)
    kinds = frozenset(one.kind for one in stock) & PLANNED_KINDS
    return Wishes(length=min(size, len(stock)), kinds=kinds)


def _sum_up(knowers: Sequence[Knower], skills: Sequence[str], now: datetime) -> LearnerState:
    known = {skill: list_mastery(knowers, skill, now) for skill in skills}
    return LearnerState(
        mastery={skill: fmean(one.mean for one in found) for skill, found in known.items()},
        uncertainty={skill: fmean(map(spread_of, found)) for skill, found in known.items()},
    )


def spread_of(mastery: Mastery) -> float:
    """The standard deviation that its interval stands for."""
    return (mastery.high - mastery.low) / (2 * Z80)


def _lay_grid(knowers: Sequence[Knower], skills: Sequence[str], now: datetime) -> ChanceGrid:
    rows = {
        skill: tuple(mean_chance(knowers, skill, step, now) for step in DIFFICULTIES)
        for skill in skills
    }
    return ChanceGrid(DIFFICULTIES, rows)


def _find_whys(
    knowers: Sequence[Knower], nodes: Sequence[SkillNode], now: datetime
) -> dict[str, Why]:
    if len(knowers) > 1:
        return {node.id: _count_needs(knowers, node.id, now) for node in nodes}
    (knower,) = knowers
    mastery = {node.id: list_mastery(knowers, node.id, now)[0] for node in nodes}
    standing = Standing(nodes, mastery, knower.own[-RECENT:], GATE, now)
    return {want.skill: (want.reason.value, want.facts) for want in rank_all(standing)}


def _count_needs(knowers: Sequence[Knower], skill: str, now: datetime) -> Why:
    """How many of them need practice in it, of how many it is known."""
    found = list_mastery(knowers, skill, now)
    facts = {
        "needing": sum(map(needs_practice, found)),
        "judged": sum(one.enough for one in found),
        "learners": len(found),
        "mastery": fmean(one.mean for one in found),
    }
    return GROUP, {name: float(value) for name, value in facts.items()}
