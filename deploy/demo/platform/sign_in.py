"""Who is signed in: a Flask session with the user's id and, as in Moodle, a sesskey that every
changing request has to repeat."""

from __future__ import annotations

import secrets

from flask import abort, g, request, session
from sqlalchemy.orm import Session

from deploy.demo.platform.courses import TEACHING, find_enrolment
from deploy.demo.platform.rows import Course, User
from deploy.demo.platform.site import site


def sign_in_user(user: User) -> None:
    session.clear()
    session["user_id"] = user.id
    session["sesskey"] = secrets.token_hex(5)


def load_user() -> None:
    """Before each request: `g.user` is the signed-in user or None."""
    user_id = session.get("user_id")
    g.user = None
    if user_id is not None:
        with site().database.read() as rows:
            g.user = rows.get(User, user_id)


def find_user() -> User | None:
    user: User | None = g.user
    return user


def require_user() -> User:
    user = find_user()
    if user is None:
        abort(403, "Nobody is signed in. Choose a person on the first page.")
    return user


def require_admin() -> User:
    user = require_user()
    if not user.is_admin:
        abort(403, "Only the site's admin may do this. Sign in as the admin.")
    return user


def sesskey() -> str:
    return str(session.get("sesskey", ""))


def check_sesskey() -> None:
    given = request.values.get("sesskey", "")
    if not given or not secrets.compare_digest(given.encode(), sesskey().encode()):
        abort(403, "This page is out of date. Go back, load it again and repeat the step.")


def find_role(rows: Session, course: Course, user: User) -> str | None:
    """admin, editingteacher, teacher, student; None for somebody who is not in the course."""
    if user.is_admin:
        return "admin"
    enrolment = find_enrolment(rows, course.id, user.id)
    return None if enrolment is None or enrolment.suspended else enrolment.role


def is_teaching(role: str | None) -> bool:
    return role == "admin" or role in TEACHING


def may_edit(role: str | None) -> bool:
    return role in ("admin", "editingteacher")


def require_course(rows: Session, course_id: int) -> tuple[Course, str]:
    """The course and the signed-in user's role in it."""
    course = rows.get(Course, course_id)
    if course is None:
        abort(404, "There is no such course.")
    role = find_role(rows, course, require_user())
    if role is None:
        abort(403, "You are not enrolled in this course.")
    return course, role


def require_editor(rows: Session, course_id: int) -> Course:
    course, role = require_course(rows, course_id)
    if not may_edit(role):
        abort(403, "Only an editing teacher of the course or the admin may do this.")
    return course
