"""Practices: a set of exercises and its policy, which an activity on the course page opens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.models import Practice, ResourceLink, ScorePolicy, Skill, SkillState
from lti_tool.services.course_rows import find_in_course

LONGEST_TITLE = 200
LARGEST_GOAL = 500
MOST_TRIES = 20
LANGUAGES = {"en", "zh"}
SETTINGS = (
    "title", "skill_ids", "language", "policy", "goal", "tries", "opens_at", "closes_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PracticeForm:
    """What an instructor settles. No `skill_ids`: all skills of the course. `language` keeps to
    exercises of that language, "" takes all. `tries` 0: as many as wanted. Times are aware. `base`
    is the fingerprint of the settings that were changed; "" for whatever they are."""

    title: str
    skill_ids: tuple[str, ...] = ()
    language: str = ""
    policy: ScorePolicy = ScorePolicy.POINTS
    goal: int = 10
    tries: int = 2
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    base: str = ""


class PracticeChangedError(ConflictError):
    code = "practice_changed"
    message = (
        "Somebody else saved these settings while you had them open, so yours were not saved. They "
        "are still below; saving them again replaces the others."
    )


def fingerprint(practice: Practice) -> str:
    """Of all that the settings may change: the same as long as nobody saved others."""
    saved = [getattr(practice, name) for name in SETTINGS]
    return sha256(json.dumps(saved, default=str).encode()).hexdigest()


def create_practice(session: Session, context_id: str, form: PracticeForm) -> Practice:
    """Raises `InvalidInputError`."""
    practice = Practice(context_id=context_id)
    _fill(session, practice, form)
    session.add(practice)
    session.flush()
    return practice


def change_practice(
    session: Session, context_id: str, practice_id: str, form: PracticeForm
) -> Practice:
    """Raises `NotFoundError`, `InvalidInputError` or `PracticeChangedError`. Scores: see
    `practice_scores`."""
    practice = find_in_course(session, Practice, context_id, practice_id, lock=True)
    if form.base and form.base != fingerprint(practice):
        raise PracticeChangedError
    _fill(session, practice, form)
    return practice


def list_practices(session: Session, context_id: str) -> list[Practice]:
    query = select(Practice).where(Practice.context_id == context_id)
    return list(session.scalars(query.order_by(Practice.created_at, Practice.id)))


def find_practice(session: Session, context_id: str, practice_id: str) -> Practice:
    return find_in_course(session, Practice, context_id, practice_id)


def open_resource_link(session: Session, link: ResourceLink, practice_id: str) -> None:
    """Let the activity open this practice of its own course."""
    link.practice_id = find_practice(session, link.context_id, practice_id).id


def count_activities(session: Session, practice_id: str) -> int:
    """On the course page, as far as somebody has opened them."""
    query = select(func.count()).where(ResourceLink.practice_id == practice_id)
    return session.scalar(query) or 0


def list_practice_skills(session: Session, practice: Practice) -> list[Skill]:
    """The kept skills that the practice is about, in course order."""
    query = select(Skill).where(
        Skill.context_id == practice.context_id, Skill.state == SkillState.KEPT
    )
    if practice.skill_ids:
        query = query.where(Skill.id.in_(practice.skill_ids))
    return list(session.scalars(query.order_by(Skill.position, Skill.id)))


def _fill(session: Session, practice: Practice, form: PracticeForm) -> None:
    _check(form)
    practice.title = form.title.strip()
    practice.skill_ids = _own_skills(session, practice.context_id, form.skill_ids)
    practice.language = _read_language(form.language)
    practice.policy = form.policy
    practice.goal = form.goal
    practice.tries = form.tries
    practice.opens_at = form.opens_at
    practice.closes_at = form.closes_at


def _check(form: PracticeForm) -> None:
    if not 0 < len(form.title.strip()) <= LONGEST_TITLE:
        raise InvalidInputError("Give the practice a title of at most 200 characters.")
    if not 1 <= form.goal <= LARGEST_GOAL:
        raise InvalidInputError("The goal is a number of exercises from 1 to 500.")
    if not 0 <= form.tries <= MOST_TRIES:
        raise InvalidInputError("The number of tries is between 0 (as many as wanted) and 20.")
    opens, closes = form.opens_at, form.closes_at
    if opens and closes and closes.astimezone(UTC) <= opens.astimezone(UTC):
        raise InvalidInputError("The practice would close before it opens: check the two times.")


def _own_skills(session: Session, context_id: str, skill_ids: tuple[str, ...]) -> list[str]:
    query = select(Skill.id).where(
        Skill.context_id == context_id, Skill.state == SkillState.KEPT, Skill.id.in_(skill_ids)
    )
    kept = set(session.scalars(query)) if skill_ids else set()
    if missing := set(skill_ids) - kept:
        raise InvalidInputError(
            "%(count)s of the chosen skills is no longer among the course's skills. Choose again.",
            count=len(missing),
        )
    return list(dict.fromkeys(skill_ids))


def _read_language(text: str) -> str:
    """ "zh_cn" and "en-GB" are what platforms say."""
    language = text.replace("_", "-").partition("-")[0].lower()
    if language and language not in LANGUAGES:
        raise InvalidInputError("Exercises can be in English or in Chinese.")
    return language
