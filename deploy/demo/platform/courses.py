"""Courses, who is in them and what stands on their pages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.config import AssignmentPlan, CoursePlan, PlatformConfig, QuizPlan
from deploy.demo.platform.people import (
    EDITING_INSTRUCTOR,
    NON_EDITING_INSTRUCTOR,
    learner_username,
)
from deploy.demo.platform.rows import (
    Assignment,
    Course,
    CourseGroup,
    Enrolment,
    Grade,
    GradeItem,
    GroupMember,
    Module,
    QuizAttempt,
    QuizQuestion,
    Section,
    Submission,
    User,
    Viewing,
)

FIRST_COURSE_ID = 2  # 1 is the front page in Moodle
DAY = 24 * 3600
TEACHING = ("editingteacher", "teacher")


@dataclass(frozen=True, slots=True)
class CoursePage:
    """Sections in order, each with its modules in order."""

    course: Course
    sections: tuple[tuple[Section, tuple[Module, ...]], ...]


def sow_courses(session: Session, config: PlatformConfig) -> None:
    users = {user.username: user for user in session.scalars(select(User))}
    for course_id, plan in enumerate(config.courses, start=FIRST_COURSE_ID):
        _sow_course(session, course_id, plan, users)


def _sow_course(session: Session, course_id: int, plan: CoursePlan, users: dict[str, User]) -> None:
    session.add(
        Course(
            id=course_id,
            title=plan.title,
            label=plan.label,
            idnumber=f"SIS-{course_id}",
            language=plan.language,
            starts_at=int(time.time()) // DAY * DAY - 60 * DAY,
        )
    )
    session.flush()
    _enrol(session, course_id, plan, users)
    session.add(_make_total(course_id))
    for name, usernames in plan.groups:
        _sow_group(session, course_id, name, [users[username] for username in usernames])
    for position, section in enumerate(plan.sections):
        row = Section(course_id=course_id, position=position, name=section.name)
        session.add(row)
        session.flush()
        for path in section.files:
            file = add_module(session, row, "resource", 0, path.name)
            file.path = str(path)
            for username in section.opened_by:
                note_viewing(session, file, users[username].id, int(time.time()) - 20 * DAY)
        for quiz in plan.quizzes:
            if quiz.section == position:
                _sow_quiz(session, row, quiz, users)
        for assignment in plan.assignments:
            if assignment.section == position:
                _sow_assignment(session, row, assignment, users)


def _enrol(session: Session, course_id: int, plan: CoursePlan, users: dict[str, User]) -> None:
    roles = {EDITING_INSTRUCTOR: "editingteacher", NON_EDITING_INSTRUCTOR: "teacher"}
    roles |= {learner_username(number): "student" for number in range(1, plan.learners + 1)}
    for username, role in roles.items():
        session.add(Enrolment(course_id=course_id, user_id=users[username].id, role=role))


def _make_total(course_id: int) -> GradeItem:
    return GradeItem(
        course_id=course_id, kind="course", instance=course_id - 1, name=None, maximum=0
    )


def _sow_quiz(session: Session, section: Section, quiz: QuizPlan, users: dict[str, User]) -> None:
    instance = _count_modules(session, "quiz") + 1
    add_module(session, section, "quiz", instance, quiz.name)
    item = GradeItem(
        course_id=section.course_id,
        kind="mod",
        module="quiz",
        instance=instance,
        name=quiz.name,
        maximum=quiz.maximum,
    )
    session.add(item)
    session.flush()
    graded_at = int(time.time()) - 7 * DAY
    for username, value in quiz.grades:
        user_id = users[username].id
        session.add(Grade(item_id=item.id, user_id=user_id, value=value, timestamp=graded_at))
    for slot, text in enumerate(quiz.questions, start=1):
        session.add(QuizQuestion(quiz=instance, slot=slot, text=text))
    for username, right in quiz.answers:
        marks, user_id = [int(one) for one in right], users[username].id
        session.add(QuizAttempt(quiz=instance, user_id=user_id, finished_at=graded_at, marks=marks))


def note_viewing(session: Session, module: Module, user_id: int, now: int) -> None:
    """The first time counts."""
    if session.get(Viewing, (module.id, user_id)) is None:
        session.add(Viewing(module_id=module.id, user_id=user_id, viewed_at=now))


def _sow_group(session: Session, course_id: int, name: str, members: Sequence[User]) -> None:
    group = CourseGroup(course_id=course_id, name=name)
    session.add(group)
    session.flush()
    session.add_all(GroupMember(group_id=group.id, user_id=user.id) for user in members)


def _sow_assignment(
    session: Session, section: Section, plan: AssignmentPlan, users: dict[str, User]
) -> None:
    instance = _count_modules(session, "assign") + 1
    add_module(session, section, "assign", instance, plan.name)
    due_at = int(time.time() - plan.days_ago * DAY)
    session.add(Assignment(id=instance, due_at=due_at))
    session.flush()
    for username, late in plan.handed_in:
        at, user_id = due_at + int(late * DAY), users[username].id
        session.add(Submission(assignment_id=instance, user_id=user_id, handed_in_at=at))


def _count_modules(session: Session, kind: str) -> int:
    return len(session.scalars(select(Module.id).where(Module.kind == kind)).all())


def add_module(session: Session, section: Section, kind: str, instance: int, name: str) -> Module:
    """`instance` 0: the module is its own instance, and takes its own id for it."""
    module = Module(
        course_id=section.course_id, section_id=section.id, kind=kind, instance=instance, name=name
    )
    session.add(module)
    session.flush()
    module.instance = instance or module.id
    return module


def read_page(session: Session, course: Course) -> CoursePage:
    modules = session.scalars(
        select(Module).where(Module.course_id == course.id).order_by(Module.id)
    ).all()
    sections = session.scalars(
        select(Section).where(Section.course_id == course.id).order_by(Section.position)
    )
    return CoursePage(
        course,
        tuple(
            (section, tuple(module for module in modules if module.section_id == section.id))
            for section in sections
        ),
    )


def find_enrolment(session: Session, course_id: int, user_id: int) -> Enrolment | None:
    return session.get(Enrolment, (course_id, user_id))


def is_gradable(session: Session, course_id: int, user_id: str) -> bool:
    """Students only; a suspended one still counts (Moodle stores scores for them)."""
    if not user_id.isascii() or not user_id.isdigit():
        return False
    enrolment = find_enrolment(session, course_id, int(user_id))
    return enrolment is not None and enrolment.role == "student"


def list_learners(session: Session, course_id: int) -> list[User]:
    query = (
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.course_id == course_id, Enrolment.role == "student")
    )
    return list(session.scalars(query.order_by(User.id)))
