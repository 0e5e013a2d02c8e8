"""Why a file of the course could not become a source."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lti_tool.views.service_words import explain_problem

NOTES = {
    "ws_file_refused": _l(
        "Moodle did not hand it out. Ask the administrator to allow downloads in the service."
    ),
    "ws_foreign_file": _l("It does not lie on this Moodle itself, so it was not fetched."),
    "answer_too_large": _l("It is too large to be fetched. Download it and upload a smaller one."),
    "same_upload": _l("The same file is among the sources already."),
    "course_full": _l("There is no space left in this course. Delete a source first."),
    "empty_upload": _l("It is empty."),
    "conflict": _l("The source that it replaces is being read. Take it again in a minute."),
    "storage_full": _l("The tool's storage is full. Tell the administrator."),
}


def explain_note(code: str) -> str:
    return str(NOTES[code]) if code in NOTES else explain_problem(code)
