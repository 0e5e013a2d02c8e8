"""OpenID Connect: metadata, keys, and the endpoint that turns a login into an id_token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from deploy.demo.platform.claims import build_claims
from deploy.demo.platform.rows import Course, Launch, Tool
from deploy.demo.platform.sign_in import find_role, find_user, may_edit, require_user, sesskey
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import AGS, MEMBERSHIPS

oidc = Blueprint("oidc", __name__, url_prefix="/mod/lti")
VARIABLES = [
    "basic-lti-launch-request",
    "ContentItemSelectionRequest",
    "ToolProxyRegistrationRequest",
    "Context.id",
    "Context.title",
    "Context.label",
    "Context.id.history",
    "Context.sourcedId",
    "Context.timeFrame.begin",
    "CourseSection.title",
    "CourseSection.label",
    "CourseSection.sourcedId",
    "ResourceLink.id",
    "ResourceLink.title",
    "ResourceLink.description",
    "User.id",
    "User.username",
    "Person.name.full",
    "Person.name.given",
    "Person.name.family",
    "Person.email.primary",
    "Person.sourcedId",
    "Person.address.timezone",
    "Moodle.Person.userGroupIds",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """An error that is posted to the tool."""

    error: str
    description: str = ""


@oidc.get("/openid-configuration.php")
def describe_platform() -> ResponseReturnValue:
    base = f"{site().url}/mod/lti"
    return jsonify(
        {
            "issuer": site().url,
            "token_endpoint": f"{base}/token.php",
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "jwks_uri": f"{base}/certs.php",
            "authorization_endpoint": f"{base}/auth.php",
            "registration_endpoint": f"{base}/openid-registration.php",
            "scopes_supported": [
                *(f"{AGS}{name}" for name in ("lineitem.readonly", "result.readonly", "score")),
                *(f"{AGS}lineitem", MEMBERSHIPS, "openid"),
            ],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public", "pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                "product_family_code": "moodle",
                "version": "4.5.6 (Build: 20250811)",
                "messages_supported": [
                    {"type": "LtiResourceLinkRequest"},
                    {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
                ],
                "variables": VARIABLES,
            },
        }
    )


@oidc.get("/certs.php")
def show_keys() -> ResponseReturnValue:
    return jsonify(site().key.describe_jwks())


@oidc.route("/auth.php", methods=["GET", "POST"])
def authorise() -> ResponseReturnValue:
    """A request without the session cookie may come from another site's frame: the page posts
    itself once more from here, after which the browser sends the cookie."""
    if find_user() is None and "repost" not in request.values:
        return render_template("repost.html", fields=request.values.items(multi=True))
    with site().database.write() as rows:
        launch = _take_launch(rows)
    with site().database.read() as rows:
        tool = None if launch is None else rows.get(Tool, launch.tool_id)
        if (
            launch is None
            or tool is None
            or request.values["redirect_uri"] not in tool.redirect_uris
        ):
            return _refuse("Error", "Invalid request"), 404
        problem = _find_problem(tool)
        if problem is None and (notice := _find_obstacle(rows, launch)):
            return _refuse("Notice", notice)
        fields = _answer(rows, launch, problem)
    action = request.values["redirect_uri"]
    return render_template("submit.html", action=action, fields=fields, title="Launch")


def _refuse(title: str, text: str) -> str:
    """Nothing is sent to the tool: the browser gets a page."""
    return render_template("message.html", title=title, text=text)


def _answer(rows: Session, launch: Launch, problem: Problem | None) -> dict[str, str]:
    fields: dict[str, str] = {}
    if problem is None:
        claims = build_claims(rows, launch, request.values["nonce"], sesskey())
        fields["id_token"] = site().key.sign(claims)
    else:
        fields["error"] = problem.error
        if problem.description:
            fields["error_description"] = problem.description
    if "state" in request.values:
        fields["state"] = request.values["state"]
    return fields


def _take_launch(rows: Session) -> Launch | None:
    """Use up the launch id, which lives in the session of its user; None where the request is
    not even one that Moodle would trust enough to answer the tool."""
    values, user = request.values, find_user()
    needed = ("response_type", "client_id", "redirect_uri", "login_hint", "nonce")
    launch_id = _read_hint(values.get("lti_message_hint", "")).get("launchid")
    launch = rows.get(Launch, str(launch_id)) if launch_id else None
    if launch is None or user is None or launch.user_id != user.id:
        return None
    if not all(values.get(name) for name in needed):
        return None
    if values.get("scope") != "openid" or values["response_type"] != "id_token":
        return None
    rows.delete(launch)
    return launch


def _find_problem(tool: Tool) -> Problem | None:
    """What is posted to the tool, in Moodle's order."""
    values = request.values
    if values["client_id"] != tool.client_id:
        return Problem("unauthorized_client")
    if values["login_hint"] != str(require_user().id):
        return Problem("access_denied")
    if values.get("response_mode") != "form_post":
        return Problem("invalid_request", "Invalid response_mode")
    if values.get("prompt", "none") != "none":
        return Problem("invalid_request", "Invalid prompt")
    return None


def _read_hint(text: str) -> dict[str, Any]:
    try:
        hint = json.loads(text)
    except ValueError:
        return {}
    return hint if isinstance(hint, dict) else {}


def _find_obstacle(rows: Session, launch: Launch) -> str | None:
    """Why the user may not enter: the tool never hears of such a login again."""
    course = rows.get_one(Course, launch.course_id)
    role = find_role(rows, course, require_user())
    if role is None:
        return "You cannot enrol yourself in this course."
    if launch.activity_id is None and not may_edit(role):
        return "Sorry, but you do not currently have permissions to do that (Manage activities)."
    return None
