"""Training on little, on nonsense, cut short and gone wrong; and what is stored of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import generators.planner.stages as stages
from generators.exercise.content import Kind
from generators.exercise.worksheet import LearnerState
from generators.fitting.progress import Progress
from generators.fitting.tensor_file import read_tensors
from generators.planner.card import CARD, WEIGHTS, digest_file
from generators.planner.errors import (
    PlannerFileError,
    PlannerInputError,
    TrainingStoppedError,
)
from generators.planner.planner import Planner
from generators.planner.sheets import Prepared, date_sheets, prepare_sheets
from generators.planner.training import train_planner
from generators.planner.wishes import Wishes
from tests.generators.planner.school import QUICK, make_sheet, small_map, small_school


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planner")
    train(folder)
    return folder


@pytest.fixture
def copy(trained: Path, tmp_path: Path) -> Iterator[Path]:
    for name in (CARD, WEIGHTS):
        (tmp_path / name).write_bytes((trained / name).read_bytes())
    return tmp_path


def train(folder: Path, prepared: Prepared | None = None, **more: object) -> None:
    train_planner(
        prepared or small_school(),
        folder,
        settings=QUICK,
        requires=small_map().requires,
        order=small_map().skills,
        simulated=True,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("prepared", "sentence"),
    [
        (Prepared((), (), ()), "0 sheets are too few to learn from"),
        (prepare_sheets(date_sheets([make_sheet()] * 5)), "[01] sheets are too few"),
        (replace(small_school(), validation=()), "Only 0 sheets of learners kept aside"),
    ],
    ids=["none", "one-learner", "nobody-aside"],
)
def test_too_little_is_said(tmp_path: Path, prepared: Prepared, sentence: str) -> None:
    with pytest.raises(PlannerInputError, match=sentence):
        train(tmp_path, prepared)
    assert not list(tmp_path.iterdir())


def test_one_skill_and_a_bank_of_five_forms_train_and_plan(tmp_path: Path) -> None:
    train(tmp_path, small_school(skills=1))
    [sheet] = Planner.load(tmp_path).plan(LearnerState(mastery={"s0": 0.4}), Wishes(5))
    assert [slot.skill for slot in sheet.sheet] == ["s0"] * 5


def test_contradictory_chances_train_and_say_so(tmp_path: Path) -> None:
    """P(correct) is the opposite of what mastery and difficulty say."""
    school = small_school()
    turned = [
        replace(
            one,
            planned=one.planned.model_copy(
                update={
                    "sheet": tuple(
                        slot.model_copy(update={"p_correct": 1 - slot.p_correct})
                        for slot in one.planned.sheet
                    )
                }
            ),
        )
        for one in school.train
    ]
    train(tmp_path, replace(school, train=tuple(turned)))
    card = Planner.load(tmp_path).card
    assert card.words.law.error > 0.02
    assert card.words.law.difficulty >= 0


def test_numbers_that_are_none_stop_and_keep_what_was_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stages.Generator.log_likelihood
    calls = iter(range(10_000))

    def burst(self: stages.Generator, *both: object) -> torch.Tensor:
        found: torch.Tensor = real(self, *both)  # type: ignore[arg-type]
        return found * float("nan") if next(calls) == 25 else found

    monkeypatch.setattr(stages.Generator, "log_likelihood", burst)
    train(tmp_path)
    warm = Planner.load(tmp_path).card.stages[0]
    assert warm.ending == "diverged"
    assert 0 < warm.best <= warm.steps < QUICK.warm_steps


def test_numbers_that_are_none_from_the_start_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        stages.Generator, "log_likelihood", lambda *_: torch.full((3,), float("nan"))
    )
    with pytest.raises(TrainingStoppedError, match="Look for extreme values"):
        train(tmp_path)


class CutError(Exception):
    pass


@pytest.mark.parametrize("stage", ["warm", "critic", "tune"])
def test_a_training_cut_short_goes_on_and_ends_the_same(
    trained: Path, tmp_path: Path, stage: str
) -> None:
    seen: list[Progress] = []

    def cut(progress: Progress) -> None:
        if progress.stage == stage:
            raise CutError

    with pytest.raises(CutError):
        train(tmp_path, tell=cut)
    assert not (tmp_path / CARD).exists()
    train(tmp_path, tell=seen.append)
    firsts = [one.done for one in seen if one.stage == stage]
    assert min(firsts, default=99) > (QUICK.look if stage != "tune" else 4)
    whole, resumed = (read_tensors(folder / WEIGHTS)[0] for folder in (trained, tmp_path))
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    assert not list(tmp_path.glob("checkpoint*"))


def test_a_checkpoint_of_another_seed_is_not_gone_on_from(tmp_path: Path) -> None:
    def cut(progress: Progress) -> None:
        raise CutError(progress.stage)

    with pytest.raises(CutError):
        train(tmp_path, tell=cut)
    seen: list[Progress] = []
    train(tmp_path, tell=seen.append, seed=5)
    assert seen[0].done == QUICK.look


def test_the_same_profile_and_noise_give_the_same_sheet(trained: Path) -> None:
    learner = small_school().unseen[0].planned.learner
    once, again = (Planner.load(trained).plan(learner, seed=7, alternatives=3) for _ in range(2))
    assert once == again
    assert len({sheet.model_dump_json() for sheet in once}) == 3


def test_wishes_are_kept_and_longer_sheets_than_learnt_are_planned(trained: Path) -> None:
    learner = small_school().unseen[0].planned.learner
    wishes = Wishes(9, frozenset({"s2", "s3"}), frozenset({Kind.CLOZE, Kind.MATCHING}))
    [sheet] = Planner.load(trained).plan(learner, wishes)
    assert len(sheet.sheet) == 9
    assert {slot.skill for slot in sheet.sheet} <= {"s2", "s3"}
    assert {slot.kind for slot in sheet.sheet} <= {Kind.CLOZE, Kind.MATCHING}


def test_a_sheet_is_of_the_first_wanted_skills(trained: Path) -> None:
    learner, planner = small_school().unseen[0].planned.learner, Planner.load(trained)
    wanted = ("gone", "s5", "s0", "s3", "s1")
    found = planner.plan(learner, alternatives=4, wanted=wanted)
    assert {slot.skill for sheet in found for slot in sheet.sheet} <= {"s5", "s0", "s3"}
    [kept] = planner.plan(learner, Wishes(skills=frozenset({"s1"})), wanted=("s0", "s5"))
    assert {slot.skill for slot in kept.sheet} == {"s1"}


def test_a_learner_of_another_course_is_refused(trained: Path) -> None:
    with pytest.raises(PlannerInputError, match="none of this learner's skills"):
        Planner.load(trained).plan(LearnerState(mastery={"x": 0.5}))


def test_nothing_known_of_a_learner_but_one_skill(trained: Path) -> None:
    [sheet] = Planner.load(trained).plan(LearnerState(mastery={"s1": 0.5}))
    assert {slot.skill for slot in sheet.sheet} == {"s1"}


def test_the_card_says_what_was_learnt_from(trained: Path) -> None:
    card, school = Planner.load(trained).card, small_school()
    assert card.data.simulated
    assert (card.data.train, card.data.unseen) == (len(school.train), len(school.unseen))
    assert {"planner_auc", "rule_auc", "valid", "in_band"} <= set(card.figures)
    assert card.skills == small_map().skills


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("missing", "There is no planner in"),
        ("version", "is of version 99; this release reads version 1"),
        ("card", r"card.json in .* is damaged"),
        ("field", r"is damaged \(seed"),
        ("weights", "is not the file that its card was written for"),
        ("cut", "planner.safetensors is damaged"),
        ("pickle", "planner.safetensors is damaged"),
        ("other", "does not fit its card"),
    ],
)
def test_a_file_that_is_damaged_is_refused_with_the_reason(
    copy: Path, spoil: str, sentence: str
) -> None:
    spoil_file(copy, spoil)
    with pytest.raises(PlannerFileError, match=sentence):
        Planner.load(copy)


def spoil_file(folder: Path, how: str) -> None:
    card, weights = folder / CARD, folder / WEIGHTS
    data = json.loads(card.read_text())
    if how == "missing":
        card.unlink()
    elif how == "card":
        card.write_text(card.read_text()[:100])
    elif how in ("version", "field"):
        data["version" if how == "version" else "seed"] = 99 if how == "version" else "x"
        card.write_text(json.dumps(data))
    elif how == "weights":
        weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\1")
    else:
        if how == "cut":
            weights.write_bytes(weights.read_bytes()[:-40])
        elif how == "pickle":
            torch.save({"generator/x": torch.zeros(2)}, weights)
        else:
            data["words"]["skills"] = data["words"]["skills"][:-1]
            data["words"]["misconceptions"] = {}
            data["words"]["requires"] = {}
        data["digest"] = digest_file(weights)
        card.write_text(json.dumps(data))
