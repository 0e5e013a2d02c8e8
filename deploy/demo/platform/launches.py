"""Launches: the login initiation with its one-use launch id."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deploy.demo.platform.rows import Activity, Course, GradeItem, Launch, Module, Tool, User
from deploy.demo.platform.site import site

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


@dataclass(frozen=True, slots=True)
class LoginInitiation:
    """What the browser posts to the tool's initiate_login_uri."""

    action: str
    fields: dict[str, str]


def begin_launch(
    rows: Session, user: User, module: Module, container: str, review_of: int | None = None
) -> LoginInitiation:
    """A launch of an activity; with `review_of`, of that learner's submission (only where the
    line item names a review address)."""
    activity = rows.get_one(Activity, module.instance)
    tool = rows.get_one(Tool, activity.tool_id)
    message = RESOURCE_LINK if review_of is None else SUBMISSION_REVIEW
    launch = _keep_launch(
        rows, user, activity.course_id, tool, f"ltilaunch{activity.id}", message, container
    )
    launch.activity_id, launch.for_user_id = activity.id, review_of
    hint = {"cmid": module.id, "launchid": launch.id}
    return _describe(tool, user, _choose_target(rows, activity, tool, review_of), hint)


def begin_deep_linking(rows: Session, user: User, course: Course, tool: Tool) -> LoginInitiation:
    name = "ltilaunch_ContentItemSelectionRequest"
    launch = _keep_launch(rows, user, course.id, tool, name, DEEP_LINKING, "iframe")
    return _describe(tool, user, tool.deep_linking_uri, {"launchid": launch.id})


def _keep_launch(
    rows: Session, user: User, course_id: int, tool: Tool, name: str, message: str, container: str
) -> Launch:
    launch = Launch(
        id=f"{name}_{secrets.randbelow(2**62)}",
        user_id=user.id,
        course_id=course_id,
        tool_id=tool.id,
        message_type=message,
        container=container,
    )
    rows.add(launch)
    return launch


def _choose_target(rows: Session, activity: Activity, tool: Tool, review_of: int | None) -> str:
    if review_of is not None:
        item = find_column(rows, activity)
        if item is not None and item.review_url:
            return item.review_url
    return activity.url or tool.target_link_uri


def find_column(rows: Session, activity: Activity) -> GradeItem | None:
    """The activity's line item; None if it has none or, as in Moodle, more than one."""
    found = rows.query(GradeItem).filter(GradeItem.activity_id == activity.id).all()
    return found[0] if len(found) == 1 else None


def _describe(tool: Tool, user: User, target: str, hint: dict[str, object]) -> LoginInitiation:
    fields = {
        "iss": site().url,
        "target_link_uri": target,
        "login_hint": str(user.id),
        "lti_message_hint": json.dumps(hint, separators=(",", ":")),
        "client_id": tool.client_id,
        "lti_deployment_id": str(tool.id),
    }
    if site().config.storage_target:
        fields["lti_storage_target"] = site().config.storage_target
    return LoginInitiation(tool.initiate_login_uri, fields)
