"""What is wrong with a typed exercise, field by field, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import ValidationError

from generators.exercise.content import Kind
from lti_tool.views.translate import gettext, ngettext

KINDS = {kind.value for kind in Kind}
# The models' own rules (generators.exercise.content): the field they speak of, and the sentence.
RULES = {
    "a multiple choice exercise has exactly one right option": (
        "options",
        _l("Mark exactly one option as right."),
    ),
    "two options have the same text": ("options", _l("Two options have the same text.")),
    "two entries of the same column are equal": (
        "pairs",
        _l("Two entries of the same column are equal."),
    ),
    "two steps are equal": ("steps", _l("Two steps are equal.")),
    "two questions of a case have the same text": (
        "parts",
        _l("Two questions have the same text."),
    ),
}
Sentence = Callable[[dict[str, Any]], str]
TYPES: dict[str, Sentence] = {
    "string_too_short": lambda _: gettext("Fill this in."),
    "missing": lambda _: gettext("Fill this in."),
    "bool_type": lambda _: gettext("Choose true or false."),
    "float_parsing": lambda _: gettext("Give a number, for example 3.5."),
    "float_type": lambda _: gettext("Give a number, for example 3.5."),
    "finite_number": lambda _: gettext("Give a finite number."),
    "int_parsing": lambda _: gettext("Give a whole number."),
    "int_type": lambda _: gettext("Give a whole number."),
    "string_pattern_mismatch": lambda _: gettext(
        "Use a letter first, then letters, digits or _ (at most 21)."
    ),
    "string_too_long": lambda c: gettext(
        "Shorten this to %(most)s characters.", most=c["max_length"]
    ),
    "too_short": lambda c: ngettext(
        "Give at least %(num)s entry.", "Give at least %(num)s entries.", c["min_length"]
    ),
    "too_long": lambda c: ngettext(
        "Give at most %(num)s entry.", "Give at most %(num)s entries.", c["max_length"]
    ),
    "greater_than": lambda c: gettext("Give more than %(bound)s.", bound=c["gt"]),
    "greater_than_equal": lambda c: gettext("Give at least %(bound)s.", bound=c["ge"]),
    "less_than_equal": lambda c: gettext("Give at most %(bound)s.", bound=c["le"]),
}


def list_problems(error: ValidationError) -> dict[str, str]:
    """By field path; the first problem of each."""
    problems: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        path, text = describe_problem(dict(detail))
        problems.setdefault(path, text)
    return problems


def describe_problem(detail: dict[str, Any]) -> tuple[str, str]:
    """Field path and sentence of one of pydantic's errors."""
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return _describe_rule(str(context["error"]))
    sentence = TYPES.get(detail["type"])
    return _path(detail["loc"]), sentence(context) if sentence else detail["msg"]


def _describe_rule(message: str) -> tuple[str, str]:
    if message in RULES:
        path, text = RULES[message]
        return path, str(text)
    if message.startswith("the text must hold gap"):
        gap = message.removeprefix("the text must hold gap ").removesuffix(" exactly once")
        return "stem", gettext("The text must hold %(gap)s exactly once.", gap=gap)
    if message.startswith("the tolerance takes"):
        return "tolerance", gettext("This takes one of the mistakes for right. Narrow it.")
    return "", message


def _path(location: tuple[int | str, ...]) -> str:
    """The field's path without the kind that the union of kinds puts first."""
    steps = [str(step) for step in location]
    return ".".join(steps[1:] if steps[:1] and steps[0] in KINDS else steps)


def describe_family_error(message: str) -> dict[str, str]:
    """The drawing's own words name the part that has to change."""
    place = "formula" if message.startswith("formula: ") else ""
    if message.startswith("the stem does not show"):
        place = "stem"
    reason = message.removeprefix("formula: ")
    return {place: gettext("No variants can be drawn: %(reason)s.", reason=reason)}
