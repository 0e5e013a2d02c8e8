"""Why a draft was rejected: a preset reason, a free text, or both ("code: text")."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lti_tool.errors import InvalidInputError
from lti_tool.services.draft_edits import REGENERATED
from lti_tool.services.imports import UNDONE
from lti_tool.views.translate import gettext

OTHER = "other"
LENGTH = 1000
PRESETS = {
    "wrong_key": _l("The answer marked as right is wrong"),
    "ambiguous": _l("More than one answer could be right"),
    "not_in_source": _l("The source does not say this"),
    "off_topic": _l("Not about this skill"),
    "too_easy": _l("Too easy, or it gives the answer away"),
    "too_hard": _l("Too hard for this course"),
    "badly_written": _l("Badly written"),
    "repeated": _l("We have this one already"),
    OTHER: _l("Another reason"),
}


class ReasonMissingError(InvalidInputError):
    code = "reason_missing"
    message = "Choose why you reject this draft, or say it in your own words."


def read_rejection(preset: str, text: str) -> str:
    """Raises `ReasonMissingError` for neither, or for "another reason" without words."""
    text = text.strip()[:LENGTH]
    if preset not in PRESETS:
        preset = OTHER
    if preset == OTHER and not text:
        raise ReasonMissingError
    return f"{preset}: {text}" if text else preset


def describe_rejection(reason: str) -> str:
    preset, _, text = reason.partition(": ")
    if preset == REGENERATED:
        return gettext("It is being written anew.")
    if preset == UNDONE:
        return gettext("The import that it came with was undone.")
    if preset == OTHER:
        return text
    said = str(PRESETS.get(preset, preset))
    return f"{said}: {text}" if text else said
