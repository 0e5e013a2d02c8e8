"""Quotas: who has asked for how many exercises within a day, and what is told them then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from generators.exercise.content import Kind
from lti_tool.db import Database, utcnow
from lti_tool.model_settings import Budget, ModelSettings, Quotas
from lti_tool.models import Context, RequestState, Role
from lti_tool.services.model_use import is_spent, note_use
from lti_tool.services.quotas import CourseQuotaError, PersonQuotaError, require_quota
from lti_tool.services.requests import create_request
from tests.lti_tool.factories import make_blueprint, make_course, make_person, make_skill

QUOTAS = Quotas(course=10, instructor=6, learner=2)


def ask(session: Session, context: Context, person_id: str | None, count: int) -> None:
    blueprint = make_blueprint(make_skill(session, context), Kind.CLOZE)
    create_request(session, context.id, person_id, [blueprint] * count, seed=1)


def require(session: Session, context: Context, person_id: str | None, count: int) -> None:
    require_quota(session, QUOTAS, context.id, person_id, count, utcnow())


def test_person_may_not_ask_for_more_than_their_role_may(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        teacher = make_person(session, context, Role.INSTRUCTOR).id
        learner = make_person(session, context, Role.LEARNER).id
        ask(session, context, teacher, 4)
        require(session, context, teacher, 2)
        with pytest.raises(PersonQuotaError, match=r"6 exercises within 24 hours.*2 of them"):
            require(session, context, teacher, 3)
        require(session, context, learner, 2)
        with pytest.raises(PersonQuotaError, match="2 exercises"):
            require(session, context, learner, 3)


def test_two_requests_at_once_do_not_both_take_what_is_left_for_one(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        teacher = make_person(session, context, Role.INSTRUCTOR).id

    def ask_too() -> None:
        with database.write() as session:
            require(session, context, teacher, 4)
            ask(session, context, teacher, 4)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            require(session, context, teacher, 4)
            other = pool.submit(ask_too)
            wait([other], timeout=0.5)
            ask(session, context, teacher, 4)
        with pytest.raises(PersonQuotaError, match="2 of them"):
            other.result()


def test_course_has_a_limit_whoever_asks(database: Database) -> None:
    with database.write() as session:
        context, other = make_course(session), make_course(session)
        teachers = [make_person(session, context, Role.INSTRUCTOR).id for _ in range(3)]
        for teacher in teachers[:2]:
            ask(session, context, teacher, 5)
        with pytest.raises(CourseQuotaError, match="and 0 of them are left"):
            require(session, context, teachers[2], 1)
        with pytest.raises(CourseQuotaError):
            require(session, context, None, 1)
        require(session, other, None, 10)


def test_yesterday_is_over_and_what_was_cancelled_is_given_back(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        teacher = make_person(session, context, Role.INSTRUCTOR).id
        blueprint = make_blueprint(make_skill(session, context), Kind.CLOZE)
        old = create_request(session, context.id, teacher, [blueprint] * 6, seed=1)
        cancelled = create_request(session, context.id, teacher, [blueprint] * 6, seed=1)
        old.created_at = utcnow() - timedelta(hours=25)
        cancelled.state, cancelled.done = RequestState.CANCELLED, 1
        session.flush()
        require(session, context, teacher, 5)
        with pytest.raises(PersonQuotaError, match="5 of them"):
            require(session, context, teacher, 6)


def test_nought_is_no_limit(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        require_quota(session, Quotas(0, 0, 0), context.id, None, 10_000, utcnow())


def test_budget_of_a_day(database: Database) -> None:
    today = utcnow().date()
    with database.write() as session:
        context, other = make_course(session), make_course(session)
        for tokens in (400, 500):
            note_use(session, context.id, today, 3, tokens)
        assert not is_spent(session, Budget(7, 1000), context.id, today)
        assert is_spent(session, Budget(6, 0), context.id, today)
        assert is_spent(session, Budget(0, 900), context.id, today)
        assert not is_spent(session, Budget(0, 0), context.id, today)
        assert not is_spent(session, Budget(1, 1), context.id, today + timedelta(days=1))
        assert not is_spent(session, Budget(1, 1), other.id, today)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MODEL_DEVICE", "tpu", "COURSEWRIGHT_MODEL_DEVICE takes one of auto, cpu, cuda"),
        ("MODEL_DTYPE", "int4", "COURSEWRIGHT_MODEL_DTYPE takes one of auto, float32, bfloat16"),
        ("MODEL_BATCH", "many", "MODEL_BATCH: many"),
    ],
)
def test_setting_that_cannot_be_used_is_named(name: str, value: str, sentence: str) -> None:
    def whole(name: str, text: str) -> int:
        if not text.isdecimal():
            raise ValueError(f"{name}: {text}")
        return int(text)

    env = {name: value}
    with pytest.raises(ValueError, match=sentence):
        ModelSettings.read(lambda own, default: env.get(own, default), whole)
