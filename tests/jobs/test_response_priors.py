"""The gate of priors: what cannot be judged keeps the present model, first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from analytics.refit import Obstacle, RefitError, SiteFit, refit_site
from analytics.refit_rows import CourseEvidence
from analytics.types import Evidence
from jobs import response_priors
from jobs.response_priors import choose_fit, inform_course, measure_late

START = datetime(2026, 1, 1, tzinfo=UTC)


def make_course(learners: int, answers: int = 12) -> CourseEvidence:
    random = Random(learners)
    evidence = []
    for learner in range(learners):
        ability = random.gauss(0, 1)
        for at in range(answers):
            number = random.randrange(20)
            chance = 1 / (1 + math.exp((number - 9.5) / 4 - ability))
            time = START + timedelta(hours=at, seconds=learner)
            score = float(random.random() < chance)
            evidence.append(
                Evidence(f"{learner}/{at}", f"l{learner}", ("s",), score, time, f"x{number}")
            )
    return CourseEvidence("c", evidence, {})


def test_what_cannot_be_refitted_raises_as_before() -> None:
    with pytest.raises(RefitError) as error:
        choose_fit([make_course(1)], refit_site)
    assert error.value.obstacle is Obstacle.FEW_LEARNERS


@pytest.mark.parametrize("course", [make_course(0), make_course(1), make_course(3, 5)])
def test_little_evidence_leaves_the_course_as_it_is(course: CourseEvidence) -> None:
    assert inform_course(course) is course


def test_a_score_that_is_no_number_leaves_the_course_as_it_is() -> None:
    course = make_course(20)
    odd = [replace(piece, score=math.nan) for piece in course.evidence]
    assert inform_course(replace(course, evidence=odd)).easy == {}


def test_late_answers_do_not_reach_the_priors() -> None:
    course = make_course(30)
    pieces = sorted(course.evidence, key=lambda piece: (piece.time, piece.id))
    cut = round(0.6 * len(pieces))
    turned = [replace(one, score=1 - one.score) for one in pieces[cut:]]
    other = replace(course, evidence=[*pieces[:cut], *turned])
    assert inform_course(course).easy == inform_course(other).easy != {}


def test_priors_say_which_exercises_are_easy() -> None:
    easy = inform_course(make_course(60)).easy
    assert easy["x0"] > easy["x10"] > easy["x19"]


def fit_with(losses: Sequence[float], monkeypatch: pytest.MonkeyPatch) -> response_priors.Choice:
    """Whatever the refits were, their losses are these."""
    left = iter(losses)
    monkeypatch.setattr(response_priors, "measure_late", lambda _fit: next(left))
    return choose_fit([make_course(30)], refit_site)


@pytest.mark.parametrize(
    ("losses", "reason"),
    [
        ((0.6, 0.5), "better"),
        ((0.5, 0.6), "no_better"),
        ((0.5, 0.5), "no_better"),
        ((0.5, math.nan), "no_better"),
        ((None, 0.5), "not_judged"),
    ],
)
def test_the_lower_loss_is_kept_and_the_reason_said(
    losses: tuple[float, float], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = fit_with(losses, monkeypatch)
    assert choice.reason == reason


def test_a_refit_that_fails_with_priors_keeps_the_present_one() -> None:
    asked: list[Sequence[CourseEvidence]] = []

    def refit(evidence: Sequence[CourseEvidence]) -> SiteFit:
        asked.append(evidence)
        if len(asked) == 2:
            raise RefitError(Obstacle.UNUSABLE)
        return refit_site(evidence)

    choice = choose_fit([make_course(30)], refit)
    assert (choice.reason, len(asked)) == ("unusable", 2)


def test_many_answers_need_no_prior(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_priors, "MOST_ANSWERS", 10)
    assert choose_fit([make_course(30)], refit_site).reason == "too_many"


def test_the_loss_is_that_of_late_answers() -> None:
    fit = refit_site([make_course(30)])
    report = fit.courses["c"].report
    assert report is not None
    assert measure_late(fit) == pytest.approx(report.belief.log_loss.value)
