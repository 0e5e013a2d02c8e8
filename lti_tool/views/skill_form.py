"""A skill as an instructor types it: its terms are separated by commas of either script."""

from __future__ import annotations

import re
from itertools import zip_longest

from flask import request

from lti_tool.services.skills import SkillForm, TypedError

_SEPARATORS = re.compile(r"[,;\uff0c\uff1b\u3001\n]")


def read_skill_form() -> SkillForm:
    return SkillForm(
        name=request.form.get("name", ""),
        description=request.form.get("description", ""),
        terms=tuple(_SEPARATORS.split(request.form.get("terms", ""))),
        definition=request.form.get("definition"),
        misconceptions=_read_errors() if "misconception" in request.form else None,
    )


def _read_errors() -> tuple[TypedError, ...]:
    texts, marks = request.form.getlist("misconception"), request.form.getlist("mark")
    return tuple(TypedError(text, mark) for text, mark in zip_longest(texts, marks, fillvalue=""))


def join_terms(terms: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(terms)
