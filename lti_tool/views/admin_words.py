"""The words of the administration for what was done and how rows stand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lti_tool.models import RequestState, ScoreState, SourceState
from lti_tool.views import request_words, score_words, source_words

ACTIONS = {
    "admin.enter": _l("signed in"),
    "admin.sign_out": _l("signed out"),
    "registration.add": _l("added a registration"),
    "registration.change": _l("changed a registration"),
    "registration.activate": _l("switched a registration on"),
    "registration.deactivate": _l("switched a registration off"),
    "registration.invite": _l("made a registration link"),
    "web_service.set": _l("set a web-service token"),
    "web_service.remove": _l("removed a web-service token"),
    "model.choose": _l("chose the drafting model"),
}


def describe_action(action: str) -> str:
    return str(ACTIONS.get(action, action))


def describe_state(state: RequestState | SourceState | ScoreState) -> str:
    if isinstance(state, ScoreState):
        return str(score_words.STATES[state])
    if isinstance(state, SourceState):
        return str(source_words.STATES[state])
    return str(request_words.STATES[state])
