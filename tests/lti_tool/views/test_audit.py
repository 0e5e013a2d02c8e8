"""The audit is whole: no address that changes something is without its entry and its words."""

from __future__ import annotations

import ast
import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database, utcnow
from lti_tool.models import AuditEntry, Person, Role, Skill
from lti_tool.services.audit import note_audit
from lti_tool.views import visit_audit
from lti_tool.views.audit_words import ACTIONS
from lti_tool.views.visit_audit import UNWRITTEN
from tests.lti_tool.factories import make_exercise, store
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.visits import VisitClient, visit_client

ROOT = Path(__file__).parents[3]
SOURCES = [*(ROOT / "lti_tool").rglob("*.py"), *(ROOT / "deploy").rglob("*.py")]


def list_posts(app: Flask) -> set[str]:
    """Of visits; the administration's and the platform's write their own entries, and what other
    tools send has a table of its own."""
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    return {
        one for one in posts if not one.startswith(("admin", "evidence_api.", "lti.", "register."))
    }


def test_what_is_left_out_of_the_audit_is_there(app: Flask) -> None:
    assert list_posts(app) > UNWRITTEN


def test_every_action_has_its_words(app: Flask) -> None:
    """Those of `note_audit` calls are read from the code."""
    written = list_posts(app) - UNWRITTEN
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("note_audit", "note_exercise")
            ):
                found = node.args[2]
                if isinstance(found, ast.Constant):
                    written.add(found.value)
    assert len(written) > 40
    assert written <= ACTIONS.keys()


def test_empty_audit_and_wrong_day_say_what_to_do(admin: AdminClient, database: Database) -> None:
    wrong = admin.get("/admin/audit?since=yesterday")
    assert wrong.status_code == 422
    assert "2026-01-31" in wrong.text
    assert "Nothing of this kind" in admin.get("/admin/audit?action=nothing").text
    with database.write() as session:
        session.query(AuditEntry).delete()
    assert "Nothing was done yet" in admin.get("/admin/audit").text


def test_instructors_change_is_there_by_names(
    app: Flask, database: Database, admin: AdminClient, teacher: VisitClient
) -> None:
    with database.write() as session:
        session.get_one(Person, teacher.person_id).name = "Ms Example"
    assert teacher.post("/skills", {"name": "Momentum", "language": "en"}).status_code < 400
    assert teacher.post("/skills", {"name": "", "language": "en"}).status_code == 422
    page = admin.get("/admin/audit?action=skills.add").text
    assert page.count("added a skill</td>") == 1
    assert "Ms Example" in page
    assert "Introductory Physics" in page
    assert teacher.person_id not in page


def test_change_without_its_entry_is_no_change(
    app: Flask, database: Database, teacher: VisitClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the process died between them: they are in one transaction."""

    def die(*_: object, **__: object) -> None:
        raise SystemError

    form = {"name": "Momentum", "language": "en"}
    monkeypatch.setattr(visit_audit, "note_audit", die)
    assert teacher.post("/skills", form).status_code == 500
    with database.read() as session:
        assert session.scalars(select(Skill).where(Skill.name == "Momentum")).all() == []
    monkeypatch.undo()
    assert teacher.post("/skills", form).status_code == 303
    with database.read() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["skills.add"]


def test_entry_is_written_once_and_for_what_only_reads_too(
    app: Flask, database: Database, teacher: VisitClient
) -> None:
    assert teacher.post("/skills", {"name": "", "language": "en"}).status_code == 422
    for refused in ("/desk/write/multiple_choice", "/requests/new"):  # from within a transaction
        assert teacher.post(refused, {}).status_code == 422
    assert teacher.post(teacher.url("class_export.ask", kind="csv")).status_code < 400
    with database.read() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["class_export.ask"]


def test_learners_answers_are_no_changes_of_the_course(app: Flask, database: Database) -> None:
    learner = visit_client(app)
    learner.post("/mastery/confidence", {"ask": "no"})
    assert learner.post("/skills", {"name": "Momentum", "language": "en"}).status_code == 403
    with database.read() as session:
        assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(("days", "expected"), [(0, True), (-1, False), (1, False)])
def test_days_narrow(admin: AdminClient, database: Database, days: int, expected: bool) -> None:
    day = (utcnow() + timedelta(days=days)).date().isoformat()
    page = admin.get(f"/admin/audit?since={day}&until={day}").text
    assert ("signed in</td>" in page) is expected


def test_csv_holds_all_and_no_formula(
    app: Flask, database: Database, admin: AdminClient, teacher: VisitClient
) -> None:
    with database.write() as session:
        session.get_one(Person, teacher.person_id).name = '=HYPERLINK("http://x")'
        for _ in range(300):
            note_audit(session, teacher.person_id, "publish_exercise", "exercise:gone")
    file = admin.post("/admin/audit/csv", action="publish_exercise")
    assert "attachment" in file.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert len(rows) == 300
    assert {row["actor"] for row in rows} == {'\'=HYPERLINK("http://x")'}
    assert {row["subject_id"] for row in rows} == {"exercise:gone"}
    assert "exported the audit" in admin.get("/admin/audit").text


def test_exercise_is_named_by_its_text(app: Flask, database: Database, admin: AdminClient) -> None:
    teacher = visit_client(app, Role.INSTRUCTOR)
    with database.write() as session:
        from lti_tool.models import Context

        make_exercise(session, session.get_one(Context, teacher.context_id))
        store(session, AuditEntry(actor="command-line", action="backup.make", subject="b.zip"))
    page = admin.get("/admin/audit").text
    assert "What is speed?" in page
    assert "the command line" in page
