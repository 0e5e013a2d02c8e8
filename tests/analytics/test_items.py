from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.items import ItemAnswer, ItemFlag, describe_items


def draw_course(
    learners: int, items: int, *, reversed_item: int | None = None, seed: int = 1
) -> list[ItemAnswer]:
    """Learners of differing ability on items of one difficulty; one item may have a wrong key."""
    random = Random(seed)
    answers = []
    for learner in range(learners):
        chance = 0.25 + 0.6 * random.random()
        for item in range(items):
            right = random.random() < chance
            score = float(right != (item == reversed_item))
            answers.append(ItemAnswer(f"i{item}", f"l{learner}", score, random.uniform(5, 50)))
    return answers


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_score_outside_its_range(score: float) -> None:
    with pytest.raises(ValueError, match="exercise a"):
        describe_items([ItemAnswer("a", "x", score)])


def test_nothing_answered() -> None:
    assert describe_items([]) == {}


def test_one_answer_says_next_to_nothing() -> None:
    found = describe_items([ItemAnswer("a", "x", 0.0)])["a"]
    assert (found.answers, found.p_value, found.discrimination, found.seconds) == (1, 0, None, None)
    assert found.flags == ()


def test_share_is_flagged_from_ten_answers_on() -> None:
    wrong = [ItemAnswer("a", str(n), 0.0) for n in range(9)]
    assert describe_items(wrong)["a"].flags == ()
    assert describe_items([*wrong, ItemAnswer("a", "9", 1.0)])["a"].flags == (ItemFlag.TOO_HARD,)


def test_what_everybody_knows_is_flagged() -> None:
    right = [ItemAnswer("a", str(n), 1.0) for n in range(12)]
    assert describe_items(right)["a"].flags == (ItemFlag.TOO_EASY,)


def test_wrong_key_is_found_among_good_exercises() -> None:
    found = describe_items(draw_course(60, 12, reversed_item=4))
    assert found["i4"].discrimination is not None
    assert found["i4"].discrimination < 0
    assert ItemFlag.TELLS_LITTLE in found["i4"].flags
    flagged = [name for name, one in found.items() if ItemFlag.TELLS_LITTLE in one.flags]
    assert flagged == ["i4"]


def test_good_exercises_are_seldom_flagged() -> None:
    """Over twenty courses of good exercises: a flag that cries wolf is not read."""
    flags = [
        one.flags
        for seed in range(20)
        for one in describe_items(draw_course(30, 10, seed=seed)).values()
    ]
    assert sum(ItemFlag.TELLS_LITTLE in found for found in flags) <= 0.05 * len(flags)


def test_time_is_the_median_of_what_was_timed() -> None:
    answers = [ItemAnswer("a", str(n), 1.0, seconds) for n, seconds in enumerate((None, 5, 60, 7))]
    assert describe_items(answers)["a"].seconds == 7


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 30), st.floats(0, 1)),
        unique_by=lambda one: one[:2],
    )
)
def test_figures_stay_in_their_ranges(rows: list[tuple[int, int, float]]) -> None:
    for found in describe_items(ItemAnswer(str(i), str(n), s) for i, n, s in rows).values():
        assert 0 <= found.p_value <= 1
        assert found.compared <= found.answers
        assert found.discrimination is None or -1 <= found.discrimination <= 1
        assert len(found.flags) <= 2
