"""A refit of little, of odd and of much evidence; what it keeps is plain numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from analytics.chances import Chances
from analytics.course_report import CourseReport, Verdict, read_report
from analytics.elo import squash
from analytics.parameters import DEFAULTS
from analytics.plain import PlainError, read_snapshot, write_course, write_site
from analytics.profile import fold_profile, read_mastery
from analytics.refit import Obstacle, RefitError, SiteFit, SnapshotMaker, refit_site
from analytics.refit_rows import CourseEvidence, name_within, split_rows
from analytics.tracing.figures import Figure, Measures
from analytics.tracing.model import fit_model, predict_logits
from analytics.trials import Lines
from analytics.types import Choice, Evidence, Source

START = datetime(2026, 1, 1, tzinfo=UTC)
TRUE = {f"x{number}": (number - 9.5) / 5 for number in range(20)}


def make_evidence(learners: int, name: str = "u", shift: float = 0.0) -> list[Evidence]:
    random = Random(name)
    found = []
    for learner in range(learners):
        ability = random.gauss(0.5 + shift, 1)
        for at in range(20):
            exercise = random.choice(list(TRUE))
            score = float(random.random() < squash(ability - TRUE[exercise]))
            time = START + timedelta(hours=at, seconds=learner)
            skill = "a" if int(exercise[1:]) % 2 else "b"
            found.append(
                Evidence(
                    f"{name}{learner}/{at}", f"{name}{learner}", (skill,), score, time, exercise
                )
            )
    return found


def course(evidence: list[Evidence], name: str = "c") -> CourseEvidence:
    return CourseEvidence(name, evidence, {})


@pytest.fixture(scope="module")
def fitted() -> SiteFit:
    """One course with trees, one with few answers that is harder, at the same site."""
    return refit_site(
        [
            course(make_evidence(120)),
            course(make_evidence(6, "v", -1.5), "small"),
            course([], "none"),
        ]
    )


@pytest.mark.parametrize(
    ("evidence", "obstacle"),
    [
        ([], Obstacle.FEW_LEARNERS),
        (make_evidence(1), Obstacle.FEW_LEARNERS),
        (make_evidence(30)[:4] + [replace(one, learner=f"w{n}") for n, one in
                                  enumerate(make_evidence(1))][:10], Obstacle.FEW_ANSWERS),
        ([replace(one, source=Source.SELF_REPORT) for one in make_evidence(30)],
         Obstacle.FEW_LEARNERS),
        ([replace(one, score=1.0) for one in make_evidence(30)], Obstacle.ONE_OUTCOME),
        ([*make_evidence(30), replace(make_evidence(1)[0], score=math.nan)], Obstacle.UNUSABLE),
        ([replace(one, time=one.time.replace(tzinfo=None)) for one in make_evidence(30)],
         Obstacle.UNUSABLE),
    ],
)  # fmt: skip
def test_too_little_or_odd_evidence_makes_no_model(
    evidence: list[Evidence], obstacle: Obstacle
) -> None:
    with pytest.raises(RefitError) as error:
        refit_site([course(evidence)])
    assert error.value.obstacle is obstacle


def test_a_model_that_predicts_worse_than_the_shipped_one_is_not_kept() -> None:
    """What was easy early is hard late, and the other way round."""
    evidence = [
        replace(one, score=float((int((one.exercise or "x0")[1:]) < 10) == (at % 20 < 13)))
        for at, one in enumerate(make_evidence(40))
    ]
    with pytest.raises(RefitError) as error:
        refit_site([course(evidence)])
    assert error.value.obstacle is Obstacle.NO_BETTER


def test_difficulties_are_found_and_the_order_of_arrival_does_not_matter(fitted: SiteFit) -> None:
    snapshot = fitted.courses["c"].snapshot
    assert snapshot.difficulties.keys() == TRUE.keys()
    center = sum(snapshot.difficulties.values()) / len(TRUE)
    off = [abs(found - center - TRUE[name]) for name, found in snapshot.difficulties.items()]
    assert sum(off) / len(off) < 0.3
    few = make_evidence(12)
    one, other = (refit_site([course(each)]).courses["c"] for each in (few, few[::-1]))
    for exercise, difficulty in one.snapshot.difficulties.items():
        assert other.snapshot.difficulties[exercise] == pytest.approx(difficulty, abs=1e-9)


def test_a_course_is_shrunk_to_its_site(fitted: SiteFit) -> None:
    """Site > course: 6 learners move a course's mean only part of the way that they are off."""
    site = fitted.site.parameters.general_mean
    assert fitted.courses.keys() == {"c", "small"}
    small = fitted.courses["small"].snapshot.parameters.general_mean
    large = fitted.courses["c"].snapshot.parameters.general_mean
    assert large - 1.5 < small < large - 0.2
    assert small < site
    assert not fitted.site.difficulties


def test_what_was_thought_of_an_exercise_counts_until_answers_say_more() -> None:
    thought = CourseEvidence("c", make_evidence(12), {"x0": -2.0, "new": -2.0})
    plain = refit_site([course(make_evidence(12))]).courses["c"].snapshot
    found = refit_site([thought]).courses["c"].snapshot
    assert plain.difficulties["x0"] < found.difficulties["x0"] < plain.difficulties["x0"] + 2
    assert "new" not in found.difficulties


