"""What a learner is told of a score that goes to two gradebook columns."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.models import Score, ScoreState
from lti_tool.views.learn_words import SENDING, describe_sending


@pytest.mark.parametrize("told", [ScoreState.PARKED, ScoreState.LOCKED, ScoreState.OVERRIDDEN])
def test_trouble_in_one_column_is_told(app: Flask, told: ScoreState) -> None:
    scores = [Score(state=ScoreState.CONFIRMED), Score(state=told)]
    with app.test_request_context():
        assert describe_sending(scores) == str(SENDING[told])


def test_no_score_yet(app: Flask) -> None:
    with app.test_request_context():
        assert describe_sending([]) == ""
