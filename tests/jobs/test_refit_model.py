"""The fit of a registration's learner model: what goes wrong first, then what comes of it."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from analytics.refit import Obstacle
from analytics.snapshot import SHIPPED
from jobs import response_priors
from jobs.parts import Parts
from jobs.refit_model import refit_registration
from jobs.stopping import STOP
from lti_tool.db import utcnow
from lti_tool.models import Context, CourseModel, Membership, OutsideEvidence, Refit, SiteModel
from lti_tool.services.learner_models import KEPT, LearnerModel, find_model
from lti_tool.services.profiles import read_snapshot
from lti_tool.services.refits import (
    INTERRUPTED,
    MOST_TRIES,
    allow_pooling,
    ask_for_refit,
    begin_refit,
    read_refit,
    registrations_to_refit,
)
from tests.lti_tool.answered_courses import QUESTIONS, add_answers
from tests.lti_tool.factories import make_course, make_exercise, make_skill


@pytest.fixture(autouse=True)
def no_priors(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they do is tested in test_response_priors; here each fit would start a process."""
    monkeypatch.setattr(response_priors, "MOST_ANSWERS", 0)


def make_class(parts: Parts, learners: int, **values: Any) -> Context:
    with parts.database.write() as session:
        context = make_course(session, **values)
        add_answers(session, context, learners)
    return context


def refit(parts: Parts, context: Context) -> Refit:
    """As if an instructor had asked."""
    with parts.database.write() as session:
        ask_for_refit(session, context.registration_id, utcnow())
    refit_registration(parts, context.registration_id)
    return state(parts, context)


def state(parts: Parts, context: Context) -> Refit:
    with parts.database.read() as session:
        found = read_refit(session, context.registration_id)
    assert found is not None
    return found


def model(parts: Parts, context: Context) -> LearnerModel:
    with parts.database.read() as session:
        return find_model(session, context.id)


@pytest.mark.parametrize(
    ("learners", "reason"), [(0, Obstacle.FEW_LEARNERS), (1, Obstacle.FEW_LEARNERS)]
)
def test_without_enough_learners_the_shipped_constants_stay(
    parts: Parts, learners: int, reason: Obstacle
) -> None:
    context = make_class(parts, learners)
    assert refit(parts, context).note == reason
    assert model(parts, context).snapshot == SHIPPED
    assert state(parts, context).asked_at is None


def test_a_refit_that_fails_leaves_the_last_model_in_use(parts: Parts) -> None:
    context = make_class(parts, 25)
    assert refit(parts, context).note == ""
    before = model(parts, context)
    assert before.fitted_at is not None
    with parts.database.write() as session:
        session.execute(update(OutsideEvidence).values(score=math.inf))
    assert refit(parts, context).note == Obstacle.UNUSABLE
    assert model(parts, context) == before


def test_a_model_that_cannot_be_read_gives_way_to_the_one_before(parts: Parts) -> None:
    context = make_class(parts, 25)
    refit(parts, context)
    before = model(parts, context)
    refit(parts, context)
    with parts.database.write() as session:
        newest = session.scalars(select(SiteModel).order_by(SiteModel.created_at.desc())).first()
        assert newest is not None
        newest.parts = {**newest.parts, "line": {"shift": "c\x00posix\nsystem", "slope": 1.0}}
    found = model(parts, context)
    assert found.unreadable
    assert (found.fitted_at, found.snapshot) == (before.fitted_at, before.snapshot)


def test_a_killed_refit_is_begun_again_but_not_for_ever(parts: Parts) -> None:
    context = make_class(parts, 25)
    now = utcnow()
    with parts.database.write() as session:
        ask_for_refit(session, context.registration_id, now)
        for _ in range(MOST_TRIES):
            assert begin_refit(session, context.registration_id, now)
            assert not begin_refit(session, context.registration_id, now)
            now += timedelta(hours=1)
        assert not begin_refit(session, context.registration_id, now)
        assert registrations_to_refit(session, now) == []
    assert state(parts, context).note == INTERRUPTED
    assert refit(parts, context).note == ""


