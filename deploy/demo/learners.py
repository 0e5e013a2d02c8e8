"""The demo's thirty learners: what they scored before the tool came, and how they answer now.

Both follow from one seeded world, so that a profile which the tool folds can be held against
what the learner can really do. Skills are named as the course names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analytics.simulation.world import SimulatedAnswer, World
from deploy.demo.courses.catalogue import CourseSkill, DemoCourse
from deploy.demo.platform.config import AssignmentPlan, QuizPlan
from deploy.demo.platform.people import LEARNER_COUNT, learner_username

QUIZZES = 3
QUIZ_SKILLS = 2
QUESTIONS = 5  # of each skill in a quiz
MAXIMUM = 10.0
ABSENT_EVERY = 11  # so many quizzes per one that its learner missed
TITLES = {"en": "Quiz {number}: {skills}", "zh": "测验{number}：{skills}"}
REPORTS = {"en": "Report: {skill}", "zh": "小论文：{skill}"}
GROUPS = {"en": ("Morning group", "Evening group"), "zh": ("一班", "二班")}
LATE_EVERY = 5  # so many learners per one that hands in late
QUESTION_TEXTS = {
    "en": ("What does “{term}” mean?", "Which of these is an example of “{term}”?"),
    "zh": ("“{term}”指的是什么？", "下列哪一项是“{term}”的例子？"),
}
JOINTS = {"en": "; ", "zh": "；"}
EXTRA_ATTEMPT = 1000  # quiz answers are drawn apart from those in the tool


@dataclass(frozen=True, slots=True)
class DemoLearners:
    """Learners are numbered from 1, as their usernames are."""

    world: World = field(default_factory=lambda: World(seed=2026))

    def plan_quizzes(self, course: DemoCourse) -> tuple[QuizPlan, ...]:
        """Quizzes on the first skills of the course, in teaching order, the skills in the name."""
        return tuple(self._plan_quiz(course, index) for index in range(QUIZZES))

    def plan_assignment(self, course: DemoCourse) -> AssignmentPlan:
        """Most handed it in before it was due, some late, some not at all."""
        return AssignmentPlan(
            name=REPORTS[course.language].format(skill=course.skills[0].name),
            section=1,
            days_ago=10,
            handed_in=tuple(
                (learner_username(number), 0.7 if number % LATE_EVERY == 0 else -1.5)
                for number in range(1, LEARNER_COUNT + 1)
                if number % ABSENT_EVERY
            ),
        )

    def plan_groups(self, course: DemoCourse) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """In turn, so that each group has learners of both languages."""
        return tuple(
            (
                name,
                tuple(learner_username(1 + n) for n in range(LEARNER_COUNT) if n // 2 % 2 == turn),
            )
            for turn, name in enumerate(GROUPS[course.language])
        )

    def list_readers(self, place: int) -> tuple[str, ...]:
        """Who opened the course's file at this place; fewer from file to file."""
        return tuple(
            learner_username(number)
            for number in range(1, LEARNER_COUNT + 1)
            if number * 7 % 10 >= 2 * place
        )

    def answer(self, learner: int, skill: str, difficulty: float, attempt: int) -> SimulatedAnswer:
        """What the learner does at their `attempt`th exercise of the skill, counted from 1.

        `difficulty` is in logits, 0 is average. The attempts before it have taught something.
        """
        name = learner_username(learner)
        ability = self.ability(learner, skill, attempt - 1)
        return self.world.answer(name, skill, ability, difficulty, attempt)

    def ability(self, learner: int, skill: str, answered: int) -> float:
        """The true ability in logits after so many exercises of average difficulty."""
        ability = self.world.start_ability(learner_username(learner), skill)
        for _ in range(answered):
            ability = self.world.practise(ability, 0.0)
        return ability

    def _plan_quiz(self, course: DemoCourse, index: int) -> QuizPlan:
        skills = course.skills[index * QUIZ_SKILLS : (index + 1) * QUIZ_SKILLS]
        title = TITLES[course.language].format(
            number=index + 1, skills=JOINTS[course.language].join(skill.name for skill in skills)
        )
        answers = tuple(
            (learner_username(number), self._take_quiz(number, skills))
            for number in range(1, LEARNER_COUNT + 1)
            if (number + 4 * index) % ABSENT_EVERY
        )
        return QuizPlan(
            name=title,
            section=1 + index % len(course.files),
            maximum=MAXIMUM,
            grades=tuple((name, MAXIMUM * sum(right) / len(right)) for name, right in answers),
            questions=tuple(text for skill in skills for text in _ask(skill, course.language)),
            answers=answers,
        )

    def _take_quiz(self, learner: int, skills: Sequence[CourseSkill]) -> tuple[bool, ...]:
        return tuple(
            self._answer_quiz(learner, skill.name, question)
            for skill in skills
            for question in range(QUESTIONS)
        )

    def _answer_quiz(self, learner: int, skill: str, question: int) -> bool:
        ability = self.ability(learner, skill, 0)
        name = learner_username(learner)
        return self.world.answer(name, skill, ability, 0.0, EXTRA_ATTEMPT + question).correct


def _ask(skill: CourseSkill, language: str) -> list[str]:
    """As many questions as a quiz has of each skill: about each term, then about it once more."""
    texts = [text.format(term=term) for text in QUESTION_TEXTS[language] for term in skill.terms]
    return texts[:QUESTIONS]
