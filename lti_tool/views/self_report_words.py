"""The words of what learners say of themselves, and of what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from lti_tool.services.self_report_sums import Share


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` stand for 1 to 5, `groups` for low, middle and high ones."""

    name: str
    title: Any
    text: Any
    answers: tuple[Any, ...]
    groups: tuple[Any, Any, Any]


QUESTIONS = (
    Question(
        "effort",
        _l("Effort"),
        _l("How much effort does this course take at present?"),
        (_l("Very little"), _l("Little"), _l("Some"), _l("Much"), _l("Very much")),
        (_l("little effort"), _l("some effort"), _l("much effort")),
    ),
    Question(
        "feeling",
        _l("How it goes"),
        _l("How does this course go for you at present?"),
        (_l("Not well at all"), _l("Not so well"), _l("So-so"), _l("Well"), _l("Very well")),
        (_l("not well"), _l("so-so"), _l("well")),
    ),
)
SHARES = {Share.FEW: _l("few or none"), Share.SOME: _l("some"), Share.MOST: _l("most")}