def test_a_worker_that_is_asked_to_stop_gives_it_back(parts: Parts) -> None:
    context = make_class(parts, 25)
    STOP.set()
    try:
        found = refit(parts, context)
    finally:
        STOP.clear()
    assert (found.begun_at, found.tries) == (None, 0)
    assert found.asked_at is not None
    refit_registration(parts, context.registration_id)
    assert model(parts, context).fitted_at is not None


def test_pages_fold_under_the_newest_model_of_their_course(parts: Parts) -> None:
    context = make_class(parts, 25)
    with parts.database.write() as session:
        skill = make_skill(session, context)
        new = make_exercise(session, context, skill=skill)
        new.difficulty = 1.0
        assert read_snapshot(session, context.id).difficulties == {new.id: 1.0}
    refit(parts, context)
    found = model(parts, context)
    assert (found.answers, found.learners, found.pooled) == (25 * QUESTIONS, 25, False)
    assert found.report is not None
    with parts.database.read() as session:
        snapshot = read_snapshot(session, context.id)
    assert snapshot.parameters != SHIPPED.parameters
    assert snapshot.difficulties["question-11"] > snapshot.difficulties["question-0"]
    assert snapshot.difficulties[new.id] == 1.0


def test_nothing_is_pooled_unless_an_admin_allows_it(parts: Parts) -> None:
    context, other = make_class(parts, 25), make_class(parts, 8)
    refit(parts, context)
    assert model(parts, other).fitted_at is None
    alone = model(parts, context)
    assert (alone.site_answers, alone.site_courses) == (25 * QUESTIONS, 1)
    with parts.database.write() as session:
        allow_pooling(session, True)
    refit(parts, context)
    pooled = model(parts, context)
    assert (pooled.site_answers, pooled.site_courses) == (33 * QUESTIONS, 2)
    assert pooled.pooled
    assert model(parts, other).fitted_at is None


def test_a_course_without_answers_is_an_average_one_of_its_site(parts: Parts) -> None:
    context = make_class(parts, 25)
    with parts.database.write() as session:
        empty = make_course(session)
        empty.registration_id = context.registration_id
    refit(parts, context)
    found = model(parts, empty)
    assert (found.answers, found.site_learners, found.report) == (0, 25, None)
    assert found.snapshot.parameters.general_variance == (
        model(parts, context).snapshot.parameters.general_variance
    )


def test_instructors_are_left_out(parts: Parts) -> None:
    context = make_class(parts, 25)
    with parts.database.write() as session:
        someone = session.scalars(select(Membership)).first()
        assert someone is not None
        someone.ever_instructor = True
    refit(parts, context)
    assert model(parts, context).learners == 24


def test_it_is_due_once_a_day_where_something_came(parts: Parts) -> None:
    context, later = make_class(parts, 25), utcnow() + timedelta(days=2)
    with parts.database.write() as session:
        make_course(session)  # of a registration without any evidence
        assert registrations_to_refit(session, utcnow()) == [context.registration_id]
    refit_registration(parts, context.registration_id)
    fitted = model(parts, context).fitted_at
    with parts.database.write() as session:
        assert registrations_to_refit(session, utcnow()) == []
        assert registrations_to_refit(session, later) == [context.registration_id]
        assert not begin_refit(session, context.registration_id, later)
        assert registrations_to_refit(session, later) == []
        session.execute(update(OutsideEvidence).values(created_at=later + timedelta(hours=1)))
        assert begin_refit(session, context.registration_id, later + timedelta(days=2))
    assert model(parts, context).fitted_at == fitted


def test_only_the_newest_models_are_kept(parts: Parts) -> None:
    context = make_class(parts, 25)
    for _ in range(KEPT + 2):
        assert refit(parts, context).note == ""
    with parts.database.read() as session:
        for kind in (SiteModel, CourseModel):
            assert session.scalar(select(func.count(kind.id))) == KEPT
        newest = session.scalar(select(func.max(SiteModel.created_at)))
    assert model(parts, context).fitted_at == newest
