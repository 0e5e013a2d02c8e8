"""Encoding there and back, what the critic is not shown, and figures that tell good from bad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from generators.exercise.worksheet import LearnerState, PlannedSheet
from generators.planner.critic import Critic
from generators.planner.encoding import decode_sheets
from generators.planner.errors import PlannerInputError
from generators.planner.features import find_valid, hidden_features
from generators.planner.generator import Generator
from generators.planner.law import fit_law
from generators.planner.measures import Judge, find_likeness, two_sample_auc
from generators.planner.sampling import decode, draw_noise
from generators.planner.skill_map import SHIPPED, load_map
from generators.planner.stages import Coded
from generators.planner.training import encode
from generators.planner.vocabulary import Vocabulary, build_vocabulary
from generators.planner.world import simulate_sheets
from tests.generators.planner.school import make_sheet, small_map, small_school

PLAIN = [one.planned for one in small_school().train]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return build_vocabulary(PLAIN, small_map().requires, small_map().skills)


@pytest.fixture(scope="module")
def coded(words: Vocabulary) -> Coded:
    return encode(words, PLAIN)


def test_a_map_that_is_none_is_named() -> None:
    with pytest.raises(PlannerInputError, match="has no map 'moon'"):
        load_map("moon")
    with pytest.raises(PlannerInputError, match="holds no skill maps"):
        load_map("moon", SHIPPED.with_name("nowhere.json"))


def test_shipped_maps_are_of_real_size_in_course_order() -> None:
    algebra = load_map("algebra")
    assert len(algebra.skills) == len(set(algebra.skills)) == 92
    places = {skill: place for place, skill in enumerate(algebra.skills)}
    for skill, needed in algebra.requires.items():
        assert all(places[other] < places[skill] for other in needed)


def test_the_world_follows_from_its_seed() -> None:
    once, again, other = (
        [one.dated for one in simulate_sheets(small_map(), seed, 3)] for seed in (1, 1, 2)
    )
    assert once == again
    assert once != other


def test_sheets_come_back_from_tensors(words: Vocabulary, coded: Coded) -> None:
    found = decode_sheets(words, [sheet.learner for sheet in PLAIN], coded.learners, coded.sheets)
    for sheet, other in zip(PLAIN, found, strict=True):
        for slot, same in zip(sheet.sheet, other.sheet, strict=True):
            assert same.model_copy(update={"p_correct": slot.p_correct}) == slot
            assert same.p_correct == pytest.approx(slot.p_correct, abs=0.02)


def test_the_law_of_chances_is_found_and_survives_one_slot() -> None:
    law = fit_law(PLAIN)
    assert (law.base, law.mastery, law.difficulty) == pytest.approx((0, 1, 1), abs=0.01)
    assert fit_law([make_sheet(difficulties=(0.0,))]).difficulty > 0


def test_the_critic_is_not_shown_what_the_test_of_likeness_has(
    words: Vocabulary, coded: Coded
) -> None:
    torch.manual_seed(0)
    critic = Critic(words).eval()
    sheets = coded.sheets
    turned = replace(
        sheets,
        kind=sheets.kind.roll(3, dims=-1),
        context=sheets.context.flip(-1),
        mistake=sheets.mistake.flip(-1),
        minutes=sheets.minutes * 3,
        length=sheets.length.flip(-1),
    )
    with torch.no_grad():
        assert torch.allclose(
            critic(coded.learners, sheets), critic(coded.learners, turned), atol=1e-5
        )
    usual = (torch.zeros(8, len(words.kinds)), torch.zeros(8, words.mistakes))
    was, now = (hidden_features(words, usual, coded.learners, one) for one in (sheets, turned))
    assert ((was - now).abs().amax(0) > 0.1).sum() > 8


def test_the_same_profile_and_noise_give_the_same_sheet_and_other_noise_another(
    words: Vocabulary, coded: Coded
) -> None:
    torch.manual_seed(0)
    model = Generator(words)
    random = torch.Generator().manual_seed(4)
    z, other = (draw_noise(model, 5, 4, random) for _ in range(2))
    assert z.shape == (5, 4, model.noise)
    five, lengths = coded.learners.pick(torch.arange(5)), torch.full((5,), 4)
    once, again, third = (decode(model, five, noise, lengths) for noise in (z, z, other))
    assert torch.equal(once.skill, again.skill)
    assert torch.equal(once.difficulty, again.difficulty)
    assert not torch.equal(once.kind, third.kind)


def test_gradients_reach_the_generator_through_hard_choices(
    words: Vocabulary, coded: Coded
) -> None:
    torch.manual_seed(0)
    model, critic = Generator(words), Critic(words)
    few = coded.pick(torch.arange(6))
    z = draw_noise(model, 6, 4, torch.Generator().manual_seed(1))
    made = decode(model, few.learners, z, few.lengths, heat=0.7)
    assert torch.equal(made.skill.detach().round().sum(-1), made.there)
    critic(few.learners, made).sum().backward()
    moved = {name for name, one in model.named_parameters() if one.grad is not None}
    assert {"skill.out.weight", "bloom.0.weight", "value_out.weight"} <= moved


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, 1.0),
        ({"difficulties": (1.0, 0.0, -1.0)}, 0.0),
        ({"skills": ("s0",)}, 0.0),
        ({"skills": ("s0", "s1", "s2", "s3"), "difficulties": (-1.0, 0.0, 0.5, 1.0)}, 0.0),
    ],
    ids=["valid", "falls", "one-skill", "four-skills"],
)
def test_valid_is_what_it_says(
    words: Vocabulary, change: dict[str, Sequence[float]], valid: float
) -> None:
    bare = words.model_copy(update={"requires": {}})
    sheet = make_sheet(**({"skills": ("s0", "s1")} | change))  # type: ignore[arg-type]
    coded = encode(bare, [sheet])
    assert find_valid(bare, coded.learners, coded.sheets).tolist() == [valid]


def test_a_slot_twice_and_a_prerequisite_that_is_not_met_are_not_valid(words: Vocabulary) -> None:
    needs = words.model_copy(update={"requires": {"s1": ("s2",)}})
    sheet = make_sheet(("s0", "s1"))
    for weak, valid in ((0.2, 0.0), (0.9, 1.0)):
        state = LearnerState(mastery={"s0": 0.6, "s1": 0.6, "s2": weak})
        coded = encode(needs, [PlannedSheet(learner=state, sheet=sheet.sheet)])
        assert find_valid(needs, coded.learners, coded.sheets).tolist() == [valid]
    twice = sheet.sheet[0].model_copy(update={"difficulty": 2.0})
    coded = encode(needs, [PlannedSheet(learner=sheet.learner, sheet=(*sheet.sheet, twice))])
    assert find_valid(needs, coded.learners, coded.sheets).tolist() == [0.0]


def test_samples_of_one_kind_are_not_told_apart_and_of_two_kinds_are() -> None:
    random = np.random.default_rng(0)
    one, same, other = (random.normal(shift, 1, (300, 4)) for shift in (0, 0, 1.5))
    assert two_sample_auc(one, same, 0) == pytest.approx(0.5, abs=0.08)
    assert two_sample_auc(one, other, 0) > 0.9
    assert np.isnan(two_sample_auc(one[:3], same[:3], 0))
    like, unlike = find_likeness(one, same), find_likeness(one, other)
    assert min(like.values()) > 0.85
    assert unlike["coverage"] < 0.6
    narrow = find_likeness(one, one[:1].repeat(300, 0) + random.normal(0, 0.01, (300, 4)))
    assert narrow["precision"] == 1.0
    assert narrow["recall"] < 0.1


def test_training_sheets_are_like_themselves_and_not_new(words: Vocabulary, coded: Coded) -> None:
    judge = Judge(words, coded.learners, coded.sheets, coded.sheets)
    own = judge.measure(coded.sheets)
    assert own["novelty"] == 0
    assert own["coverage"] == own["recall"] == 1
    turned = judge.measure(coded.sheets.pick(torch.arange(len(coded) - 1, -1, -1)))
    assert turned["profile_fit"] < own["profile_fit"]
    assert turned["in_band"] < own["in_band"]
