"""What an admin can do about a refused launch, by the error's code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ADVICE = {
    "registration_unknown": _l(
        "Register the platform, or compare issuer and client ID with those of its registration."
    ),
    "registration_inactive": _l("Switch the registration on, if this platform is to come in."),
    "deployment_unknown": _l("Add the deployment ID to the registration, if it is yours."),
    "message_invalid": _l(
        "Compare the tool's settings on the platform with the values of its registration. If they "
        "agree, show both values to whoever runs the platform."
    ),
    "no_resource_link": _l("Add the tool as an activity of a course, not as a bare link."),
    "token_invalid": _l(
        "Compare issuer, client ID and key set URL with the platform's. If they agree, somebody "
        "may have tried to forge a launch."
    ),
    "token_expired": _l("Compare the clocks of the platform and of this machine."),
    "state_unknown": _l(
        "Usually a reload or the back button. If it happens often, pages take more than ten "
        "minutes to open, or several installations share one address."
    ),
    "other_browser": _l(
        "The browser refuses cookies in frames. Let the platform open the tool in a new window."
    ),
    "platform_refused": _l(
        "The platform itself said no: the person was signed out there, or may not see the activity."
    ),
    "keys_unavailable": _l("Open the key set URL from this machine: it must answer with JSON."),
    "person_blocked": _l("The person is blocked here. Nothing to do, if that is meant."),
    "instructors_only": _l(
        "Only instructors of a course choose content. Check the person's role in the course."
    ),
}


def advise(code: str) -> str:
    return str(ADVICE.get(code, ""))
