from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from lti_tool.lti import ags, claims
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import BrokenAnswerError, StatusError
from lti_tool.lti.paging import read_links
from tests.fake_platform import FakePlatform, Grade

NOON = datetime(2026, 3, 2, 12, 0, 0, 700_000, UTC)


def post(connector: Connector, platform: FakePlatform, user: str, given: float) -> int:
    answer = ags.post_score(
        connector,
        platform.item_url,
        subject=user,
        given=given,
        activity_progress="Completed",
        timestamp=NOON,
    )
    return answer.status_code


def test_score_arrives_as_moodle_wants_it(connector: Connector, platform: FakePlatform) -> None:
    assert post(connector, platform, "6", 100 / 3) == 200
    assert platform.requests[-1].endswith("/lineitems/5/lineitem/scores?type_id=1")
    assert platform.posts[-1] == {
        "userId": "6",
        "scoreGiven": 33.3333,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-03-02T12:00:00+00:00",
    }


def test_result_is_read_on_the_scale_of_a_hundred(
    connector: Connector, platform: FakePlatform
) -> None:
    post(connector, platform, "6", 100 / 3)
    result = ags.read_result(connector, platform.item_url, "6")
    assert result.percent == pytest.approx(33.333, abs=0.001)
    assert result.timestamp == NOON.replace(microsecond=0)


def test_no_result_and_an_ungraded_one_are_both_empty(
    connector: Connector, platform: FakePlatform
) -> None:
    platform.grades["7"] = Grade()
    for user in ("6", "7"):
        result = ags.read_result(connector, platform.item_url, user)
        assert result == ags.Result(user, None, None)


def test_results_of_all_are_asked_for_without_a_limit(
    connector: Connector, platform: FakePlatform
) -> None:
    platform.grades = {"6": Grade(6, 1000), "7": Grade(0, 1000)}
    results = ags.read_results(connector, platform.item_url)
    assert [(one.subject, one.percent) for one in results] == [("6", 50), ("7", 0)]
    assert "limit" not in platform.requests[-1]


def test_unreadable_results_raise(connector: Connector, platform: FakePlatform) -> None:
    platform.result_status = 404
    with pytest.raises(StatusError) as caught:
        ags.read_results(connector, platform.item_url)
    assert not caught.value.retry


@pytest.mark.parametrize(
    ("entry", "percent"),
    [
        ({"resultScore": "9"}, None),
        ({"resultScore": True}, None),
        ({"resultScore": float("nan"), "resultMaximum": 12}, None),
        ({"resultScore": 9, "resultMaximum": 0}, None),
        ({"resultScore": 0.5}, 50),
        ({"resultScore": 3, "resultMaximum": 12, "timestamp": "never"}, 25),
    ],
)
def test_odd_results(entry: dict[str, object], percent: float | None) -> None:
    result = ags._take_result({"userId": 5, **entry})
    assert (result.subject, result.percent, result.timestamp) == ("5", percent, None)


def test_line_items_are_read_over_curly_links(connector: Connector, platform: FakePlatform) -> None:
    platform.page_size = 2
    platform.line_items = [
        {"id": f"{platform.origin}/{number}", "label": "A & B", "scoreMaximum": 12}
        for number in range(5)
    ]
    items = ags.list_line_items(connector, platform.line_items_url)
    assert len(items) == 5
    assert (items[0].label, items[0].score_maximum, items[0].resource_id) == ("A & B", 12, "")


def test_line_items_of_one_practice(connector: Connector, platform: FakePlatform) -> None:
    made = ags.create_line_item(
        connector,
        platform.line_items_url,
        label="Practice",
        resource_id="practice-1",
        resource_link_id="9",
    )
    assert made.url == platform.item_url
    found = ags.list_line_items(connector, platform.line_items_url, resource_id="practice-1")
    assert found == [made]
    assert made.resource_link_id == "9"
    assert ags.list_line_items(connector, platform.line_items_url, resource_id="other") == []


def test_line_items_may_be_read_with_less_than_full_rights(
    connector: Connector, platform: FakePlatform
) -> None:
    granted = frozenset({claims.SCOPE_LINEITEM_READONLY})
    ags.list_line_items(dataclasses.replace(connector, granted=granted), platform.line_items_url)
    assert platform.scopes_asked == [claims.SCOPE_LINEITEM_READONLY]


def test_platform_that_pages_for_ever_is_left(
    connector: Connector, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_tool.lti.paging.MOST_PAGES", 3)
    platform.page_size = 1
    platform.line_items = [{"id": str(number)} for number in range(9)]
    with pytest.raises(BrokenAnswerError):
        ags.list_line_items(connector, platform.line_items_url)


@pytest.mark.parametrize(
    ("header", "url"),
    [
        ("", None),
        ("<https://a/?p=1>; rel=first", None),
        ("nonsense; rel=next", None),
        ('<https://a/?p=2>; rel="next"', "https://a/?p=2"),
        ("<https://a/?t=1&amp;p=2>; rel=“next”, <https://a/>; rel=“last”", "https://a/?t=1&p=2"),
        ('<https://a/,b>; rel="last", <https://a/2>; title="x"; rel=next', "https://a/2"),
    ],
)
def test_next_page(header: str, url: str | None) -> None:
    assert read_links(header).get("next") == url
    assert read_links(header.encode().decode("latin-1")).get("next") == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a/lineitem?type_id=1", "https://a/lineitem/results?type_id=1&user_id=a%26b"),
        ("https://a/lineitem", "https://a/lineitem/results?user_id=a%26b"),
        ("https://a/lineitem/", "https://a/lineitem/results?user_id=a%26b"),
    ],
)
def test_path_is_extended_before_the_query(url: str, expected: str) -> None:
    assert ags.extend_url(url, "results", user_id="a&b") == expected
