"""The judge finds what it is there to find: each journal here was tampered with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.bench.scores.journal import Final, Post, Verdict, judge, read_journal, write_journal

ITEM = "https://moodle.example/mod/lti/services.php/2/lineitems/5/lineitem"
CLEAN = Verdict(0, 0, 0)


def post(number: int, learner: str = "7", status: int = 200) -> Post:
    return Post(learner, ITEM, f"2026-11-26T10:00:{number:02}+00:00", 10.0 * number, status)


POSTS = [post(1), post(1, "8"), post(2), post(3), post(2, "8")]
FINALS = [Final("7", ITEM, 30.0), Final("8", ITEM, 20.0)]


def test_whole_journal_is_clean_and_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write_journal(path, POSTS, FINALS)
    posts, finals = read_journal(path)
    assert (posts, finals) == (POSTS, FINALS)
    assert judge(posts, finals) == CLEAN
    assert judge(posts, finals).clean


@pytest.mark.parametrize(
    "posts",
    [POSTS[:3] + POSTS[4:], [one for one in POSTS if one.learner == "8"]],
    ids=["last missing", "all missing"],
)
def test_lost(posts: list[Post]) -> None:
    assert judge(posts, FINALS) == Verdict(1, 0, 0)


def test_refused_last_post_is_lost() -> None:
    posts = [replace(one, status=409) if one.score == 30 else one for one in POSTS]
    assert judge(posts, FINALS).lost == 1


def test_accepted_score_that_the_tool_does_not_hold_is_lost() -> None:
    assert judge(POSTS, FINALS[:1]).lost == 1


def test_final_of_another_value_is_lost() -> None:
    assert judge(POSTS, [replace(FINALS[0], final=40.0), FINALS[1]]).lost == 1


def test_same_learner_in_another_column_is_another_score() -> None:
    other = [replace(one, line_item=f"{ITEM}2", score=one.score / 2) for one in POSTS]
    finals = [replace(one, line_item=f"{ITEM}2", final=one.final / 2) for one in FINALS]
    assert judge(POSTS + other, FINALS + finals) == CLEAN


def test_older_attempt_after_a_newer_one_is_reordered() -> None:
    late = replace(post(4), score=10.5)
    found = judge([*POSTS, late, replace(post(5), score=30.5)], [Final("7", ITEM, 30.5), FINALS[1]])
    assert found == Verdict(0, 1, 0)


def test_older_time_after_a_newer_one_is_reordered() -> None:
    early = replace(post(0), score=35.0)
    assert judge([*POSTS, early], [Final("7", ITEM, 35.0), FINALS[1]]) == Verdict(0, 1, 0)


def test_version_accepted_again_with_a_later_time_is_doubled() -> None:
    again = replace(post(4), score=30.0)
    assert judge([*POSTS, again], FINALS) == Verdict(0, 0, 1)


def test_version_accepted_again_with_another_score_is_doubled() -> None:
    again = replace(post(3), score=31.0)
    assert judge([*POSTS, again], [Final("7", ITEM, 31.0), FINALS[1]]) == Verdict(0, 0, 1)


def test_refused_posts_count_for_nothing() -> None:
    refused = [replace(one, status=status) for one in POSTS for status in (409, 400, 500)]
    assert judge(POSTS + refused, FINALS) == CLEAN


def test_nothing_sent_and_nothing_held_is_clean() -> None:
    assert judge([], []) == CLEAN
