"""`exercises export` and `exercises import`, on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.models import AuditEntry, Context, Draft
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database
from tests.lti_tool.factories import make_course, make_exercise, make_skill


@pytest.fixture
def course(installed: Run) -> str:
    with open_database().write() as session:
        context = make_course(session, title="Physics")
        make_exercise(session, context, skill=make_skill(session, context, "Speed"))
        return context.id


def test_a_course_that_is_not_there_is_told_apart(
    installed: Run, course: str, tmp_path: Path
) -> None:
    out = str(tmp_path / "a.xml")
    words = ("exercises", "export", "--format", "moodle_xml", "--out", out, "--course")
    done = installed(*words, "Chemistry")
    assert done.exit_code == 2
    assert f"There is no such course. Name it by its id: {course} Physics." in done.stderr
    with open_database().write() as session:
        make_course(session, title="Physics")
    done = installed(*words, "Physics")
    assert "Several courses have that title" in done.stderr
    assert not Path(out).exists()


def test_files_that_cannot_be_read_bring_nothing_in(
    installed: Run, course: str, tmp_path: Path
) -> None:
    good, bad, odd = tmp_path / "a.gift", tmp_path / "b.xml", tmp_path / "c.docx"
    good.write_text("Is it? {T}")
    bad.write_text("<html/>")
    odd.write_text("x")
    for path, sentence in ((bad, "not_moodle: html"), (odd, "name it .xml")):
        done = installed("exercises", "import", "--course", course, str(good), str(path))
        assert done.exit_code == 2
        assert sentence in done.stderr
    done = installed("exercises", "import", "--course", course, "--skill", "Mass", str(good))
    assert "no skill 'Mass'. It has: Speed." in done.stderr
    with open_database().read() as session:
        assert session.scalar(select(Draft).where(Draft.drafter == "imported")) is None


def test_out_and_into_another_course(installed: Run, course: str, tmp_path: Path) -> None:
    out, beside = tmp_path / "a.xml", tmp_path / "a.json"
    done = installed(
        "exercises", "export", "--course", "Physics", "--format", "moodle_xml",
        "--out", str(out), "--sidecar", str(beside),
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "1 of 1 exercises written" in done.stdout
    assert "not carried: provenance (1)" in done.stdout
    with open_database().write() as session:
        other = make_course(session, title="Physics II")
        make_skill(session, other, "Speed")
        other_id = other.id
    for drafts, known in ((1, 0), (0, 1)):
        done = installed("exercises", "import", "--course", other_id, str(out), str(beside))
        assert f"{drafts} drafts on the review desk, {known} known already" in done.stdout
    with open_database().read() as session:
        draft = session.scalars(select(Draft).where(Draft.context_id == other_id)).one()
        assert session.get_one(Context, course).title == "Physics"
        actions = set(session.scalars(select(AuditEntry.action)))
    assert not draft.checked
    assert {"exchange.ask", "exchange.take"} <= actions
