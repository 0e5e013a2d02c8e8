"""The rule plans for anybody, also where next to nothing is known."""

from __future__ import annotations

import pytest

from generators.exercise.content import QUESTION_KINDS, Kind
from generators.exercise.worksheet import LearnerState
from generators.planner.chances import ChanceGrid, grid_from_mastery
from generators.planner.errors import PlannerInputError
from generators.planner.rule import MINUTES, plan_by_rule
from generators.planner.wishes import Wishes

ADA = LearnerState(mastery={"a": 0.95, "b": 0.6, "c": 0.3, "d": 0.5, "e": 0.2})


def test_no_skill_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(PlannerInputError, match="needs at least one skill"):
        plan_by_rule(LearnerState(mastery={}))


def test_an_unknown_skill_is_named() -> None:
    with pytest.raises(PlannerInputError, match="Nothing is known of the skill 'z'"):
        plan_by_rule(ADA, Wishes(skills=frozenset({"z", "a"})))


@pytest.mark.parametrize("length", [0, 41])
def test_a_length_that_no_sheet_has(length: int) -> None:
    with pytest.raises(PlannerInputError, match="1 to 40 slots"):
        Wishes(length=length)


def test_a_grid_that_does_not_fit_is_refused() -> None:
    with pytest.raises(PlannerInputError, match="chances of 'a' must be 2 numbers"):
        ChanceGrid((0.0, 1.0), {"a": (0.5,)})
    with pytest.raises(PlannerInputError, match="must rise"):
        ChanceGrid((1.0, 0.0), {"a": (0.5, 0.4)})


def test_one_skill_fills_a_sheet() -> None:
    [sheet] = plan_by_rule(LearnerState(mastery={"only": 0.4}), Wishes(length=5))
    assert {slot.skill for slot in sheet.sheet} == {"only"}
    forms = [(slot.bloom, slot.kind) for slot in sheet.sheet]
    assert len(set(forms)) == 5


def test_a_sheet_rises_in_the_band_without_doubles_or_what_is_mastered() -> None:
    for sheet in plan_by_rule(ADA, alternatives=8):
        slots = sheet.sheet
        assert len(slots) == 6
        assert len({(slot.skill, slot.bloom, slot.kind) for slot in slots}) == 6
        assert 2 <= len({slot.skill for slot in slots}) <= 3
        assert "a" not in {slot.skill for slot in slots}
        assert [slot.difficulty for slot in slots] == sorted(slot.difficulty for slot in slots)
        assert all(0.5 < slot.p_correct < 0.95 for slot in slots)


def test_a_skill_whose_prerequisite_is_not_met_waits() -> None:
    sheets = plan_by_rule(ADA, requires={"d": ("c",), "e": ("c",)}, alternatives=8)
    assert {slot.skill for sheet in sheets for slot in sheet.sheet} == {"b", "c"}


def test_wishes_are_kept() -> None:
    wishes = Wishes(3, frozenset({"a"}), frozenset({Kind.CLOZE}))
    [sheet] = plan_by_rule(ADA, wishes)
    assert {(slot.skill, slot.kind) for slot in sheet.sheet} == {("a", Kind.CLOZE)}


def test_the_seed_decides() -> None:
    assert plan_by_rule(ADA, seed=3, alternatives=3) == plan_by_rule(ADA, seed=3, alternatives=3)
    assert plan_by_rule(ADA, seed=3) != plan_by_rule(ADA, seed=4)


def test_a_grid_handed_in_is_what_chances_are_read_off() -> None:
    flat = ChanceGrid((-4.0, 4.0), dict.fromkeys(ADA.mastery, (0.66, 0.66)))
    [sheet] = plan_by_rule(ADA, grid=flat)
    assert {slot.p_correct for slot in sheet.sheet} == {0.66}
    assert grid_from_mastery(ADA).at("b", 0.0) == pytest.approx(0.6)
    assert grid_from_mastery(ADA).at("b", 9.0) == grid_from_mastery(ADA).at("b", 4.0)


def test_every_kind_has_its_minutes_and_what_needs_marking_is_not_asked_unwished() -> None:
    assert set(MINUTES) == set(QUESTION_KINDS)
    sheets = plan_by_rule(ADA, Wishes(40), alternatives=2)
    assert Kind.OPEN_ANSWER not in {slot.kind for sheet in sheets for slot in sheet.sheet}
    [sheet] = plan_by_rule(ADA, Wishes(2, kinds=frozenset({Kind.OPEN_ANSWER})))
    assert {slot.kind for slot in sheet.sheet} == {Kind.OPEN_ANSWER}


def test_what_is_wanted_comes_before_what_comes_next_in_the_course() -> None:
    for sheet in plan_by_rule(ADA, alternatives=8, wanted=("gone", "e", "a", "d", "b")):
        found = {slot.skill for slot in sheet.sheet}
        assert {"e", "a"} <= found <= {"e", "a", "d"}
    [kept] = plan_by_rule(ADA, Wishes(skills=frozenset({"c", "d"})), wanted=("e", "d", "c"))
    assert {slot.skill for slot in kept.sheet} == {"c", "d"}
