"""NRPS: the roster of a course."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import Activity, Course, Enrolment, Tool, User
from deploy.demo.platform.service import (
    MEMBERSHIP_TYPE,
    SERVICE_PATH,
    ServiceError,
    answer_json,
    authorise,
    check_handler,
    find_course,
)
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import MEMBERSHIPS

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"


def describe_url(course_id: int, tool_id: int) -> str:
    return f"{site().url}{SERVICE_PATH}/CourseSection/{course_id}/bindings/{tool_id}/memberships"


def handle_memberships(session: Session, course_id: str, tool_id: str) -> Response:
    """A tool's token reads any course of the site, whether the tool is used there or not."""
    check_handler((MEMBERSHIP_TYPE,))
    tool = authorise(session, MEMBERSHIPS)
    if tool_id != str(tool.id):
        raise ServiceError(401, "Unauthorized")
    course = find_course(session, course_id)
    link_id = _check_link(session, course)
    members = [
        _describe_member(user, enrolment, tool, link_id)
        for user, enrolment in _list_active(session, course)
        if _is_wished(enrolment)
    ]
    return _answer_page(course, tool, members)


def _check_link(session: Session, course: Course) -> str | None:
    link = request.args.get("rlid")
    if link is None:
        return None
    activity = session.get(Activity, int(link)) if link.isdigit() else None
    if activity is None or activity.course_id != course.id:
        raise ServiceError(404, f"Not Found: LTI link {link} doesn't exist")
    return link


def _list_active(session: Session, course: Course) -> list[tuple[User, Enrolment]]:
    """By surname; a suspended enrolment is left out."""
    rows = session.execute(
        select(User, Enrolment)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.course_id == course.id, Enrolment.suspended.is_(False))
        .order_by(User.family_name, User.given_name)
    )
    return [(user, enrolment) for user, enrolment in rows]


def _role(enrolment: Enrolment) -> str:
    """Only an editing teacher is an Instructor here; a non-editing one is a Learner, although
    its launches say Instructor."""
    return "Instructor" if enrolment.role == "editingteacher" else "Learner"


def _is_wished(enrolment: Enrolment) -> bool:
    wished = request.args.get("role", "").rpartition("#")[2]
    return not wished or wished == _role(enrolment)


def _describe_member(
    user: User, enrolment: Enrolment, tool: Tool, link_id: str | None
) -> dict[str, Any]:
    member: dict[str, Any] = {"status": "Active", "roles": [_role(enrolment)]}
    if link_id is not None:
        member["message"] = [{f"{CLAIM}message_type": "LtiResourceLinkRequest"}]
    member |= {"user_id": str(user.id), "lis_person_sourcedid": user.idnumber}
    if tool.sends_name:
        member |= {
            "name": user.full_name,
            "given_name": user.given_name,
            "family_name": user.family_name,
        }
    if tool.sends_email:
        member["email"] = user.email
    return member | {"ext_user_username": user.username}


def _answer_page(course: Course, tool: Tool, members: list[dict[str, Any]]) -> Response:
    limit = request.args.get("limit", 0, type=int)
    start = request.args.get("from", 0, type=int)
    shown = members[start : start + limit] if limit > 0 else members
    url = describe_url(course.id, tool.id)
    context = {"id": str(course.id), "label": course.label, "title": course.title}
    answer = answer_json({"id": url, "context": context, "members": shown}, MEMBERSHIP_TYPE)
    if limit > 0 and start + limit < len(members):
        kept = {key: value for key, value in request.args.items() if key not in ("limit", "from")}
        pairs = [f"{key}={value}" for key, value in kept.items()]
        query = "&".join([*pairs, f"limit={limit}", f"from={start + limit}"])
        answer.headers["Link"] = f'<{url}?{query}>; rel="next"'
    return answer
