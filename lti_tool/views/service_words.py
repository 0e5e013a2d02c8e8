"""Sentences for the codes by which the platform's services fail; used for scores and syncs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lti_tool.views.translate import gettext

_BLOCKED = _l(
    "The platform could not fetch the tool's keys. Moodle blocks private addresses and ports "
    "other than 80 and 443 by default: ask the administrator to allow this tool's address."
)
_PRIVATE = _l(
    "The platform's address leads into a private network, and the tool was not told to go there. "
    "Ask the administrator to look at the platform's registration."
)
_RIGHTS = _l(
    "The web-service account may not see all of this. Ask the administrator to give its role the "
    "rights named in the manual."
)

PROBLEMS = {
    "unreachable": _l("The platform could not be reached. The tool tries again by itself."),
    "private_address": _PRIVATE,
    "timed_out": _l("The platform did not answer in time. The tool tries again by itself."),
    "broken_answer": _l("The platform's answer could not be understood."),
    "answer_too_large": _l("The platform's answer was larger than the tool reads."),
    "status": _l("The platform refused to answer. Ask the administrator to look at its log."),
    "foreign_url": _l(
        "The platform named an address outside itself, and the tool gives no data to others. Ask "
        "the administrator to check the registration."
    ),
    "scope_missing": _l(
        "The registration does not allow this service. Ask the administrator to allow it in the "
        "platform's settings of this tool."
    ),
    "key_unusable": _l("The tool's own key cannot be read. Ask the administrator to check it."),
    "token_refused": _l("The platform gave the tool no access. Ask the administrator."),
    "token_unreadable": _l("The platform's answer to the request for access was not readable."),
    "token_endpoint_busy": _l("The platform is busy. The tool tries again by itself."),
    "token_keys_unreachable": _BLOCKED,
    "token_key_unknown": _l(
        "The platform does not know the tool's present key. Ask the administrator to check the "
        "key set's address in the platform's settings of this tool."
    ),
    "token_client_unknown": _l(
        "The platform does not know this tool any longer. Ask the administrator to check the "
        "registration's client id, and that the tool is activated."
    ),
    "token_scope_refused": _l(
        "The platform does not allow the tool this service. Ask the administrator to allow grades "
        "and names in the platform's settings of this tool."
    ),
    "token_clock": _l(
        "The clocks of the platform and of the tool do not agree. Ask the administrator to set "
        "them right."
    ),
    "roster_empty": _l("The platform's list of participants was empty, so nothing was changed."),
    "nothing_to_read": _l(
        "The platform has not told this tool where to read. Open the activity from the course "
        "page once, and ask the administrator to allow names and grades."
    ),
    "ws_unreachable": _l("The platform's web services could not be reached."),
    "ws_private_address": _PRIVATE,
    "ws_status": _l("The platform's web services are switched off or not at this address."),
    "ws_broken_answer": _l("The platform's web services gave an answer that is not readable."),
    "ws_refused": _l("The platform's web services refused to answer."),
    "ws_too_large": _l(
        "The platform's answer was larger than the tool reads at once: the course is too large for "
        "this part. The other parts are read."
    ),
    "ws_too_many": _l(
        "The course has more people than the tool reads. Ask the administrator to part it."
    ),
    "ws_timed_out": _l("The platform's web services did not answer in time. Try again later."),
    "ws_token_invalid": _l(
        "The web-service token is not valid any longer. Ask the administrator for a new one."
    ),
    "ws_token_unreadable": _l(
        "The stored web-service token cannot be read. Ask the administrator to enter it again."
    ),
    "ws_function_missing": _l(
        "The web service lacks a function that this needs. Ask the administrator to add those that "
        "the manual names."
    ),
    "ws_course_unknown": _l("The platform's web services do not know this course."),
    "ws_group_rights_missing": _RIGHTS,
    "ws_rights_missing": _RIGHTS,
    "ws_empty": _RIGHTS,
    "ws_attempts_hidden": _l(
        "The web-service account may not see them. Ask the administrator to give its role the "
        "right mod/quiz:viewreports."
    ),
}


def explain_problem(code: str) -> str:
    """A sentence; an unknown code is shown as it is, so that it can be reported."""
    found = PROBLEMS.get(code)
    return str(found) if found else gettext("Something went wrong (%(code)s).", code=code)
