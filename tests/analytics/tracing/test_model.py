"""The tracing model: odd logs first, then that nothing of the future or of others leaks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.tracing.log import AnswerRow
from analytics.tracing.model import TraceModel, fit_model, predict_log
from tests.analytics.tracing.logs import make_rows

ONE = AnswerRow("u", "i", ("s",), 0.0, 1.0)
TEST = make_rows(4, 10, name="t")


@pytest.fixture(scope="module")
def model() -> TraceModel:
    return fit_model(make_rows(25, 20))


@pytest.mark.parametrize(
    "train",
    [
        [],
        [ONE],
        [ONE._replace(skills=(), item="")],
        [ONE._replace(correct=0.0)] * 3,
        [row._replace(correct=1.0) for row in make_rows(5, 10)],
        [row._replace(correct=0.5) for row in make_rows(5, 10)],
        [row._replace(time=0.0) for row in make_rows(5, 10)],
        [row._replace(skills=()) for row in make_rows(5, 10)],
        [row._replace(user="u", item="i") for row in make_rows(5, 10)],
        [row._replace(time=row.time * 1e300) for row in make_rows(5, 10)],
    ],
)
def test_a_log_that_says_little_still_gives_chances(train: list[AnswerRow]) -> None:
    p = predict_log(fit_model(train), TEST)
    assert p.shape == (len(TEST),)
    assert np.isfinite(p).all()
    assert ((p > 0) & (p < 1)).all()


def test_one_answer_moves_the_first_guess_little() -> None:
    asked = [AnswerRow("x", "other", ("new",), 0.0, 0.0)]
    for correct in (0.0, 1.0):
        assert 0.3 < predict_log(fit_model([ONE._replace(correct=correct)]), asked)[0] < 0.75


def test_nothing_asked_is_nothing_answered(model: TraceModel) -> None:
    assert predict_log(model, []).shape == (0,)


def test_the_fit_repeats_itself(model: TraceModel) -> None:
    again = fit_model(make_rows(25, 20))
    assert predict_log(again, TEST).tolist() == predict_log(model, TEST).tolist()


def test_trees_join_from_a_hundred_learners_on() -> None:
    few, many = fit_model(make_rows(99, 12)), fit_model(make_rows(100, 12))
    assert few.boosted is None
    assert many.boosted is not None
    test = make_rows(40, 12, name="t")
    right = np.array([row.correct for row in test])
    p = predict_log(many, test)
    assert p[right == 1].mean() > p[right == 0].mean() + 0.1


def test_earlier_answers_of_the_same_user_count(model: TraceModel) -> None:
    asked = [AnswerRow("x", "i1", ("s1",), 50.0, 1.0)]
    good = [AnswerRow("x", f"i{at}", ("s1",), float(at), 1.0) for at in range(10)]
    bad = [row._replace(correct=0.0) for row in good]
    other = [row._replace(user="y") for row in good]
    later = [row._replace(time=50.0) for row in good]
    fresh = predict_log(model, asked)[0]
    assert predict_log(model, asked, good)[0] > fresh > predict_log(model, asked, bad)[0]
    assert predict_log(model, asked, [*other, *later])[0] == pytest.approx(fresh, abs=1e-12)


WEIGHTS = ((1.0, 0.0), (0.25, -1.0), (1.0, -1.0))
rows = st.lists(
    st.builds(
        AnswerRow,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["i1", "i2", "new", ""]),
        st.sampled_from([(), ("s1",), ("s1", "s2"), ("unknown",)]),
        st.integers(0, 5).map(float),
        st.sampled_from([0.0, 1.0, 0.5]),
        st.sampled_from([0.25, 1.0]),
        st.sampled_from([-1.0, 0.0]),
        st.just("c1"),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(rows=rows, data=st.data())
def test_no_answer_knows_of_its_own_or_later_ones_or_of_others(
    model: TraceModel, rows: list[AnswerRow], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    asked = rows[at]

    def change(row: AnswerRow) -> AnswerRow:
        if row.user != asked.user or row.time >= asked.time:
            return row._replace(correct=1 - row.correct)
        return row

    changed = [change(row) for row in rows]
    p = predict_log(model, rows)[at]
    assert predict_log(model, changed)[at] == pytest.approx(p, abs=1e-12)
    before = [row for row in rows if row.user == asked.user and row.time < asked.time]
    assert predict_log(model, [*before, asked])[-1] == pytest.approx(p, abs=1e-12)


def test_answers_that_differ_in_weight_alone_have_an_order_of_their_own(model: TraceModel) -> None:
    tied = [AnswerRow("a", "i1", (), 0.0, 0.0, weight, easy) for weight, easy in WEIGHTS]
    later = [*tied, AnswerRow("a", "i1", (), 1.0, 1.0)]
    backwards = [*reversed(tied), later[-1]]
    assert predict_log(model, backwards)[-1] == pytest.approx(predict_log(model, later)[-1])


@settings(max_examples=30, deadline=None)
@given(rows=rows, data=st.data())
def test_the_order_of_the_file_does_not_matter(
    model: TraceModel, rows: list[AnswerRow], data: st.DataObject
) -> None:
    order: Sequence[int] = data.draw(st.permutations(range(len(rows))))
    moved = predict_log(model, [rows[at] for at in order])
    assert moved.tolist() == pytest.approx(predict_log(model, rows)[list(order)].tolist())
