"""The errors of a class: which wrong answers how many learners gave, and in which exercises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from analytics.misconceptions import ErrorTally, tally_errors
from generators.exercise.content import Kind
from lti_tool.models import Person, Skill
from lti_tool.services.class_answers import (
    Bound,
    ClassAnswer,
    ClassAnswers,
    Reach,
    Texts,
    key_error,
)
from lti_tool.services.class_people import list_learners
from lti_tool.services.skills import list_kept_skills

LATELY = timedelta(days=14)
MARK = 16  # characters of a digest
GivenPlace = tuple[str, str, bool]  # an exercise, a text given there, whether it is a factor
LEAST_LEARNERS = 2  # what one learner alone wrote is no error of the class


@dataclass(frozen=True, slots=True)
class Place:
    """Where an error was made: the exercise, and the answer's own text, or where `factor` that by
    which the right value was missed."""

    exercise_id: str
    kind: Kind
    stem: str
    text: str
    factor: bool
    learners: int


@dataclass(frozen=True, slots=True)
class ClassError:
    """`text` is the misconception where `named`, else the answer. `people` made it. `mark` names
    the error in addresses."""

    mark: str
    text: str
    named: bool
    tally: ErrorTally
    people: tuple[Person, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SkillErrors:
    """Errors of most learners first. `single` wrong answers came from one learner each, `answered`
    learners answered something in the skill."""

    skill: Skill
    errors: tuple[ClassError, ...]
    single: int
    answered: int


@dataclass(frozen=True, slots=True)
class FoundErrors:
    """`reach`: how far back answers were counted, where there are too many."""

    skills: tuple[SkillErrors, ...]
    reach: Reach


@dataclass
class _Words:
    """Of one error: how it reads, and who made it in which exercise by which answer."""

    text: str
    named: bool
    made: dict[GivenPlace, set[str]] = field(default_factory=lambda: defaultdict(set))


def read_errors(
    session: Session,
    context_id: str,
    now: datetime,
    *,
    first_only: bool,
    skill_id: str = "",
    group: str = "",
) -> FoundErrors:
    """By skill, in course order, those without any answer left out. Raises `NotFoundError` for a
    group that the course does not have."""
    people = {person.id: person for person in list_learners(session, context_id, group)}
    answers = ClassAnswers(session, context_id, Bound(people, first_only, skill_id))
    by_skill: defaultdict[str, list[ClassAnswer]] = defaultdict(list)
    for answer in answers.read():
        by_skill[answer.skill_id].append(answer)
    skills = tuple(
        _sum_up(skill, by_skill[skill.id], people, answers.texts, now)
        for skill in list_kept_skills(session, context_id)
        if by_skill[skill.id]
    )
    return FoundErrors(skills, answers.reach)


def _sum_up(
    skill: Skill,
    answers: list[ClassAnswer],
    people: dict[str, Person],
    texts: Texts,
    now: datetime,
) -> SkillErrors:
    seen = [answer.seen for answer in answers]
    tallies = tally_errors(seen, now - LATELY)
    words = _find_words(answers)
    shared = {key: one for key, one in tallies.items() if len(one.learners) >= LEAST_LEARNERS}
    errors = [
        ClassError(
            sha256(key.encode()).hexdigest()[:MARK],
            words[key].text,
            words[key].named,
            tally,
            tuple(person for own, person in people.items() if own in tally.learners),
            tuple(_list_places(words[key], texts)),
        )
        for key, tally in shared.items()
    ]
    errors.sort(key=lambda error: (-len(error.tally.learners), -error.tally.share, error.text))
    answered = len({one.learner for one in seen})
    return SkillErrors(skill, tuple(errors), len(tallies) - len(shared), answered)


def _find_words(answers: list[ClassAnswer]) -> dict[str, _Words]:
    """An error reads as it first came up."""
    words: dict[str, _Words] = {}
    for answer in sorted(answers, key=lambda one: (one.seen.time, one.seen.exercise)):
        exercise = answer.seen.exercise
        for error in answer.given:
            text = error.misconception or error.text
            key = key_error(exercise, error)
            one = words.setdefault(key, _Words(text, bool(error.misconception)))
            one.made[exercise, error.text, error.factor].add(answer.seen.learner)
    return words


def _list_places(words: _Words, texts: Texts) -> Iterator[Place]:
    """Most learners first."""
    found = sorted(words.made.items(), key=lambda item: -len(item[1]))
    for (exercise, text, factor), learners in found:
        content = texts.read_newest(exercise)
        yield Place(exercise, content.kind, content.stem, text, factor, len(learners))
