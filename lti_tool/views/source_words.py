"""The words for how a source stands, why it failed, what was not read and what looks odd in it."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l

from lti_tool.models import SourceState
from lti_tool.views.translate import gettext

STATES = {
    SourceState.WAITING: _l("Waiting to be read"),
    SourceState.READING: _l("Being read"),
    SourceState.READY: _l("Ready"),
    SourceState.FAILED: _l("Could not be read"),
    SourceState.REPLACED: _l("Replaced"),
    SourceState.DELETED: _l("Deleted"),
}
LANGUAGES = {"en": _l("English"), "zh": _l("Chinese")}
ERRORS = {
    "empty": _l("The file holds no text. Choose another one."),
    "too_large": _l("The file is too large to be read. Split it, or save its pictures smaller."),
    "unsupported": _l("Files of this type cannot be read. Save it as PDF, DOCX or PPTX."),
    "mislabelled": _l(
        "The file's content is of another type than its name says. Save it anew in the program "
        "that made it."
    ),
    "encrypted": _l("The file is protected by a password. Save it without one and upload that."),
    "corrupt": _l("The file is damaged. Open it in the program that made it and save it anew."),
    "archive_bomb": _l(
        "The file unpacks to far more than a document holds, so it was not opened. Save it anew."
    ),
    "entity_bomb": _l(
        "The file holds definitions that documents never need, so it was not opened. Save it anew."
    ),
    "too_slow": _l("Reading the file takes too long. Split it, or save it anew as a simple PDF."),
    "too_much_memory": _l("The file needs more memory than one file may use. Split it."),
    "reader_crashed": _l("The reader stopped on this file. Save it anew, for example as PDF."),
    "interrupted": _l(
        "Reading was interrupted three times. Try again; tell your administrator if it stays."
    ),
    "file_missing": _l("The uploaded file is no longer there. Upload it again."),
    "unreadable": _l("The file could not be read. Save it anew and upload it."),
}
REASONS = {
    "no_text": _l("No text, perhaps a scan"),
    "picture": _l("Picture"),
    "hidden_text": _l("Hidden text"),
    "hidden_slide": _l("Hidden slide"),
    "script": _l("Script"),
    "styles": _l("Layout rules"),
    "navigation": _l("Menu or page frame"),
    "running_line": _l("Header or footer that repeats"),
    "text_box": _l("Text box"),
    "footnote": _l("Footnote"),
    "embedded": _l("Embedded object"),
    "page_failed": _l("This page could not be read"),
    "over_limit": _l("Beyond the number of pages that are read"),
    "other_language": _l("In a language other than English and Chinese"),
}
MARKS = {
    "ignore_instructions": _l("tells the reader to ignore instructions"),
    "new_role": _l("assigns a role to an assistant"),
    "names_the_model": _l("addresses a language model"),
    "dictates_the_answer": _l("dictates an answer or a mark"),
    "chat_markup": _l("holds the markup of a chat"),
    "invisible_characters": _l("holds invisible characters"),
}
_PLACES = {
    "page": _l("page %(number)s"),
    "slide": _l("slide %(number)s"),
    "pages": _l("pages %(first)s to %(last)s"),
    "slides": _l("slides %(first)s to %(last)s"),
}
_WHOLE = {"every page": _l("every page")}


def describe_error(code: str) -> str:
    return str(ERRORS.get(code, ERRORS["unreadable"]))


def describe_reason(code: str) -> str:
    """A new code of the reader is shown as it is."""
    return str(REASONS.get(code, code))


def describe_marks(codes: list[str]) -> str:
    """Distinct, since a mark has a form in each language."""
    stems = dict.fromkeys(code.removesuffix("_zh") for code in codes)
    return gettext("; ").join(str(MARKS.get(stem, stem)) for stem in stems)


def describe_place(place: str) -> str:
    """The reader says "page 3", "slides 4 to 9" or "the document"."""
    one = re.fullmatch(r"(page|slide) (\d+)", place)
    if one:
        return str(_PLACES[one[1]]) % {"number": one[2]}
    several = re.fullmatch(r"(pages|slides) (\d+) to (\d+)", place)
    if several:
        return str(_PLACES[several[1]]) % {"first": several[2], "last": several[3]}
    return str(_WHOLE.get(place, _l("the whole file")))
