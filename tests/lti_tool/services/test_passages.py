from __future__ import annotations

import pytest

from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.services import passages
from tests.lti_tool.factories import make_course
from tests.lti_tool.source_factories import make_source


def test_passage_of_another_course_is_not_found(database: Database) -> None:
    with database.write() as session:
        course = make_course(session)
        foreign = make_source(session, make_course(session), "text")
        passage = passages.list_passages_of(session, foreign.id)[0]
        assert passages.find_passages(session, course.id, [passage.id, "nonsense"]) == {}
        with pytest.raises(NotFoundError):
            passages.find_surroundings(session, course.id, passage.id)


def test_passage_stands_between_its_neighbours(database: Database) -> None:
    with database.write() as session:
        course = make_course(session)
        source = make_source(session, course, "one", "two", "three")
        make_source(session, course, "other")
        first, second, third = passages.list_passages_of(session, source.id)
        found = passages.find_surroundings(session, course.id, second.id)
        assert (found.before, found.after, found.source) == (first, third, source)
        assert passages.find_surroundings(session, course.id, first.id).before is None
        assert passages.count_passages(session, course.id)[source.id] == 3


def test_row_becomes_what_generators_read(database: Database) -> None:
    with database.write() as session:
        source = make_source(session, make_course(session), "text", heading="A > B")
        row = passages.list_passages_of(session, source.id)[0]
        read = passages.to_passage(row, source)
        assert (read.id, read.source, read.page, read.heading) == (
            row.id, "motion.txt", 1, "A > B",
        )  # fmt: skip
