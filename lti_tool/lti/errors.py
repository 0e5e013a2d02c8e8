"""Why a login or a launch is refused: a sentence for the person, a check for the log.

`check` names what failed, `expected` and `found` are both values. They never hold personal data
or a secret: of such a value only its type or length is told.
"""

from __future__ import annotations

from lti_tool.errors import ToolError


class LaunchError(ToolError):
    code = "launch_refused"

    def __init__(
        self, check: str, expected: object = None, found: object = None, **fields: object
    ) -> None:
        super().__init__(None, **fields)
        self.check = check
        self.expected = expected
        self.found = found


class MessageInvalidError(LaunchError):
    code = "message_invalid"
    message = (
        "What the course page sent is incomplete or wrong, so the activity cannot open. "
        "Tell your administrator the reference number."
    )


class TokenInvalidError(LaunchError):
    code = "token_invalid"
    status = 401
    message = (
        "It could not be verified that your course page sent this. Open the activity again from "
        "your course page; if this stays, tell your administrator the reference number."
    )


class TokenExpiredError(LaunchError):
    code = "token_expired"
    status = 401
    message = (
        "This came too late, or the clocks of the course page and of the tool differ. Open the "
        "activity again; if this stays, tell your administrator the reference number."
    )


class StateUnknownError(LaunchError):
    code = "state_unknown"
    status = 401
    message = (
        "This opening of the activity was used already or took too long. Open the activity again "
        "from your course page."
    )


class OtherBrowserError(LaunchError):
    code = "other_browser"
    status = 403
    message = (
        "Your browser did not keep the cookie by which the tool knows you again, or the activity "
        "was opened in another browser. Open it again; if this stays, allow cookies for this site "
        "or let the course page open the activity in a new window."
    )


class PlatformRefusedError(LaunchError):
    code = "platform_refused"
    status = 403
    message = (
        "Your course page did not let you in (%(reason)s). Sign in to it again, then open the "
        "activity once more."
    )


class NoResourceLinkError(LaunchError):
    code = "no_resource_link"
    message = (
        "The course page did not say which activity to open. Open the tool from an activity of "
        "your course; if this is one, ask your administrator to check how it was added."
    )


class RegistrationUnknownError(LaunchError):
    code = "registration_unknown"
    status = 404
    message = (
        "This course page is not registered with the tool. The administrator of the tool has to "
        "register it first: give them the reference number."
    )


class RegistrationInactiveError(LaunchError):
    code = "registration_inactive"
    status = 403
    message = (
        "The tool's administrator has switched this course page off. Ask them to switch it on."
    )


class DeploymentUnknownError(LaunchError):
    code = "deployment_unknown"
    status = 403
    message = (
        "The tool knows your course page, but not this deployment of it. Its administrator has to "
        "add the deployment id: give them the reference number."
    )


class PersonBlockedError(LaunchError):
    code = "person_blocked"
    status = 403
    message = "Your access to this tool was blocked. Ask the tool's administrator."


class PersonBlockedForError(PersonBlockedError):
    message = (
        "Your access to this tool was blocked. The administrator's reason: “%(reason)s”. Ask the "
        "tool's administrator."
    )


class InstructorsOnlyError(LaunchError):
    code = "instructors_only"
    status = 403
    message = "Only an instructor of this course may do this. Ask one of them."


class KeysUnavailableError(LaunchError):
    """The platform's key set cannot be fetched or read."""

    code = "keys_unavailable"
    status = 503
    message = (
        "The tool could not fetch the keys of your course page to verify this. Try again in a "
        "minute; if this stays, tell your administrator the reference number."
    )
