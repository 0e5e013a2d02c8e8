"""The demo's learners: their history is plausible, and the tool's profile finds the truth in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import correlation, mean

import pytest

from analytics.profile import fold_profile
from analytics.types import Evidence
from deploy.demo.courses.catalogue import DemoCourse, load_courses
from deploy.demo.learners import DemoLearners
from deploy.demo.platform.people import LEARNER_COUNT, learner_username

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COURSES = load_courses()


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.label)
def test_quizzes_name_skills_of_the_course_and_fit_it(course: DemoCourse) -> None:
    quizzes = DemoLearners().plan_quizzes(course)
    assert 2 <= len(quizzes) <= 3
    usernames = {learner_username(number) for number in range(1, LEARNER_COUNT + 1)}
    for place, quiz in enumerate(quizzes):
        for skill in course.skills[2 * place : 2 * place + 2]:
            assert skill.name in quiz.name
        assert 1 <= quiz.section <= len(course.files)
        names = [name for name, _ in quiz.grades]
        assert set(names) < usernames, "somebody is always missing"
        assert len(names) == len(set(names)) >= 25
        assert all(0 <= grade <= quiz.maximum for _, grade in quiz.grades)
        assert len(quiz.questions) == len(set(quiz.questions)) == 10
        shares = {name: sum(right) / len(right) for name, right in quiz.answers}
        assert {name: grade / quiz.maximum for name, grade in quiz.grades} == shares


def test_grades_are_neither_all_good_nor_all_bad() -> None:
    for course in COURSES:
        grades = [grade for quiz in DemoLearners().plan_quizzes(course) for _, grade in quiz.grades]
        assert 4.0 < mean(grades) < 8.0
        assert min(grades) <= 3.0
        assert max(grades) >= 9.0


def test_the_same_seed_makes_the_same_history() -> None:
    course = COURSES[0]
    assert DemoLearners().plan_quizzes(course) == DemoLearners().plan_quizzes(course)
    assert DemoLearners().answer(3, "速度", 0.0, 2) == DemoLearners().answer(3, "速度", 0.0, 2)


def test_learners_become_better() -> None:
    learners = DemoLearners()

    def share(attempts: range) -> float:
        asked = [(n, k) for n in range(1, LEARNER_COUNT + 1) for k in attempts]
        return mean(learners.answer(n, "Assess risk", 0.0, k).correct for n, k in asked)

    assert share(range(21, 31)) > share(range(1, 11)) + 0.1


def test_a_profile_orders_the_learners_as_they_are() -> None:
    learners, skill = DemoLearners(), "Recognise phishing"
    numbers = range(1, LEARNER_COUNT + 1)
    found, true = [], []
    for number in numbers:
        name = learner_username(number)
        evidence = [
            Evidence(
                id=str(attempt),
                learner=name,
                skills=(skill,),
                score=float(learners.answer(number, skill, 0.0, attempt).correct),
                time=START + timedelta(hours=attempt),
            )
            for attempt in range(1, 21)
        ]
        found.append(fold_profile(name, evidence).mastery[skill].mean)
        true.append(learners.ability(number, skill, 20))
    assert correlation(found, true) > 0.5
