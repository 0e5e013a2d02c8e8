"""The gate of priors: what cannot be judged keeps the present model, first."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from analytics.refit import Obstacle, RefitError, SiteTrial, try_site
from analytics.refit_rows import CourseEvidence
from analytics.types import Evidence
from generators.bank import priors_apart
from generators.bank.items import BankError
from generators.bank.priors import infer_priors
from generators.bank.priors_apart import infer_apart
from jobs import response_priors
from jobs.response_priors import choose_fit, inform_course, measure_late


def infer_here(answers: Iterable[tuple[str, str, float]]) -> dict[str, float]:
    return {name: belief.mean for name, belief in infer_priors(answers).exercises.items()}


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
        choose_fit([make_course(1)])
    assert error.value.obstacle is Obstacle.FEW_LEARNERS


@pytest.mark.parametrize("course", [make_course(0), make_course(1), make_course(3, 5)])
def test_little_evidence_leaves_the_course_as_it_is(course: CourseEvidence) -> None:
    assert inform_course(course, infer_here) is course


def test_a_score_that_is_no_number_leaves_the_course_as_it_is() -> None:
    course = make_course(20)
    odd = [replace(piece, score=math.nan) for piece in course.evidence]
    assert inform_course(replace(course, evidence=odd), infer_here).easy == {}


def test_late_answers_do_not_reach_the_priors() -> None:
    course = make_course(30)
    pieces = sorted(course.evidence, key=lambda piece: (piece.time, piece.id))
    cut = round(0.6 * len(pieces))
    turned = [replace(one, score=1 - one.score) for one in pieces[cut:]]
    other = replace(course, evidence=[*pieces[:cut], *turned])
    easy = inform_course(course, infer_here).easy
    assert easy == inform_course(other, infer_here).easy != {}


def test_priors_say_which_exercises_are_easy() -> None:
    easy = inform_course(make_course(60), infer_here).easy
    assert easy["x0"] > easy["x10"] > easy["x19"]


def fit_with(losses: Sequence[float], monkeypatch: pytest.MonkeyPatch) -> response_priors.Choice:
    """Whatever the refits were, their losses are these."""
    left = iter(losses)
    monkeypatch.setattr(response_priors, "measure_late", lambda _fit: next(left))
    return choose_fit([make_course(30)], infer=infer_here)


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


def fail_once(name: str, at: int, monkeypatch: pytest.MonkeyPatch) -> list[SiteTrial]:
    """The call `at` of that half of a refit raises; what the other calls were for or gave."""
    real, seen = getattr(response_priors, name), []

    def fit(given: Any, **more: Any) -> Any:
        seen.append(given)
        if len(seen) == at:
            raise RefitError(Obstacle.UNUSABLE)
        return real(given, **more)

    monkeypatch.setattr(response_priors, name, fit)
    return seen


def test_a_trial_that_fails_with_priors_keeps_the_present_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = fail_once("try_site", 2, monkeypatch)
    choice = choose_fit([make_course(30)], infer=infer_here)
    assert (choice.reason, len(tried)) == ("unusable", 2)


def test_a_fit_that_cannot_be_kept_with_priors_keeps_the_present_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finished = fail_once("finish_site", 1, monkeypatch)
    assert fit_with((0.6, 0.5), monkeypatch).reason == "unusable"
    assert len(finished) == 2


def test_only_the_better_trial_is_fitted_to_all_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    finished = fail_once("finish_site", 0, monkeypatch)
    assert fit_with((0.6, 0.5), monkeypatch).reason == "better"
    assert len(finished) == 1


def test_many_answers_need_no_prior(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_priors, "MOST_ANSWERS", 10)
    assert choose_fit([make_course(30)]).reason == "too_many"


def test_the_loss_is_that_of_late_answers() -> None:
    trial = try_site([make_course(30)])
    (report,) = trial.reports
    assert report is not None
    assert measure_late(trial) == pytest.approx(report.belief.log_loss.value)


def test_too_few_answers_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priors_apart, "ProcessPoolExecutor", None)
    with pytest.raises(BankError, match="learners"):
        infer_apart([("l", "x", 1.0)], lambda: None)


def test_torch_stays_out_of_the_process_that_refits() -> None:
    """And the other process is waited for with a sign of life."""
    code = (
        "import sys\n"
        "import jobs.refit_model\n"
        "from generators.bank.priors_apart import infer_apart\n"
        "answers = [(f'l{i}', f'x{j}', float(i > j)) for i in range(8) for j in range(8)]\n"
        "told = []\n"
        "found = infer_apart(answers, lambda: told.append(1))\n"
        "print(found['x7'] > found['x0'], bool(told), 'torch' in sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert ended.stdout.split() == ["True", "True", "False"]
