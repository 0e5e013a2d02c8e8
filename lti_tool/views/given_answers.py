"""A learner's answers as their instructor reads them: what was asked, what was answered, how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from lti_tool.models import SubmissionState
from lti_tool.services.learner_facts import PastAnswer
from lti_tool.views.exercise_feedback import Outcome, judge, tell_given
from lti_tool.views.exercise_words import show_plain

HANDED_IN = {
    SubmissionState.DRAFT: _l("begun, not handed in"),
    SubmissionState.SUBMITTED: _l("handed in"),
    SubmissionState.REOPENED: _l("open for another try"),
}


@dataclass(frozen=True, slots=True)
class AnswerLine:
    exercise_id: str
    stem: str
    given: str
    outcome: Outcome
    time: datetime


def tell_answers(answers: Iterable[PastAnswer]) -> list[AnswerLine]:
    return [_tell(one) for one in answers]


def _tell(one: PastAnswer) -> AnswerLine:
    """What was chosen or written, question by question."""
    return AnswerLine(
        one.attempt.exercise_id,
        show_plain(one.content.stem),
        "\n".join(tell_given(one.content, one.attempt.answer)),
        judge(one.attempt),
        one.attempt.created_at,
    )
