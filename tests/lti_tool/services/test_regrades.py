from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import (
    Cloze,
    Content,
    Gap,
    Language,
    Matching,
    MultipleChoice,
    Option,
    Ordering,
    Pair,
    ShortAnswer,
)
from lti_tool.db import Database, utcnow
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import Attempt, Context, Exercise, Practice, Score
from lti_tool.services import exercises, regrades, scores
from lti_tool.services.carrying import carry_answer, find_places
from lti_tool.services.drafts import DraftText
from lti_tool.services.score_preview import preview_scores
from tests.lti_tool.factories import (
    make_choice,
    make_course,
    make_exercise,
    make_person,
    make_resource_link,
)
from tests.lti_tool.services.test_drafts import make_family
from tests.lti_tool.services.test_exercises import make_attempt

NOW = utcnow()
EN = Language.EN


def choice(*options: tuple[str, bool]) -> MultipleChoice:
    made = tuple(Option(text=text, correct=right) for text, right in options)
    return MultipleChoice(stem="What is speed?", language=EN, options=made)


OLD = make_choice()
OTHER_KEY = choice(
    ("Mass over time", True), ("Distance over time", False), ("Time over distance", False)
)
MOVED = choice(
    ("Distance over time", True), ("Mass over time", False), ("Time over distance", False)
)
FEWER = choice(("Mass over time", False), ("Distance over time", True))
REWORDED = choice(
    ("Mass over time", False), ("Distance divided by time", True), ("Time over distance", False)
)


def test_entries_are_found_by_text_then_by_place() -> None:
    assert find_places(["a", "b", "c"], ["c", "a", "b"]) == {0: 1, 1: 2, 2: 0}
    assert find_places(["a", "b", "c"], ["a", "B!x", "c"]) == {0: 0, 1: 1, 2: 2}
    assert find_places(["a", "b", "c"], ["a", "c"]) == {0: 0, 2: 1}


@pytest.mark.parametrize(
    ("old", "new", "answer", "carried"),
    [
        (OLD, OTHER_KEY, {"option": "b"}, {"option": "b"}),
        (OLD, MOVED, {"option": "b"}, {"option": "a"}),
        (OLD, FEWER, {"option": "c"}, None),
        (OLD, REWORDED, {"option": "b"}, {"option": "b"}),
        (
            OLD,
            ShortAnswer(stem="s", language=EN, accepted=("x",)),
            {"option": "b"},
            None,
        ),
        (
            Ordering(stem="s", language=EN, steps=("x", "y", "z")),
            Ordering(stem="s", language=EN, steps=("z", "x", "y")),
            {"order": ["3", "1", "2"]},
            {"order": ["1", "2", "3"]},
        ),
        (
            Ordering(stem="s", language=EN, steps=("x", "y", "z")),
            Ordering(stem="s", language=EN, steps=("x", "y", "z", "w")),
            {"order": ["3", "1", "2"]},
            None,
        ),
        (
            Matching(
                stem="s", language=EN, pairs=(Pair(left="l", right="1"), Pair(left="m", right="2"))
            ),
            Matching(
                stem="s", language=EN, pairs=(Pair(left="l", right="2"), Pair(left="m", right="1"))
            ),
            {"pairs": {"1": "2", "2": "1"}},
            {"pairs": {"1": "1", "2": "2"}},
        ),
        (
            Cloze(stem="{{1}}", language=EN, gaps=(Gap(accepted=("a",)),)),
            Cloze(stem="{{1}}{{2}}", language=EN, gaps=(Gap(accepted=("a",)),) * 2),
            {"gaps": {"1": "a"}},
            None,
        ),
    ],
)
def test_answer_is_carried_or_does_not_fit(
    old: Content, new: Content, answer: dict[str, Any], carried: dict[str, Any] | None
) -> None:
    assert carry_answer(old, new, answer) == carried


class Course:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.context: Context = make_course(session)
        self.exercise: Exercise = make_exercise(session, self.context, OLD)
        self.person = make_person(session, self.context)

    def answer(self, option: str) -> Attempt:
        return make_attempt(self.session, self.context, self.exercise, option)

    def weigh(self, content: Content) -> regrades.Regrading:
        return regrades.weigh_correction(self.session, self.exercise, DraftText(content, None))

    def correct(self, content: Content, base: int = 1) -> set[str]:
        return regrades.correct_exercise(
            self.session, self.context.id, self.exercise.id, base,
            DraftText(content, None), self.person.id, NOW,
        )  # fmt: skip


