"""`audit-groups`: bad files first; figures of groups, nothing kept of who is in which."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.models import AuditEntry
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database
from tests.lti_tool.class_course import ClassCourse, make_doubtful
from tests.lti_tool.factories import PLATFORM, make_course, make_practice


@pytest.fixture
def subjects(installed: Run) -> list[str]:
    """Of twelve learners who answered three exercises each."""
    with open_database().write() as session:
        context = make_course(session)
        course = ClassCourse(session, context, make_practice(session, context))
        skill, people = course.skill(), course.learners(12)
        for place in range(3):
            exercise = course.exercise(skill, make_doubtful(f"Number {place}"))
            for number, person in enumerate(people):
                time = utcnow() - timedelta(hours=9 - place)
                course.choose(exercise, person, "a" if number % 2 else "b", time)
        return [person.subject for person in people]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no column"),
        ("subject,team\n1,a\n", "no column group"),
        ("subject,group\n", "names nobody"),
        ("subject,group\n1,\n", "line 2: it needs"),
        ("subject,group\n1,a\n1,b\n", "in two groups"),
        ("subject,group\nnobody,a\n", "Nobody is known"),
    ],
)
def test_bad_file(installed: Run, tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "g.csv"
    file.write_text(text)
    done = installed("audit-groups", str(file), "--issuer", PLATFORM)
    assert done.exit_code != 0
    assert reason in done.stderr


def test_file_that_is_no_text(installed: Run, tmp_path: Path) -> None:
    file = tmp_path / "g.csv"
    file.write_bytes(b"subject,group\n\xff\xfe,a\n")
    assert "UTF-8" in installed("audit-groups", str(file), "--issuer", PLATFORM).stderr


def test_groups_are_compared_and_small_ones_left_out(
    installed: Run, subjects: list[str], tmp_path: Path
) -> None:
    file, out = tmp_path / "g.csv", tmp_path / "g.json"
    lines = [f"{subject},{'x' if n < 10 else 'y'}" for n, subject in enumerate(subjects)]
    file.write_text("\n".join(["subject,group", *lines]))
    done = installed("audit-groups", str(file), "--issuer", PLATFORM, "--json", str(out))
    assert done.exit_code == 0, done.output
    assert "x: 10 learners, 30 answers, chance minus outcome" in done.output
    assert "2 learners are in groups of fewer than 10" in done.output
    assert "y:" not in done.output
    assert json.loads(out.read_text())["untold"] == 2
    with open_database().read() as session:
        entry = session.scalars(select(AuditEntry).filter_by(action="groups.audit")).one()
    assert entry.detail == {"learners": 12}
