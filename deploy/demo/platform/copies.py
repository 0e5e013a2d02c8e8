"""Duplicates of activities and copies of courses, as Moodle makes them: new ids for all, the same
custom parameters, resource id and tag; no grades."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from deploy.demo.platform.courses import add_module
from deploy.demo.platform.rows import (
    Activity,
    Base,
    Course,
    CourseCopy,
    Enrolment,
    GradeItem,
    Module,
    Section,
)

Kind = TypeVar("Kind", bound=Base)


def duplicate_activity(session: Session, module: Module) -> Module:
    """Beside its original. The platform says nothing of where it comes from."""
    section = session.get_one(Section, module.section_id)
    return _copy_activity(session, module, section, f"{module.name} (copy)")


def copy_course(session: Session, course: Course) -> Course:
    """Its files and activities, not the quizzes, which were taken before; who belongs to the course
    belongs to the copy."""
    count = len(session.scalars(select(CourseCopy).where(CourseCopy.source_id == course.id)).all())
    names = {"title": f"{course.title} copy {count + 1}", "label": f"{course.label}_{count + 1}"}
    new = _clone(course, **names, idnumber="")
    session.add(new)
    session.flush()
    session.add(CourseCopy(course_id=new.id, source_id=course.id))
    for enrolment in _of(session, Enrolment, course):
        session.add(Enrolment(course_id=new.id, user_id=enrolment.user_id, role=enrolment.role))
    for section in _of(session, Section, course):
        _copy_section(session, section, new)
    for item in _of(session, GradeItem, course):
        if item.kind != "mod":
            instance = new.id - 1 if item.kind == "course" else item.instance
            session.add(_clone(item, course_id=new.id, instance=instance))
    session.flush()
    return new


def list_history(session: Session, course: Course) -> list[str]:
    """Ids of the courses that it was copied from, nearest first: `Context.id.history`."""
    history, found = list[str](), session.get(CourseCopy, course.id)
    while found is not None:
        history.append(str(found.source_id))
        found = session.get(CourseCopy, found.source_id)
    return history


def _copy_section(session: Session, section: Section, course: Course) -> None:
    new = _clone(section, course_id=course.id)
    session.add(new)
    session.flush()
    query = select(Module).where(Module.section_id == section.id).order_by(Module.id)
    for module in session.scalars(query).all():
        if module.kind == "lti":
            _copy_activity(session, module, new, module.name)
        elif module.kind == "resource":
            add_module(session, new, "resource", 0, module.name).path = module.path


def _copy_activity(session: Session, module: Module, section: Section, name: str) -> Module:
    old = session.get_one(Activity, module.instance)
    activity = _clone(old, course_id=section.course_id, name=name)
    session.add(activity)
    session.flush()
    columns = select(GradeItem).where(GradeItem.activity_id == old.id).order_by(GradeItem.id)
    for item in session.scalars(columns).all():
        place = {"course_id": section.course_id, "activity_id": activity.id}
        session.add(_clone(item, **place, instance=activity.id, name=name))
    return add_module(session, section, "lti", activity.id, name)


def _of(session: Session, kind: type[Kind], course: Course) -> list[Kind]:
    row: Any = kind
    return list(session.scalars(select(kind).where(row.course_id == course.id)))


def _clone(row: Kind, **changes: Any) -> Kind:
    names = {column.key for column in inspect(type(row)).column_attrs} - {"id"}
    return type(row)(**{**{name: getattr(row, name) for name in names}, **changes})
