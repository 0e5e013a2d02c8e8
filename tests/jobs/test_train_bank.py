"""Training what knows a course's bank: too little, stopped, cancelled, damaged; then a course."""

from __future__ import annotations

from typing import Any

import pytest

from generators.bank.item_model import FEWEST_ITEMS
from generators.bank.item_training import ItemPlan
from generators.bank.items import DivergedError
from generators.exercise.content import Content
from jobs import bank_shelf, train_bank
from jobs.bank_shelf import BankShelf
from jobs.meaning import MeaningShelf
from jobs.parts import Parts
from jobs.stopping import STOP
from lti_tool.db import utcnow
from lti_tool.models import BankModel, Context, TrainingState
from lti_tool.services import bank_models, trainings
from lti_tool.services.bank_models import FEWEST, TrainedBank, bank_folder, find_bank_model
from tests.generators.bank.conftest import invent_bank
from tests.lti_tool.class_course import ClassCourse
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import make_course, make_practice

QUICK = ItemPlan(steps=20, every=10)


@pytest.fixture(autouse=True)
def _no_embedder(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words alone, whatever this machine has installed."""

    class Empty(MeaningShelf):
        def _take(self, parts: Parts) -> None:
            del parts

    monkeypatch.setattr(bank_shelf, "MEANING", Empty())


def make_bank(parts: Parts, number: int) -> Context:
    with parts.database.write() as session:
        context = make_course(session)
        course = ClassCourse(session, context, make_practice(session, context))
        skills = {}
        for at, item in enumerate(invent_bank(number)):
            if item.skill not in skills:
                skills[item.skill] = course.skill(item.skill, at)
            content: Content = CHOICE.model_copy(update={"stem": f"{item.text}?"})
            course.exercise(skills[item.skill], content)
    return context


def train(parts: Parts, context: Context) -> BankModel:
    with parts.database.write() as session:
        trainings.ask_for_training(session, BankModel, context.id)
    train_bank.train_bank(parts, context.id, QUICK)
    return read(parts, context)


def read(parts: Parts, context: Context) -> BankModel:
    with parts.database.read() as session:
        row = find_bank_model(session, context.id)
    assert row is not None
    return row


def test_pages_and_model_agree_on_what_it_takes() -> None:
    assert FEWEST == FEWEST_ITEMS


def test_nobody_asked_so_nothing_is_trained(parts: Parts) -> None:
    context = make_bank(parts, 1)
    train_bank.train_bank(parts, context.id, QUICK)
    assert read(parts, context).state is TrainingState.NONE


def test_a_small_bank_says_how_many_it_has(parts: Parts) -> None:
    row = train(parts, make_bank(parts, 5))
    assert (row.state, row.stage) == (TrainingState.FAILED, train_bank.TOO_LITTLE)
    assert row.detail == "The course has 5 published exercises; it takes 50."


def test_a_worker_that_is_to_stop_gives_the_training_back(parts: Parts) -> None:
    context = make_bank(parts, 1)
    STOP.set()
    try:
        row = train(parts, context)
    finally:
        STOP.clear()
    assert (row.state, row.tries, row.lease_until) == (TrainingState.WAITING, 0, None)


def test_a_cancelled_training_stops(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    context = make_bank(parts, FEWEST)

    def cancel_and_choose(*args: Any) -> Any:
        with parts.database.write() as session:
            trainings.cancel_training(session, BankModel, context.id, utcnow())
        return bank_shelf.choose_embedder(*args)

    monkeypatch.setattr(train_bank, "choose_embedder", cancel_and_choose)
    assert train(parts, context).state is TrainingState.NONE
    assert not bank_folder(parts.settings.data, context.id).exists()


def test_a_training_that_diverges_says_so(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    def diverge(*_args: object) -> None:
        raise DivergedError("The bound was not a number from the start.")

    monkeypatch.setattr("generators.bank.item_model.fit_item_model", diverge)
    row = train(parts, make_bank(parts, FEWEST))
    assert (row.state, row.stage) == (TrainingState.FAILED, train_bank.DIVERGED)


def pretend(parts: Parts, context: Context, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A training that leaves one file and nothing else."""

    def leave(*_args: object) -> TrainedBank:
        fresh = bank_folder(parts.settings.data, context.id).with_name(f"{context.id}.new")
        fresh.mkdir(parents=True)
        (fresh / "card.json").write_text(revision)
        return TrainedBank(revision, {}, {}, {})

    monkeypatch.setattr(train_bank, "_train", leave)
    train(parts, context)


def test_the_model_in_use_stays_until_the_row_names_the_other(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = make_bank(parts, 1)
    folder = bank_folder(parts.settings.data, context.id)
    pretend(parts, context, "r1", monkeypatch)

    def fail(*_args: object) -> bool:
        raise RuntimeError("The disk is full.")

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(bank_models, "keep_bank", fail)
        pretend(parts, context, "r2", broken)
    assert read(parts, context).revision == "r1"
    assert (folder / "r1" / "card.json").read_text() == "r1"
    with parts.database.write() as session:
        trainings.cancel_training(session, BankModel, context.id, utcnow())
    pretend(parts, context, "r3", monkeypatch)
    assert read(parts, context).revision == "r3"
    assert [path.name for path in folder.iterdir()] == ["r3"]


def test_a_bank_is_trained_laid_out_and_not_trusted_by_words_alone(parts: Parts) -> None:
    context = make_bank(parts, FEWEST + 2)
    assert BankShelf().take(parts, context.id).reason == bank_shelf.NO_MODEL
    row = train(parts, context)
    assert row.state is TrainingState.TRAINED, row.detail
    assert row.data == {"items": FEWEST + 2, "embedder": "lexical-384", "passages": 0}
    assert len(row.places) == FEWEST + 2
    assert all(0 <= at <= 1 for place in row.places.values() for at in place)
    assert {"bound", "bound_ppca", "near_found", "trust"} <= set(row.figures)
    folder = bank_folder(parts.settings.data, context.id) / row.revision
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "weights.safetensors"]
    shelf = BankShelf()
    assert shelf.take(parts, context.id).reason == bank_shelf.BY_WORDS
    (folder / "card.json").write_text("{")
    assert shelf.take(parts, context.id).reason == bank_shelf.BY_WORDS  # read once a revision
    assert BankShelf().take(parts, context.id).reason == bank_shelf.UNREADABLE


def test_a_model_read_by_another_embedder_is_not_asked(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = make_bank(parts, FEWEST)
    row = train(parts, context)
    card = bank_folder(parts.settings.data, context.id) / row.revision / "card.json"
    card.write_text(card.read_text("utf-8").replace("lexical-384", "minilm@1"), encoding="utf-8")
    assert BankShelf().take(parts, context.id).reason == bank_shelf.OTHER_EMBEDDER
