"""The words of the administration for how rows stand."""

from __future__ import annotations

from lti_tool.models import RequestState, ScoreState, SourceState
from lti_tool.views import request_words, score_words, source_words


def describe_state(state: RequestState | SourceState | ScoreState) -> str:
    if isinstance(state, ScoreState):
        return str(score_words.STATES[state])
    if isinstance(state, SourceState):
        return str(source_words.STATES[state])
    return str(request_words.STATES[state])
