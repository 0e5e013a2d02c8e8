"""The life cycle of trainings: two at once, a worker that lost its turn, a lease renewed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.models import BankModel, TrainingState
from lti_tool.services import trainings
from lti_tool.services.trainings import LEASE, Turn
from tests.lti_tool.factories import make_course


@pytest.fixture
def context_id(database: Database) -> str:
    with database.write() as session:
        return make_course(session).id


def begin(database: Database, context_id: str) -> Turn:
    with database.write() as session:
        trainings.ask_for_training(session, BankModel, context_id)
        turn = trainings.begin_training(session, BankModel, context_id, utcnow())
    assert turn
    return turn


def test_four_that_ask_at_once_make_one_row(database: Database, context_id: str) -> None:
    start = Barrier(4)

    def press(_number: int) -> None:
        start.wait()
        with database.write() as session:
            trainings.ask_for_training(session, BankModel, context_id)

    with ThreadPoolExecutor(4) as presses:
        list(presses.map(press, range(4)))
    with database.read() as session:
        assert session.query(BankModel).one().state is TrainingState.WAITING


def test_a_worker_that_lost_its_turn_writes_nothing(database: Database, context_id: str) -> None:
    """Its training was cancelled, and another one has the same number."""
    lost = begin(database, context_id)
    with database.write() as session:
        trainings.cancel_training(session, BankModel, context_id, utcnow())
    turn = begin(database, context_id)
    assert turn.number == lost.number
    later = utcnow() + timedelta(hours=1)
    with database.write() as session:
        assert not trainings.tell_progress(session, lost, "items", 1, 2, later)
        trainings.renew_training(session, lost, later)
        trainings.fail_training(session, lost, "too_little", "", later)
        trainings.give_back_training(session, lost)
    with database.read() as session:
        row = session.query(BankModel).one()
    assert (row.state, row.stage, row.tries) == (TrainingState.TRAINING, "", 1)
    assert row.lease_until is not None
    assert row.lease_until < later


def test_a_lease_is_renewed_without_a_word(database: Database, context_id: str) -> None:
    turn = begin(database, context_id)
    later = utcnow() + timedelta(hours=1)
    with database.write() as session:
        assert trainings.tell_progress(session, turn, "map", 0, 1, utcnow())
        trainings.renew_training(session, turn, later)
    with database.read() as session:
        row = session.query(BankModel).one()
    assert (row.stage, row.lease_until) == ("map", later + LEASE)