def test_the_report_is_of_what_no_fit_had_seen(fitted: SiteFit) -> None:
    one = fitted.courses["c"]
    report = one.report
    assert report is not None
    assert (one.answers, one.learners) == (2400, 120)
    assert (report.seen.fitted, report.seen.corrected, report.belief.answers) == (1440, 480, 480)
    assert report.seen.trees
    assert report.seen.judged_from > (START + timedelta(hours=14)).timestamp()
    assert sum(found.answers for found in report.bins) == 480
    assert report.verdict is not Verdict.BAD
    for figures in (report.belief, report.blend):
        assert figures.log_loss.value is not None
        assert report.shipped.log_loss.value is not None
        assert figures.log_loss.value <= report.shipped.log_loss.value
    assert read_report(json.loads(json.dumps(report.write()))) == report


@pytest.mark.parametrize(
    ("ece", "luck_high", "answers", "verdict"),
    [
        (0.049, 0.02, 1000, Verdict.GOOD),
        (0.051, 0.02, 1000, Verdict.BAD),
        (0.08, 0.09, 1000, Verdict.UNSURE),
        (0.3, 0.02, 99, Verdict.UNSURE),
        (None, 0.0, 0, Verdict.UNSURE),
    ],
)
def test_chances_are_refused_above_the_bound_unless_it_may_be_luck(
    fitted: SiteFit, ece: float | None, luck_high: float, answers: int, verdict: Verdict
) -> None:
    none = Figure(None)
    measures = Measures(answers, 1, none, none, none, Figure(ece))
    report = fitted.courses["c"].report
    assert report is not None
    assert replace(report, belief=measures, luck_high=luck_high).verdict is verdict


def test_a_snapshot_goes_through_json_and_predicts_the_same(fitted: SiteFit) -> None:
    kept = fitted.courses["c"].snapshot
    site, own = json.loads(json.dumps([write_site(fitted.site), write_course(kept)]))
    read = read_snapshot(site, own)
    evidence = make_evidence(1, "w")
    choice, now = Choice("x3", ("a",)), START + timedelta(days=2)
    assert kept.blend is not None
    assert kept.blend.trees
    assert Chances("w0", evidence, read).predict(choice, now) == (
        Chances("w0", evidence, kept).predict(choice, now)
    )
    for skill in ("a", "b", "unseen"):
        one, other = (fold_profile("w0", evidence, each, now) for each in (kept, read))
        assert read_mastery(one, skill, now) == read_mastery(other, skill, now)
    average = read_snapshot(site)
    assert average.parameters == fitted.site.parameters
    assert not average.difficulties


def test_one_learner_is_predicted_as_the_whole_log_is() -> None:
    """The refit without numpy and the one with it are the same, trees included."""
    mine = [replace(one, learner="w") for one in make_evidence(1, "w")]
    every = course([*make_evidence(120), *mine])
    rows = split_rows(every).every
    model = fit_model(rows)
    assert model.boosted is not None
    wanted, belief = predict_logits(model, rows)
    at = [place for place, row in enumerate(rows) if row.user == name_within("c", "w")]
    snapshot = SnapshotMaker(model, DEFAULTS, model.make_blend()).make_course("c", rows, Lines())
    for number, place in enumerate(at):
        chances = Chances("w", mine[:number], snapshot)
        choice = Choice(mine[number].exercise or "", mine[number].skills)
        found = chances.predict(choice, mine[number].time)
        assert found == pytest.approx(float(expit(wanted[place])), abs=1e-9)
    assert np.isfinite(belief).all()


@pytest.mark.parametrize(
    "change",
    [
        lambda site: site.clear(),
        lambda site: site["parameters"].update(general_mean=math.nan),
        lambda site: site["parameters"].update(general_variance=-1.0),
        lambda site: site["parameters"].update(guess=1.0),
        lambda site: site["line"].update(slope=0.0),
        lambda site: site["line"].update(shift="import os"),
        lambda site: site["blend"]["linear"]["slopes"].pop(),
        lambda site: site["blend"]["linear"]["scale"].__setitem__(0, 0.0),
        lambda site: site["blend"]["trees"][0]["left"].__setitem__(0, 0),
        lambda site: site["blend"]["trees"][0]["right"].__setitem__(0, 10**6),
        lambda site: site["blend"]["trees"][0]["value"].pop(),
        lambda site: site["blend"].update(trees=[{}]),
        lambda site: site["blend"].update(trees=7),
    ],
)
def test_what_is_no_snapshot_is_not_read(
    fitted: SiteFit, change: Callable[[dict[str, Any]], Any]
) -> None:
    site = json.loads(json.dumps(write_site(fitted.site)))
    read_snapshot(site)
    change(site)
    with pytest.raises(PlainError):
        read_snapshot(site)


def test_a_report_of_another_shape_is_not_read(fitted: SiteFit) -> None:
    report: CourseReport | None = fitted.courses["c"].report
    assert report is not None
    for key in ("seen", "belief", "bins", "luck"):
        with pytest.raises(PlainError):
            read_report({**report.write(), key: None})
