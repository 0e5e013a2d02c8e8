"""The page of the cases and the cases themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.document import PAGE, Case, collect_cases, render

OFFICIAL = Path(__file__).parent / "official_names.txt"


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return collect_cases()


def test_page_is_up_to_date(cases: list[Case]) -> None:
    assert PAGE.read_text() == render(cases), "run: python -m tests.conformance.document"


def test_every_official_name_has_a_case(cases: list[Case]) -> None:
    """The names as the guide prints them, one a line."""
    names = [line for line in OFFICIAL.read_text().splitlines() if line and line[0] != "#"]
    known = {case.name for case in cases} | {case.name.partition(": ")[2] for case in cases}
    assert [name for name in names if name not in known] == []


def test_no_name_is_given_twice_in_a_test(cases: list[Case]) -> None:
    tests = [f"{case.file}::{case.test}" for case in cases]
    assert len(set(tests)) == len(tests)
