"""The claims of an id_token, as Moodle 4.5 fills them. Its optional basic-outcomes claim is left
out: this platform has no LTI 1.1 outcomes service."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from deploy.demo.platform.custom import substitute_custom
from deploy.demo.platform.launches import DEEP_LINKING, SUBMISSION_REVIEW, find_column
from deploy.demo.platform.line_items import describe_url as describe_item_url
from deploy.demo.platform.nrps import describe_url as describe_memberships_url
from deploy.demo.platform.rows import Activity, Course, Enrolment, GradeItem, Launch, Tool, User
from deploy.demo.platform.service import SERVICE_PATH
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import list_ags_scopes

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/"
LIFETIME = 60  # seconds
MOODLE_VERSION = "2024100706"


def build_claims(rows: Session, launch: Launch, nonce: str, sesskey: str) -> dict[str, Any]:
    user, course = rows.get_one(User, launch.user_id), rows.get_one(Course, launch.course_id)
    tool = rows.get_one(Tool, launch.tool_id)
    activity = None if launch.activity_id is None else rows.get_one(Activity, launch.activity_id)
    claims = _describe_message(launch, nonce, tool)
    claims |= _describe_person(rows, user, course, tool)
    claims |= _describe_place(rows, launch, course, tool, activity, sesskey)
    claims |= _describe_platform()
    column = None if activity is None else find_column(rows, activity)
    custom = substitute_custom(rows, launch, user, course, tool, activity, column)
    claims[f"{LTI}custom"] = custom
    claims |= _describe_services(course, tool, column)
    return claims


def _describe_message(launch: Launch, nonce: str, tool: Tool) -> dict[str, Any]:
    now = site().now()
    claims: dict[str, Any] = {
        "nonce": nonce,
        "iat": now,
        "exp": now + LIFETIME,
        "iss": site().url,
        "aud": tool.client_id,
        f"{LTI}deployment_id": str(tool.id),
        f"{LTI}message_type": launch.message_type,
        f"{LTI}version": "1.3.0",
        "sub": str(launch.user_id),
    }
    if launch.message_type == SUBMISSION_REVIEW:
        claims[f"{LTI}for_user"] = {"user_id": str(launch.for_user_id)}
    return claims


def _describe_person(rows: Session, user: User, course: Course, tool: Tool) -> dict[str, Any]:
    """Name and e-mail address only where the tool's privacy settings let them through."""
    claims: dict[str, Any] = {
        f"{LTI}lis": {
            "person_sourcedid": user.idnumber,
            "course_section_sourcedid": course.idnumber,
        },
        f"{LTI}roles": _list_roles(rows, user, course),
        f"{LTI}ext": {"user_username": user.username, "lms": "moodle-2"},
    }
    if tool.sends_name:
        claims |= {
            "given_name": user.given_name,
            "family_name": user.family_name,
            "name": user.full_name,
        }
    if tool.sends_email:
        claims["email"] = user.email
    return claims


def _list_roles(rows: Session, user: User, course: Course) -> list[str]:
    if user.is_admin:
        return [
            f"{ROLE}institution/person#Administrator",
            f"{ROLE}membership#Instructor",
            f"{ROLE}system/person#Administrator",
        ]
    role = rows.get_one(Enrolment, (course.id, user.id)).role
    return [f"{ROLE}membership#{'Learner' if role == 'student' else 'Instructor'}"]


def _describe_place(
    rows: Session,
    launch: Launch,
    course: Course,
    tool: Tool,
    activity: Activity | None,
    sesskey: str,
) -> dict[str, Any]:
    claims: dict[str, Any] = {
        f"{LTI}context": {
            "id": str(course.id),
            "label": course.label,
            "title": course.title,
            "type": ["CourseSection"],
        },
        f"{LTI}launch_presentation": {"locale": course.language},
    }
    if activity is None:
        claims[f"{LTI}target_link_uri"] = tool.deep_linking_uri
        claims |= _describe_deep_linking(launch, course, tool, sesskey)
        return claims
    claims[f"{LTI}target_link_uri"] = _target(rows, launch, activity, tool)
    claims[f"{LTI}resource_link"] = {
        "title": activity.name,
        "description": strip_tags(activity.text),
        "id": str(activity.id),
    }
    container = {"iframe": 3, "window": 4}[launch.container]
    claims[f"{LTI}launch_presentation"] |= {
        "document_target": launch.container,
        "return_url": f"{site().url}/mod/lti/return.php?course={course.id}"
        f"&launch_container={container}&instanceid={activity.id}&sesskey={sesskey}",
    }
    return claims


def _target(rows: Session, launch: Launch, activity: Activity, tool: Tool) -> str:
    if launch.message_type == SUBMISSION_REVIEW:
        item = find_column(rows, activity)
        if item is not None and item.review_url:
            return item.review_url
    return activity.url or tool.target_link_uri


def _describe_deep_linking(
    launch: Launch, course: Course, tool: Tool, sesskey: str
) -> dict[str, Any]:
    assert launch.message_type == DEEP_LINKING
    settings = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_copy_advice": False,
        "accept_multiple": True,
        "accept_unsigned": False,
        "auto_create": False,
        "can_confirm": False,
        "deep_link_return_url": f"{site().url}/mod/lti/contentitem_return.php"
        f"?course={course.id}&id={tool.id}&sesskey={sesskey}",
        "title": "",
        "text": "",
    }
    return {"https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings": settings}


def _describe_platform() -> dict[str, Any]:
    name = site().config.site_name
    return {
        f"{LTI}tool_platform": {
            "product_family_code": "moodle",
            "version": MOODLE_VERSION,
            "guid": site().guid,
            "name": name,
            "description": name,
        }
    }


def _describe_services(course: Course, tool: Tool, column: GradeItem | None) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    if scopes := list_ags_scopes(tool):
        container = f"{site().url}{SERVICE_PATH}/{course.id}/lineitems?type_id={tool.id}"
        endpoint: dict[str, Any] = {"scope": scopes, "lineitems": container}
        if column is not None:
            endpoint["lineitem"] = describe_item_url(column, tool.id)
        claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = endpoint
    if tool.memberships:
        claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] = {
            "context_memberships_url": describe_memberships_url(course.id, tool.id),
            "service_versions": ["1.0", "2.0"],
        }
    return claims


def strip_tags(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text).strip()
