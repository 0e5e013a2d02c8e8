"""The errors of a class: which wrong answers how many learners gave, and in which exercises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.misconceptions import ErrorTally, Seen, keep_first, tally_errors
from generators.exercise.content import Content, Kind, read_content
from generators.exercise.draw import draw_variant
from generators.exercise.errors import GivenError, find_errors, find_factor
from generators.exercise.family import Family
from generators.exercise.folding import fold_text
from lti_tool.models import Attempt, Exercise, ExerciseVersion, Person, Showing, Skill
from lti_tool.services.class_people import list_learners
from lti_tool.services.skills import list_kept_skills

LATELY = timedelta(days=14)
MARK = 16  # characters of a digest
LEAST_LEARNERS = 2  # what one learner alone wrote is no error of the class


@dataclass(frozen=True, slots=True)
class Place:
    """Where an error was made: the exercise, and the answer's own text."""

    exercise_id: str
    kind: Kind
    stem: str
    text: str
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
class _Answer:
    """`seen.errors` are keys; `given` the same errors with their words."""

    skill_id: str
    seen: Seen
    given: tuple[GivenError, ...] = ()


@dataclass
class _Words:
    """Of one error: how it reads, and who made it in which exercise by which answer."""

    text: str
    named: bool
    made: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def read_errors(
    session: Session,
    context_id: str,
    now: datetime,
    *,
    first_only: bool,
    skill_id: str = "",
    group: str = "",
) -> list[SkillErrors]:
    """By skill, in course order, those without any answer left out. Raises `NotFoundError` for a
    group that the course does not have."""
    people = {person.id: person for person in list_learners(session, context_id, group)}
    texts = _Texts(session, context_id)
    by_skill: defaultdict[str, list[_Answer]] = defaultdict(list)
    for answer in _read_answers(session, context_id, people, texts):
        by_skill[answer.skill_id].append(answer)
    return [
        _sum_up(skill, by_skill[skill.id], people, texts, now, first_only=first_only)
        for skill in list_kept_skills(session, context_id)
        if by_skill[skill.id] and skill_id in ("", skill.id)
    ]


class _Texts:
    """Contents by exercise and version, and what is wrong about an answer: each looked up once."""

    def __init__(self, session: Session, context_id: str) -> None:
        query = (
            select(ExerciseVersion)
            .join(Exercise, Exercise.id == ExerciseVersion.exercise_id)
            .where(Exercise.context_id == context_id)
            .order_by(ExerciseVersion.number)
        )
        self._contents: dict[tuple[str, int], Content] = {}
        self._families: dict[tuple[str, int], Family] = {}
        self.newest: dict[str, Content] = {}
        for row in session.scalars(query):
            content = read_content(row.content)
            self._contents[row.exercise_id, row.number] = content
            self.newest[row.exercise_id] = content
            if row.family:
                family = Family.model_validate(row.family)
                self._families[row.exercise_id, row.number] = family
        self._found: dict[tuple[str, int, int, str], tuple[GivenError, ...]] = {}

    def find(
        self, exercise: str, version: int, seed: int, answer: dict[str, object]
    ) -> tuple[GivenError, ...]:
        content = self._contents.get((exercise, version))
        if content is None:
            return ()
        family = self._families.get((exercise, version))
        key = (exercise, version, seed if family else 0, repr(answer))
        if key not in self._found:
            self._found[key] = tuple(
                find_factor(draw_variant(family, seed), answer)
                if family
                else find_errors(content, answer)
            )
        return self._found[key]


def _read_answers(
    session: Session, context_id: str, people: Collection[str], texts: _Texts
) -> Iterator[_Answer]:
    where = (Attempt.context_id == context_id,)
    columns = (Exercise.skill_id, Attempt.person_id, Attempt.exercise_id, Attempt.created_at)
    right = select(*columns).join(Exercise, Exercise.id == Attempt.exercise_id)
    for skill, person, exercise, time in session.execute(right.where(*where, Attempt.correct)):
        if person in people:
            yield _Answer(skill, Seen(person, exercise, time))
    wrong = (
        select(*columns, Attempt.version, Showing.seed, Attempt.answer)
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .join(Showing, Showing.id == Attempt.showing_id)
    )
    for skill, person, exercise, time, version, seed, answer in session.execute(
        wrong.where(*where, Attempt.correct.is_(False))
    ):
        if person in people:
            given = texts.find(exercise, version, seed, answer)
            keys = frozenset(_key(exercise, error) for error in given)
            yield _Answer(skill, Seen(person, exercise, time, keys), given)


def _key(exercise: str, error: GivenError) -> str:
    """One misconception is one error, in whichever exercise; another wrong answer is its own."""
    if error.misconception:
        return f"m|{fold_text(error.misconception)}"
    return f"{exercise}|{error.key}"


def _sum_up(
    skill: Skill,
    answers: list[_Answer],
    people: dict[str, Person],
    texts: _Texts,
    now: datetime,
    *,
    first_only: bool,
) -> SkillErrors:
    seen = [answer.seen for answer in answers]
    counted = keep_first(seen) if first_only else seen
    tallies = tally_errors(counted, now - LATELY)
    words = _find_words(answers, {id(one) for one in counted})
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


def _find_words(answers: list[_Answer], counted: Collection[int]) -> dict[str, _Words]:
    """Of the answers that are counted, named by the identity of what was seen; an error reads as
    it first came up."""
    words: dict[str, _Words] = {}
    for answer in sorted(answers, key=lambda one: (one.seen.time, one.seen.exercise)):
        if id(answer.seen) in counted:
            exercise = answer.seen.exercise
            for error in answer.given:
                text = error.misconception or error.text
                one = words.setdefault(
                    _key(exercise, error), _Words(text, bool(error.misconception))
                )
                one.made[exercise, error.text].add(answer.seen.learner)
    return words


def _list_places(words: _Words, texts: _Texts) -> Iterator[Place]:
    """Most learners first."""
    found = sorted(words.made.items(), key=lambda item: -len(item[1]))
    for (exercise, text), learners in found:
        content = texts.newest[exercise]
        yield Place(exercise, content.kind, content.stem, text, len(learners))
