"""What a learner is told: of a score that goes to two gradebook columns, why an exercise comes
next, what a test changed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask, g
from flask_babel import force_locale

from analytics.types import Mastery, Reason
from lti_tool.models import Score, ScoreState
from lti_tool.services.disagreements import Change
from lti_tool.services.showings import CONTESTED
from lti_tool.views.learn_words import SENDING, describe_sending, explain_reason, tell_change


@pytest.mark.parametrize("told", [ScoreState.PARKED, ScoreState.LOCKED, ScoreState.OVERRIDDEN])
def test_trouble_in_one_column_is_told(app: Flask, told: ScoreState) -> None:
    scores = [Score(state=ScoreState.CONFIRMED), Score(state=told)]
    with app.test_request_context():
        assert describe_sending(scores) == str(SENDING[told])


def test_no_score_yet(app: Flask) -> None:
    with app.test_request_context():
        assert describe_sending([]) == ""


@pytest.mark.parametrize(
    ("reason", "facts", "said"),
    [
        (Reason.START, {}, "A first look at this skill"),
        (Reason.START, {"spell": 5.0}, "A change after 5 exercises in a row"),
        (Reason.BELOW_GATE, {"spell": 5.0, "enough": 1.0, "mastery": 0.4}, "A change after 5"),
        (Reason.BELOW_GATE, {"enough": 1.0, "mastery": 0.4}, "about 40% of such exercises"),
        (Reason.REVIEW, {"days": 4.0}, "4 days ago: time to bring it back to mind"),
        (Reason.REVIEW, {"days": 1.0, "recall": 0.62}, "1 day ago, and about 62% of it is still"),
        (CONTESTED, {"number": 2.0, "length": 4.0}, "exercise 2 of 4"),
        (CONTESTED, {"number": 1.0, "length": 1.0}, "You asked to be tested in this skill."),
        ("a reason of a later release", {}, "It comes next in the course."),
    ],
)
def test_the_reason_has_its_figures(
    app: Flask, reason: str, facts: dict[str, float], said: str
) -> None:
    with app.test_request_context(), force_locale("en"):
        g.course_model = SimpleNamespace(hides_chances=False)
        assert said in explain_reason(reason, facts)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.4, 0.61, "rose by 21 points"),
        (0.6, 0.59, "fell by 1 point."),
        (0.5, 0.501, "stayed as it was"),
        (None, 0.7, "There is a figure now: 70%"),
        (0.5, None, "too few, or too unlike"),
    ],
)
def test_what_a_test_changed(
    app: Flask, before: float | None, after: float | None, said: str
) -> None:
    with app.test_request_context(), force_locale("en"):
        g.course_model = SimpleNamespace(hides_chances=False)
        assert said in tell_change(Change(mastery(before), mastery(after)))


def test_a_change_is_told_in_words_where_the_course_shows_no_chances(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        g.course_model = SimpleNamespace(hides_chances=True)
        assert tell_change(Change(mastery(0.4), mastery(0.9))) == "It stands so now: well known."
        assert "%" not in explain_reason(Reason.BELOW_GATE, {"enough": 1.0, "mastery": 0.4})


def mastery(mean: float | None) -> Mastery:
    """None: not enough evidence yet."""
    known = 0.5 if mean is None else mean
    return Mastery("s", known, known - 0.1, known + 0.1, answers=5, enough=mean is not None)