def test_exercise_of_another_course_is_not_corrected(database: Database) -> None:
    with database.write() as session:
        course, other = Course(session), make_course(session)
        with pytest.raises(NotFoundError):
            regrades.correct_exercise(
                session, other.id, course.exercise.id, 1, DraftText(OTHER_KEY, None), "x", NOW
            )


def test_correction_of_a_version_that_changed_meanwhile_is_refused(database: Database) -> None:
    with database.write() as session:
        course = Course(session)
        course.correct(OTHER_KEY)
        with pytest.raises(ConflictError):
            course.correct(MOVED, base=1)
        assert course.exercise.version == 2


def test_preview_counts_what_changes_and_stores_nothing(database: Database) -> None:
    with database.write() as session:
        course = Course(session)
        right, wrong, other = course.answer("b"), course.answer("a"), course.answer("c")
        found = course.weigh(OTHER_KEY)
        assert (found.attempts, found.learners, found.unfit) == (3, 2, 0)
        assert (found.become_right, found.become_wrong, found.change_in_part) == (1, 1, 0)
        assert (right.correct, wrong.correct, other.correct) == (True, False, False)
        moves = preview_scores(session, found.standings, lambda: regrades.set_grades(found), NOW)
        assert sorted((move.before, move.after) for move in moves) == [(0.0, 10.0), (10.0, 0.0)]
        session.expire_all()
        assert (right.correct, wrong.correct, right.version) == (True, False, 1)


def test_moved_or_reworded_options_change_no_grade(database: Database) -> None:
    with database.write() as session:
        course = Course(session)
        course.answer("b"), course.answer("a")
        for content in (MOVED, REWORDED):
            found = course.weigh(content)
            assert (found.changes, found.unfit) == ([], 0)


def test_answer_that_names_a_removed_option_keeps_its_grade(database: Database) -> None:
    with database.write() as session:
        course = Course(session)
        gone, stays = course.answer("c"), course.answer("b")
        found = course.weigh(FEWER)
        assert (found.changes, found.unfit) == ([], 1)
        course.correct(FEWER)
        assert (gone.version, gone.answer, gone.regraded_at) == (1, {"option": "c"}, None)
        assert (stays.correct, stays.version) == (True, 1)


def test_correction_regrades_and_raises_the_scores_that_moved(database: Database) -> None:
    with database.write() as session:
        course = Course(session)
        right, wrong = course.answer("b"), course.answer("a")
        for attempt in (right, wrong):
            practice = session.get_one(Practice, attempt.practice_id)
            make_resource_link(session, course.context, practice)
            scores.update_score(session, attempt.practice_id, attempt.person_id, NOW)
        moved = course.correct(OTHER_KEY)
        assert moved == {course.context.registration_id}
        assert (right.correct, right.fraction, right.version) == (False, 0.0, 2)
        assert (wrong.correct, wrong.fraction, wrong.version) == (True, 1.0, 2)
        assert wrong.regraded_at == NOW
        given = {row.person_id: row.given for row in session.scalars(select(Score))}
        assert given == {right.person_id: 0.0, wrong.person_id: 10.0}
        version = exercises.find_version(session, course.exercise.id, 2)
        assert version.provenance["corrects"] == 1
        assert (version.provenance["checked"], version.provenance["verdicts"]) == (False, [])
        assert version.provenance["AIGC"]["ProduceID"] == course.exercise.draft_id


def test_family_is_regraded_with_the_numbers_that_were_shown(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        exercise = make_exercise(session, context, family=make_family(formula="d * t"))
        version = exercises.find_version(session, exercise.id, 1)
        shown = exercises.show_content(version, 3)
        attempt = make_attempt(session, context, exercise, "b")
        right = exercises.draw_content(shown, make_family(), 3)
        attempt.answer = {"number": f"{right.value:g}"}  # type: ignore[union-attr]
        attempt.fraction, attempt.correct = 0.0, False
        session.flush()
        fixed = make_family()
        found = regrades.weigh_correction(session, exercise, DraftText(right, fixed))
        assert (found.become_right, found.unfit) == (1, 0)
        ranges = make_family(variables=(
            {"name": "d", "low": 1000, "high": 9000, "step": 1000},
            {"name": "t", "low": 2, "high": 4, "step": 1},
        ))  # fmt: skip
        found = regrades.weigh_correction(session, exercise, DraftText(right, ranges))
        assert (found.changes, found.unfit) == ([], 1)
