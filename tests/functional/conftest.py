from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functional.course_site import CourseSite, run_course_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseSite]:
    """One for all tests of a process; each takes learners of its own."""
    with run_course_site(tmp_path_factory.mktemp("site")) as site:
        yield site
