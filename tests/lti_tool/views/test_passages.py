from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import Context, Role, Source, SourceState
from lti_tool.services.passages import list_passages_of
from lti_tool.views.passage_text import find_quote, show_text
from tests.lti_tool.source_factories import make_passage
from tests.lti_tool.views.course_sources import in_course
from tests.lti_tool.visits import VisitClient, visit_client


def test_passage_of_another_course_is_not_shown(
    app: Flask, database: Database, teacher: VisitClient
) -> None:
    source = in_course(database, teacher, "course text")
    with database.read() as session:
        passage = list_passages_of(session, source.id)[0]
    stranger = visit_client(app, Role.INSTRUCTOR)
    assert stranger.get(f"/passages/{passage.id}").status_code == 404


def test_instructor_sees_a_passage_between_its_neighbours_and_a_learner_does_not(
    app: Flask, database: Database, teacher: VisitClient
) -> None:
    source = in_course(
        database, teacher, "Before.", "A force is a push or <b>.", "After.",
        state=SourceState.REPLACED,
    )  # fmt: skip
    with database.read() as session:
        passage = list_passages_of(session, source.id)[1]
        course = session.get_one(Context, teacher.context_id)
    path = f"/passages/{passage.id}"
    assert visit_client(app, context=course).get(path).status_code == 403
    page = teacher.get(path).text
    assert "A force is a push or &lt;b&gt;." in page
    assert "Before." in page
    assert "After." in page
    assert "since been replaced" in page


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("a b", "", ""),
        ("a b", "  ", ""),
        ("a (b)*", "(b)*", "(b)*"),
        ("one\ntwo three", "one two", "one\ntwo"),
        ("密度是", "度", "度"),
    ],
)
def test_quote_is_found_whatever_its_blanks(text: str, quote: str, found: str) -> None:
    start, end = find_quote(text, quote)
    assert text[start:end] == found


def test_quote_across_cells_of_a_table_is_marked_in_each() -> None:
    passage = make_passage(Source(), "Phase | Length\nProphase | 30 min", kind="table")
    shown = show_text(passage, "Prophase | 30")
    marked = [[[p.text for p in cell if p.marked] for cell in row] for row in shown.rows]
    assert marked == [[[], []], [["Prophase"], ["30"]]]
