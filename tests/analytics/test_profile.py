"""Folding: bad evidence, order, doubles and late arrivals; and what a mastery says."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.blend import Line
from analytics.explain import explain_mastery
from analytics.predict import p_correct
from analytics.profile import fold_profile, judge_skills, read_mastery
from analytics.snapshot import Snapshot
from analytics.types import Evidence, Profile, Source
from tests.analytics.givens import START, answer, answers

histories = st.lists(
    st.builds(
        lambda number, score, skills: answer(number, score, *skills),
        st.integers(0, 500),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.lists(st.sampled_from("abc"), min_size=1, max_size=3),
    ),
    max_size=25,
    unique_by=lambda piece: piece.id,
)


@pytest.mark.parametrize(
    "broken",
    [
        replace(answer(3, 1.0), score=2.0),
        replace(answer(3, 1.0), score=math.nan),
        replace(answer(3, 1.0), weight=0.0),
        replace(answer(3, 1.0), time=START.replace(tzinfo=None)),
    ],
)
def test_unusable_evidence_is_named(broken: Evidence) -> None:
    with pytest.raises(ValueError, match="e0003"):
        fold_profile("ada", [*answers([1.0]), broken])


def test_without_evidence_nothing_is_claimed() -> None:
    profile = fold_profile("ada", [])
    assert profile.mastery == {}
    unseen = read_mastery(profile, "speed")
    assert (unseen.answers, unseen.enough, unseen.last_seen) == (0, False, None)
    assert unseen == read_mastery(Profile("ada"), "speed")


def test_evidence_of_others_is_passed_over() -> None:
    other = replace(answer(2, 0.0), learner="ben")
    assert fold_profile("ada", [answer(1, 1.0), other]) == fold_profile("ada", [answer(1, 1.0)])


def test_what_learners_say_of_themselves_proves_nothing() -> None:
    said = replace(answer(2, 1.0), source=Source.SELF_REPORT)
    assert fold_profile("ada", [answer(1, 0.0), said]) == fold_profile("ada", [answer(1, 0.0)])


def test_a_strong_learner_of_whom_one_skill_is_unseen_is_not_judged_in_it() -> None:
    profile = fold_profile("ada", answers([1.0] * 40))
    assert read_mastery(profile, "new").mean > 0.7
    assert not read_mastery(profile, "new").enough


@given(histories, st.randoms(use_true_random=False))
def test_order_and_doubles_do_not_matter(history: list[Evidence], random) -> None:
    shuffled = [*history, *history[:5]]
    random.shuffle(shuffled)
    assert fold_profile("ada", shuffled) == fold_profile("ada", history)


def test_a_late_piece_is_folded_at_its_time() -> None:
    whole = answers([0.0, 1.0, 1.0, 0.0, 1.0])
    late = [*whole[:1], *whole[2:], whole[1]]
    assert fold_profile("ada", late) == fold_profile("ada", whole)


def test_of_two_versions_of_one_piece_the_later_counts() -> None:
    first = answer(1, 0.0)
    corrected = replace(first, score=1.0, time=first.time + timedelta(hours=1))
    assert fold_profile("ada", [corrected, first]) == fold_profile("ada", [corrected])


@given(histories)
def test_a_mastery_lies_in_its_interval(history: list[Evidence]) -> None:
    now = START + timedelta(days=40)
    for mastery in fold_profile("ada", history, now=now).mastery.values():
        assert 0 <= mastery.low <= mastery.mean <= mastery.high <= 1
        assert mastery.answers == sum(mastery.skill in piece.skills for piece in history)
        assert set(mastery.moved_by) <= {piece.id for piece in history}
        assert len(mastery.moved_by) == min(3, mastery.answers)


def test_enough_comes_with_answers_and_goes_with_the_months() -> None:
    few, many = answers([1.0, 0.0]), answers([1.0, 1.0, 0.0] * 8)
    assert not fold_profile("ada", few).mastery["speed"].enough
    assert fold_profile("ada", many).mastery["speed"].enough
    years = START + timedelta(days=2000)
    assert not fold_profile("ada", many, now=years).mastery["speed"].enough


def test_the_surprise_moved_the_estimate_most() -> None:
    history = [*answers([1.0] * 6), answer(6, 0.0)]
    mastery = fold_profile("ada", history, Snapshot(difficulties={"x6": -3.0})).mastery["speed"]
    assert mastery.moved_by[0] == "e0006"


def test_difficulties_are_used() -> None:
    hard = fold_profile("ada", [answer(0, 1.0)], Snapshot(difficulties={"x0": 2.0}))
    plain = fold_profile("ada", [answer(0, 1.0)])
    assert hard.mastery["speed"].mean > plain.mastery["speed"].mean


def test_a_whole_activity_has_no_difficulty() -> None:
    grade = replace(answer(0, 1.0), exercise=None)
    odd = Snapshot(difficulties={"": 3.0})
    assert fold_profile("ada", [grade], odd).state == fold_profile("ada", [grade]).state


@given(histories)
def test_an_explanation_adds_up(history: list[Evidence]) -> None:
    """All within some hours, so that time itself takes next to nothing."""
    profile = fold_profile("ada", history)
    before = read_mastery(Profile("ada"), "a").mean
    moves = explain_mastery("ada", "a", history)
    assert [move.evidence for move in moves] == [piece.id for piece in sorted(history, key=_when)]
    assert before + sum(move.move for move in moves) == pytest.approx(
        read_mastery(profile, "a").mean, abs=2e-3
    )


def _when(piece: Evidence) -> tuple[object, str]:
    return piece.time, piece.id


def test_the_three_strongest_of_the_explanation_are_those_of_the_mastery() -> None:
    history = answers([1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    moves = explain_mastery("ada", "speed", history)
    strongest = sorted(moves, key=lambda move: (-abs(move.move), move.evidence))[:3]
    profile = fold_profile("ada", history)
    assert profile.mastery["speed"].moved_by == tuple(move.evidence for move in strongest)


@given(histories, st.floats(-4, 4), st.floats(0.1, 3))
def test_a_harder_exercise_is_less_likely_right(
    history: list[Evidence], difficulty: float, harder: float
) -> None:
    profile = fold_profile("ada", history)
    easy = p_correct(profile, ["a", "b"], difficulty)
    assert p_correct(profile, ["a", "b"], difficulty + harder) < easy


@given(histories)
def test_skills_of_a_class_are_judged_as_each_profile_judges_them(history: list[Evidence]) -> None:
    now = START + timedelta(days=900)
    fitted = Snapshot(difficulties={"x1": 1.0}, skills={"a": -0.5}, line=Line(0.2, 0.8))
    profile = fold_profile("ada", history, fitted, now=now)
    for found in judge_skills("ada", history, ["a", "b", "c", "unseen"], fitted, now=now):
        wanted = read_mastery(profile, found.skill, now)
        for name in ("mean", "low", "high"):
            assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-9)
        assert (found.answers, found.enough) == (wanted.answers, wanted.enough)
        assert found.last_seen == wanted.last_seen
