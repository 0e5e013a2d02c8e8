"""A skill as an instructor types it: its terms are separated by commas of either script."""

from __future__ import annotations

import re

from flask import request

from lti_tool.services.skills import SkillForm

_SEPARATORS = re.compile(r"[,;\uff0c\uff1b\u3001\n]")


def read_skill_form() -> SkillForm:
    return SkillForm(
        name=request.form.get("name", ""),
        description=request.form.get("description", ""),
        terms=tuple(_SEPARATORS.split(request.form.get("terms", ""))),
    )


def join_terms(terms: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(terms)
