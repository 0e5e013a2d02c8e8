"""The gradebook page: teachers see all, override and lock; learners see their own row."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from deploy.demo.platform.courses import list_learners
from deploy.demo.platform.gradebook import (
    clear_override,
    list_grades,
    list_items,
    lock_grade,
    override_grade,
)
from deploy.demo.platform.rows import Course, Grade, GradeItem, User
from deploy.demo.platform.sign_in import (
    check_sesskey,
    is_teaching,
    require_course,
    require_editor,
    require_user,
)
from deploy.demo.platform.site import site

gradebook_pages = Blueprint("gradebook", __name__)


@gradebook_pages.get("/course/<int:course_id>/grades")
def show_grades(course_id: int) -> ResponseReturnValue:
    with site().database.read() as rows:
        course, role = require_course(rows, course_id)
        teaching = is_teaching(role)
        learners = list_learners(rows, course_id)
        items = list_items(rows, course_id)
        grades = {(g.item_id, g.user_id): g for item in items for g, _ in list_grades(rows, item)}
    shown = [user for user in learners if teaching or user.id == require_user().id]
    return render_template(
        "gradebook.html",
        course=course,
        items=items,
        learners=shown,
        grades=grades,
        editing=role in ("admin", "editingteacher"),
    )


@gradebook_pages.post("/course/<int:course_id>/grades/<int:item_id>/<int:user_id>")
def change_grade(course_id: int, item_id: int, user_id: int) -> ResponseReturnValue:
    """`do` is override (with `value`, empty for none), clear, lock or unlock."""
    with site().database.write() as rows:
        course = require_editor(rows, course_id)
        check_sesskey()
        _change(rows, _require_item(rows, course, item_id), _require_learner(rows, user_id))
    return redirect(url_for(".show_grades", course_id=course_id), 303)


def _require_item(rows: Session, course: Course, item_id: int) -> GradeItem:
    item = rows.get(GradeItem, item_id)
    if item is None or item.course_id != course.id:
        abort(404, "There is no such column.")
    return item


def _require_learner(rows: Session, user_id: int) -> User:
    user = rows.get(User, user_id)
    if user is None:
        abort(404, "There is no such learner.")
    return user


def _change(rows: Session, item: GradeItem, user: User) -> None:
    match request.form.get("do"):
        case "override":
            override_grade(rows, item, user.id, _read_value(), "", site().now())
        case "clear":
            clear_override(rows, item, user.id)
        case "lock" | "unlock" as action:
            lock_grade(rows, item, user.id, action == "lock")
        case _:
            abort(400, "Choose what to do with the grade.")


def _read_value() -> float | None:
    text = request.form.get("value", "").strip()
    try:
        return float(text) if text else None
    except ValueError:
        abort(400, "A grade is a number.")


def shown_state(grade: Grade) -> str:
    """What a cell says besides its value."""
    marks = [("overridden", grade.overridden), ("locked", grade.locked)]
    return ", ".join(name for name, holds in marks if holds)


gradebook_pages.add_app_template_global(shown_state)
