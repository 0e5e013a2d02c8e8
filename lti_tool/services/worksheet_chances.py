"""What the learners of a worksheet know when it is planned, and what is expected of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from sqlalchemy.orm import Session

from analytics.predict import p_correct
from analytics.profile import fold_profile, read_mastery
from analytics.types import Evidence, Mastery, Profile
from lti_tool.db import utcnow
from lti_tool.models import Worksheet
from lti_tool.services.evidence import list_evidence
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.worksheet_people import list_group

SAMPLE = 100  # learners: the mean of so many chances is within .05 of the class's


@dataclass(frozen=True, slots=True)
class Knower:
    """One learner whom the sheet is for; `own` are the answers made here, oldest first."""

    profile: Profile
    own: tuple[Evidence, ...]


def read_knowers(
    session: Session, row: Worksheet, now: datetime, most: int | None = None
) -> list[Knower]:
    """The learner, else the group's members who are still in the course, else all of them; at most
    so many. Their ids are drawn at random, so the first of them are a fair sample."""
    people = [row.person_id] if row.person_id else list_group(session, row, most=most)
    snapshot = read_snapshot(session, row.context_id)
    by_learner: dict[str, list[Evidence]] = {person: [] for person in people}
    whose = people if row.person_id or most is not None else None
    for piece in list_evidence(session, row.context_id, whose):
        if piece.learner in by_learner:
            by_learner[piece.learner].append(piece)
    return [
        Knower(
            fold_profile(person, evidence, snapshot, now=now),
            tuple(piece for piece in evidence if piece.exercise),
        )
        for person, evidence in by_learner.items()
    ]


def mean_chance(knowers: Sequence[Knower], skill: str, difficulty: float, now: datetime) -> float:
    """Of these learners, at least one: the mean P(correct) at a difficulty in logits."""
    return fmean(
        p_correct(
            knower.profile,
            (skill,),
            difficulty + knower.profile.snapshot.skills.get(skill, 0.0),
            now,
        )
        for knower in knowers
    )


def list_mastery(knowers: Sequence[Knower], skill: str, now: datetime) -> list[Mastery]:
    return [read_mastery(knower.profile, skill, now) for knower in knowers]


def expect_chance(session: Session, row: Worksheet, skill: str, difficulty: float) -> float:
    """For a slot that an instructor puts in, by `SAMPLE` learners at most: the page says it in one
    of four words, and a person waits for it. With nobody left it is that of a newcomer."""
    now = utcnow()
    snapshot = read_snapshot(session, row.context_id)
    found = read_knowers(session, row, now, SAMPLE)
    knowers = found or [Knower(Profile("", snapshot=snapshot), ())]
    return mean_chance(knowers, skill, difficulty, now)
