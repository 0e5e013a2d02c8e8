"""The policy: what it does without choices, its order and reasons, and that the gate can be
reached whatever the exercises are like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.parameters import DEFAULTS
from analytics.predict import p_correct
from analytics.profile import fold_profile, read_mastery
from analytics.recommend import recommend
from analytics.snapshot import Snapshot
from analytics.types import Choice, Evidence, Profile, Reason, Recommendation, SkillNode
from tests.analytics.givens import START, answer, answers

SPEED, FORCE = SkillNode("speed", 1), SkillNode("force", 2)
NEW = Profile("ada")
LIMIT = 400  # five skills, a high gate and nothing but very easy exercises take the most


def test_without_skills_there_is_nothing_to_recommend() -> None:
    with pytest.raises(ValueError, match="at least one skill"):
        recommend(NEW, [], [Choice("x", ("speed",))])


def test_nothing_published_is_a_wish_for_the_first_skill() -> None:
    step = recommend(NEW, [FORCE, SPEED], [])
    assert (step.skill, step.exercise, step.p_correct) == ("speed", None, None)
    assert step.reason is Reason.START


def test_exercises_of_other_skills_are_not_shown() -> None:
    assert recommend(NEW, [SPEED], [Choice("x", ("heat",))]).exercise is None


def test_a_skill_without_exercise_is_passed_over() -> None:
    step = recommend(NEW, [SPEED, FORCE], [Choice("f", ("force",))])
    assert (step.skill, step.exercise) == ("force", "f")


def test_the_exercise_nearest_the_target_is_chosen() -> None:
    choices = [Choice(f"x{d}", ("speed",), float(d)) for d in range(-4, 5)]
    step = recommend(NEW, [SPEED], choices, target=0.7)
    nearest = min(choices, key=lambda one: abs(p_correct(NEW, one.skills, one.difficulty) - 0.7))
    assert step.exercise == nearest.exercise
    assert step.p_correct == p_correct(NEW, nearest.skills, nearest.difficulty)


def test_neighbours_get_different_exercises_among_equals() -> None:
    choices = [Choice(f"x{number}", ("speed",)) for number in range(20)]
    shown = {recommend(Profile(f"l{n}"), [SPEED], choices).exercise for n in range(20)}
    assert len(shown) > 5


def test_an_answered_exercise_waits_until_no_other_is_left() -> None:
    answered = Choice("a", ("speed",), answered=True)
    fresh_elsewhere = Choice("f", ("force",))
    assert recommend(NEW, [SPEED, FORCE], [answered, fresh_elsewhere]).exercise == "f"
    assert recommend(NEW, [SPEED], [answered]).exercise == "a"


def test_the_last_exercise_is_not_repeated_while_another_could_be() -> None:
    choices = [Choice("a", ("speed",), answered=True), Choice("b", ("speed",), 5.0, answered=True)]
    recent = [answer(1, 1.0, exercise="a")]
    profile = fold_profile("ada", recent)
    assert recommend(profile, [SPEED], choices, recent=recent).exercise == "b"
    assert recommend(profile, [SPEED], choices[:1], recent=recent).exercise == "a"


def test_the_only_exercise_of_the_only_open_skill_comes_again_at_once() -> None:
    history = [*answers([1.0] * 14), answer(20, 1.0, "force", exercise="f")]
    choices = [Choice("s", ("speed",), answered=True), Choice("f", ("force",), answered=True)]
    step = recommend(fold_profile("ada", history), [SPEED, FORCE], choices, recent=history)
    assert (step.skill, step.exercise) == ("force", "f")


def test_course_order_holds_until_the_gate() -> None:
    choices = [Choice(f"{s}{n}", (s,)) for s in ("speed", "force") for n in range(3)]
    some = fold_profile("ada", answers([1.0, 0.0, 1.0]))
    step = recommend(some, [SPEED, FORCE], choices)
    assert (step.skill, step.reason) == ("speed", Reason.BELOW_GATE)
    assert step.facts == {"mastery": some.mastery["speed"].mean, "gate": 0.8, "enough": 0.0}
    much = fold_profile("ada", answers([1.0] * 12))
    step = recommend(much, [SPEED, FORCE], choices)
    assert (step.skill, step.reason) == ("force", Reason.START)


def test_prerequisites_push_back_and_never_lock() -> None:
    first = SkillNode("first", 1, requires=("second",))
    second = SkillNode("second", 2, requires=("gone",))
    both = [Choice("1", ("first",)), Choice("2", ("second",))]
    assert recommend(NEW, [first, second], both).skill == "second"
    assert recommend(NEW, [first, second], both[:1]).skill == "first"


def test_prerequisites_in_a_circle_do_no_harm() -> None:
    ring = [SkillNode("a", 1, requires=("b",)), SkillNode("b", 2, requires=("a",))]
    assert recommend(NEW, ring, [Choice("x", ("b",)), Choice("y", ("a",))]).skill == "a"


def test_recent_errors_come_first() -> None:
    recent = answers([0.0, 1.0, 0.0], "force")
    profile = fold_profile("ada", recent)
    choices = [Choice("s", ("speed",)), Choice("f", ("force",))]
    step = recommend(profile, [SPEED, FORCE], choices, recent=recent[::-1])
    assert (step.skill, step.reason) == ("force", Reason.RECENT_ERRORS)
    assert (step.facts["wrong"], step.facts["of"]) == (2, 3)
    one_more = [*recent, answer(9, 1.0, "force"), answer(10, 1.0, "force")]
    step = recommend(profile, [SPEED, FORCE], choices, recent=one_more)
    assert step.reason is not Reason.RECENT_ERRORS


def test_errors_in_a_skill_outside_the_practice_are_not_its_business() -> None:
    recent = answers([0.0, 0.0], "heat")
    profile = fold_profile("ada", recent)
    step = recommend(profile, [SPEED], [Choice("s", ("speed",))], recent=recent)
    assert step.reason is Reason.START


def test_a_mastered_skill_is_reviewed_after_days_but_only_now_and_then() -> None:
    history = answers([1.0] * 14)
    now = START + timedelta(days=5)
    profile = fold_profile("ada", history, now=now)
    choices = [Choice("s", ("speed",)), Choice("f", ("force",))]

    def step(recent: list[Evidence]) -> Recommendation:
        return recommend(profile, [SPEED, FORCE], choices, recent=recent, now=now)

    due = step(answers([1.0, 1.0, 1.0], "force", first=20))
    assert (due.skill, due.reason) == ("speed", Reason.REVIEW)
    assert due.facts["days"] == 4
    assert step([answer(30, 1.0, "speed"), answer(31, 1.0, "force")]).reason is not Reason.REVIEW
    soon = recommend(profile, [SPEED, FORCE], choices, now=START + timedelta(hours=2))
    assert soon.reason is Reason.START


def test_what_is_still_in_mind_is_not_reviewed() -> None:
    history = answers([1.0] * 14)
    now = START + timedelta(days=5)
    profile = fold_profile("ada", history, now=now)
    choices = [Choice("s", ("speed",), answered=True), Choice("f", ("force",))]

    def reason(chance: float) -> Reason:
        step = recommend(profile, [SPEED, FORCE], [*choices], now=now, recall={"s": chance})
        return step.reason if step.skill == "speed" else Reason.START

    assert reason(0.95) is Reason.START
    only_speed = recommend(profile, [SPEED], choices[:1], now=now, recall={"s": 0.5})
    assert (only_speed.reason, only_speed.exercise) == (Reason.REVIEW, "s")
    in_mind = recommend(profile, [SPEED], choices[:1], now=now, recall={"s": 0.95})
    assert in_mind.reason is Reason.ALL_MASTERED


def test_of_answered_exercises_the_one_least_in_mind_comes_again() -> None:
    choices = [Choice(name, ("speed",), answered=True) for name in ("a", "b", "c")]
    for least in ("a", "b", "c"):
        recall = {name: 0.3 if name == least else 0.9 for name in ("a", "b", "c")}
        assert recommend(NEW, [SPEED], choices, recall=recall).exercise == least


def test_a_long_spell_in_one_skill_is_broken_by_the_next_one() -> None:
    spell = answers([1.0, 0.0, 1.0, 1.0, 0.0])
    profile = fold_profile("ada", spell)
    choices = [Choice("s", ("speed",)), Choice("f", ("force",))]
    assert recommend(profile, [SPEED, FORCE], choices, recent=spell[1:]).skill == "speed"
    assert recommend(profile, [SPEED, FORCE], choices, recent=spell).skill == "force"
    assert recommend(profile, [SPEED], choices, recent=spell).skill == "speed"
    after = [*spell, answer(9, 1.0, "force")]
    assert recommend(profile, [SPEED, FORCE], choices, recent=after).skill == "speed"


def test_a_skill_in_which_many_answers_did_not_help_makes_room() -> None:
    choices = [Choice("s", ("speed",)), Choice("f", ("force",))]
    for count_, skill in ((21, "speed"), (22, "force")):
        profile = fold_profile("ada", answers([0.0, 1.0] * (count_ // 2) + [0.0] * (count_ % 2)))
        assert recommend(profile, [SPEED, FORCE], choices).skill == skill


def test_a_skill_with_footing_makes_room_and_is_brought_to_the_gate_in_a_second_round() -> None:
    choices = [Choice(f"{s}{n}", (s,)) for s in ("speed", "force") for n in range(3)]
    some = answers([1.0, 1.0, 0.0, 1.0, 1.0])
    speed = fold_profile("ada", some).mastery["speed"]
    assert speed.reaches(0.65)
    assert not speed.reaches(0.8)
    step = recommend(fold_profile("ada", some), [SPEED, FORCE], choices)
    assert (step.skill, step.reason) == ("force", Reason.START)
    both = fold_profile("ada", [*some, *answers([1.0, 0.0, 1.0, 1.0, 1.0], "force", first=20)])
    assert both.mastery["force"].reaches(0.65)
    step = recommend(both, [SPEED, FORCE], choices)
    assert (step.skill, step.reason) == ("speed", Reason.BELOW_GATE)


def test_what_has_faded_comes_again_before_the_learner_moves_on() -> None:
    done = [Choice("s", ("speed",), answered=True), Choice("s2", ("speed",), answered=True)]
    choices = [*done, Choice("f", ("force",))]
    for recall, exercise in (({}, "f"), ({"s": 0.95}, "f"), ({"s": 0.95, "s2": 0.5}, "s2")):
        assert recommend(NEW, [SPEED, FORCE], choices, recall=recall).exercise == exercise


def test_when_all_is_mastered_that_is_said() -> None:
    profile = fold_profile("ada", answers([1.0] * 14))
    step = recommend(profile, [SPEED], [Choice("s", ("speed",))])
    assert (step.reason, step.exercise) == (Reason.ALL_MASTERED, "s")
    assert recommend(profile, [SPEED], []).reason is Reason.ALL_MASTERED


@pytest.mark.parametrize("gate", [0.6, 0.8, 0.9])
@pytest.mark.parametrize("difficulties", [(-1.5,), (0.0,), (2.0,), (-1.5, 0.0, 2.0)])
@pytest.mark.parametrize("per_exercise", [1, 2, 3, 4, 5])
def test_a_learner_who_answers_well_reaches_the_gate(
    per_exercise: int, difficulties: tuple[float, ...], gate: float
) -> None:
    nodes = [SkillNode(f"s{place}", place) for place in range(5)]
    choices = [
        Choice(
            f"x{place}/{n}",
            tuple(nodes[(place + k) % 5].id for k in range(per_exercise)),
            difficulties[n % len(difficulties)],
        )
        for place in range(5)
        for n in range(3)
    ]
    assert _answers_to_master(nodes, choices, gate) < LIMIT


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, 3), min_size=1, max_size=4), st.floats(-2, 2)),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.floats(0, 1), max_size=15),
)
def test_whatever_came_before_right_answers_lead_to_the_gate(
    bank: list[tuple[set[int], float]], past: list[float]
) -> None:
    nodes = [
        SkillNode(f"s{place}", place) for place in sorted({s for some, _ in bank for s in some})
    ]
    choices = [
        Choice(f"x{number}", tuple(f"s{place}" for place in sorted(some)), difficulty)
        for number, (some, difficulty) in enumerate(bank)
    ]
    before = answers(past, *(node.id for node in nodes))
    assert _answers_to_master(nodes, choices, 0.8, before) < LIMIT


@settings(deadline=None, max_examples=25)
@given(
    gate=st.floats(0.6, 0.9),
    target=st.floats(0.5, 0.9),
    per_skill=st.lists(st.integers(DEFAULTS.enough_answers, 7), min_size=1, max_size=4),
    edges=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=8),
    difficulty=st.floats(-2, 2),
)
def test_whatever_the_practice_is_like_right_answers_lead_to_the_gate(
    gate: float,
    target: float,
    per_skill: list[int],
    edges: list[tuple[int, int]],
    difficulty: float,
) -> None:
    """Prerequisites may go round in circles, to oneself or to skills that are not there."""
    nodes = [
        SkillNode(f"s{place}", place, tuple(f"s{to}" for at, to in edges if at == place))
        for place in range(len(per_skill))
    ]
    choices = [
        Choice(f"x{place}/{number}", (f"s{place}",), difficulty)
        for place, many in enumerate(per_skill)
        for number in range(many)
    ]
    assert _answers_to_master(nodes, choices, gate, target=target) < LIMIT


@settings(deadline=None, max_examples=25)
@given(
    hours=st.lists(st.integers(0, 72), min_size=1, max_size=5),
    per_skill=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    recall=st.floats(0, 1),
)
def test_spread_over_days_with_reviews_right_answers_lead_to_the_gate(
    hours: list[int], per_skill: list[int], recall: float
) -> None:
    """As few as one exercise a skill, which comes again and again, however well it is in mind."""
    nodes = [SkillNode(f"s{place}", place) for place in range(len(per_skill))]
    choices = [
        Choice(f"x{place}/{number}", (f"s{place}",))
        for place, many in enumerate(per_skill)
        for number in range(many)
    ]
    history: list[Evidence] = []
    now = START
    for number in range(LIMIT):
        now += timedelta(hours=hours[number % len(hours)], minutes=1)
        in_mind = dict.fromkeys((choice.exercise for choice in choices), recall)
        profile = fold_profile("ada", history, now=now)
        step = recommend(profile, nodes, choices, recent=history[-6:], now=now, recall=in_mind)
        if all(read_mastery(profile, node.id, now).reaches(0.8) for node in nodes):
            return
        assert step.exercise is not None
        chosen = next(choice for choice in choices if choice.exercise == step.exercise)
        choices = [replace(c, answered=c.answered or c is chosen) for c in choices]
        given_ = answer(number, 1.0, *chosen.skills, exercise=chosen.exercise)
        history.append(replace(given_, time=now))
    raise AssertionError("never mastered")


def _answers_to_master(
    nodes: list[SkillNode],
    choices: list[Choice],
    gate: float,
    before: list[Evidence] | None = None,
    *,
    target: float = 0.75,
) -> int:
    """How many right answers to what is recommended it takes until everything is mastered."""
    history = list(before or [])
    difficulties = {choice.exercise: choice.difficulty for choice in choices}
    by_id = {choice.exercise: choice for choice in choices}
    for number in count():
        profile = fold_profile("ada", history, Snapshot(difficulties=difficulties))
        step = recommend(profile, nodes, choices, gate=gate, target=target, recent=history[-6:])
        if step.reason is Reason.ALL_MASTERED or number >= LIMIT:
            assert number >= LIMIT or all(
                read_mastery(profile, node.id).mean >= gate for node in nodes
            )
            return number
        assert step.exercise is not None
        chosen = by_id[step.exercise]
        choices = [replace(c, answered=c.answered or c is chosen) for c in choices]
        by_id = {choice.exercise: choice for choice in choices}
        history.append(answer(100 + number, 1.0, *chosen.skills, exercise=chosen.exercise))
    raise AssertionError
