from __future__ import annotations

import csv
import io
import zipfile

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import Context, Role
from tests.lti_tool.factories import make_person
from tests.lti_tool.visits import VisitClient, visit_client


def add_learner(database: Database, teacher: VisitClient, name: str) -> None:
    with database.write() as session:
        make_person(session, session.get_one(Context, teacher.context_id), Role.LEARNER, name=name)


def export(teacher: VisitClient, kind: str) -> bytes:
    answer = teacher.post(f"/course/export/{kind}")
    assert answer.status_code == 303
    given = teacher.client.get(answer.location)
    assert given.status_code == 200
    assert given.headers["Content-Disposition"].startswith("attachment; filename=class-")
    return given.data


def test_learner_gets_no_class(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.post("/course/export/csv").status_code == 403
    assert learner.get("/course/export/csv/class").status_code == 403


@pytest.mark.parametrize("kind", ["pdf", "x"])
def test_other_formats_are_not_there(teacher: VisitClient, kind: str) -> None:
    assert teacher.post(f"/course/export/{kind}").status_code == 404


def test_name_never_becomes_a_formula(teacher: VisitClient, database: Database) -> None:
    add_learner(database, teacher, '=HYPERLINK("http://evil.example")')
    rows = list(csv.reader(io.StringIO(export(teacher, "csv").decode("utf-8-sig"))))
    assert rows[1][0].startswith("'=")
    sheet = zipfile.ZipFile(io.BytesIO(export(teacher, "xlsx"))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_names_and_figures(teacher: VisitClient, database: Database) -> None:
    add_learner(database, teacher, "王子涵")
    content = export(teacher, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Learner", "Answers given here"]
    assert ["王子涵", "0"] in [row[:2] for row in rows[1:]]
    book = zipfile.ZipFile(io.BytesIO(export(teacher, "xlsx")))
    assert "王子涵" in book.read("xl/sharedStrings.xml").decode()
