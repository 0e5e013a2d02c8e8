"""The memory bench: what it says of bad histories, and a real one of a few hundred reviews."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.bench.memory import describe, measure, predict_reviews, read_history
from deploy.cli.errors import CommandError

HISTORY = Path(__file__).parents[2] / "fixtures" / "reviews"
HEAD = "card_id,review_rating,review_time\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("card_id,rating\n1,3\n", "no CSV file with the columns card_id, review_rating"),
        (HEAD + "1,3,yesterday\n", "line 2: .*yesterday"),
        (HEAD + "1,3\n", "line 2"),
        (HEAD + "1,3,2024-03-01T10:00:00\n", "line 2: a time with its zone"),
        (HEAD + "1,7,2024-03-01T10:00:00+00:00\n", "a rating of 1 to 4"),
        (HEAD + "1,3,2024-03-01T10:00:00+00:00\n", "has 0 reviews a day or more"),
    ],
)
def test_a_history_that_cannot_be_used_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "h.csv").write_text(text)
    with pytest.raises(CommandError, match=sentence):
        measure(tmp_path)


def test_fsrs_beats_a_constant_on_a_real_history() -> None:
    figures = measure(HISTORY)
    assert figures["scored"] > 150
    assert figures["fsrs6"]["log_loss"] < figures["constant"]["log_loss"]
    assert figures["fsrs6"]["auc"] > 0.55
    assert figures["constant"]["auc"] == 0.5
    assert len(describe(figures)) == 5


def test_no_prediction_knows_its_own_answer_or_a_later_one() -> None:
    reviews = read_history(HISTORY / "reviews.csv")
    half = len(reviews) // 2
    changed = [(time, card, 5 - rating) for time, card, rating in reviews[half:]]
    plain, corrected, _ = predict_reviews(reviews)
    seen = len(predict_reviews(reviews[:half])[0])
    plain_too, corrected_too, _ = predict_reviews(reviews[:half] + changed)
    assert list(plain[: seen + 1]) == list(plain_too[: seen + 1])
    assert list(corrected[: seen + 1]) == list(corrected_too[: seen + 1])
    assert list(corrected[seen + 1 :]) != list(corrected_too[seen + 1 :])
