"""The audit by groups: bad tables first; what it shows; and that nothing of it is kept or used."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from deploy.cli.main import main
from lti_tool.db import Database, utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.models import Context
from lti_tool.services.group_audits import list_predictions, read_labels
from tests.lti_tool.factories import make_person
from tests.lti_tool.services.learning import RIGHT, WRONG, make_learning
from tests.lti_tool.services.test_skill_changes import dump
from tests.lti_tool.views.admin_client import AdminClient, actions

SECRET_LABEL = "left-handed"


def make_class(session: Session) -> tuple[Context, list[str]]:
    """Twenty-two learners with two answers each; the subjects."""
    learning = make_learning(session)
    exercises = [learning.publish(), learning.publish_another(2)]
    people = [make_person(session, learning.context) for _ in range(22)]
    for number, person in enumerate(people):
        for exercise in exercises:
            answer = RIGHT if number % 3 else WRONG
            learning.answer(learning.show(exercise, number, person), answer, utcnow())
    return learning.context, [person.subject for person in people]


def make_table(subjects: list[str]) -> bytes:
    rows = [
        f"{subject},{SECRET_LABEL if number < 12 else 'right'},{'old' if number < 9 else 'young'}"
        for number, subject in enumerate(subjects)
    ]
    return "\n".join(["user,hand,age", *rows, "nobody,right,old"]).encode()


@pytest.mark.parametrize(
    "data",
    [b"", b"user", b"user\na\n", b"name,group\na,b\n", b"user,group\n", b"user,g,g\na,b,c\n",
     b"user,group\na\n", b"user,group\na,b,c\n", b"user,group\n,b\n", b"user,group\na,b\na,c\n",
     b"\xff\xfe", b'user,group\n"a,b\n', b"user,group\n" + b"a,b\n" * 600_000,
     b"user,group\n" + b"".join(b"%d,g%d\n" % (n, n) for n in range(21))],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError, match="cannot be used"):
        read_labels(data)


def post(admin: AdminClient, registration: str, data: bytes) -> TestResponse:
    return admin.post(
        "/admin/groups", registration=registration, labels=(io.BytesIO(data), "g.csv")
    )


def test_groups_are_compared_and_nothing_of_them_is_kept(app: Flask, database: Database) -> None:
    admin = AdminClient(app, database)
    with database.write() as session:
        context, subjects = make_class(session)
    with database.read() as session:
        before, chances = dump(session), list(list_predictions(session, context.registration_id))
    assert post(admin, context.registration_id, b"user\n").status_code == 422
    assert post(admin, "x", make_table(subjects)).status_code == 404
    page = post(admin, context.registration_id, make_table(subjects)).text
    assert SECRET_LABEL in page
    assert "young" in page
    assert ">old<" not in page  # nine people
    assert "1 group of fewer than ten people" in page
    assert "1 user of the file is not known here" in page
    assert actions(database)[-1] == "groups.audit"
    with database.read() as session:
        after = dump(session)
        assert list(list_predictions(session, context.registration_id)) == chances
    assert SECRET_LABEL not in json.dumps(after)
    assert {name for name in before if before[name] != after[name]} <= {"audit_entry"}


def test_the_command_writes_the_same_figures_and_audits_any_predictions(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        context, subjects = make_class(session)
    url = database.engine.url.render_as_string(hide_password=False)
    for name, value in (("DATABASE_URL", url), ("DATA", str(tmp_path)), ("SECRET_KEY", "s" * 40)):
        monkeypatch.setenv(f"COURSEWRIGHT_{name}", value)
    labels, told, chances = (tmp_path / name for name in ("labels.csv", "out.json", "risk.csv"))
    labels.write_bytes(make_table(subjects))
    command = ["audit", "groups", "--csv", str(labels), "--json", str(told)]
    assert CliRunner().invoke(main, command).exit_code != 0
    done = CliRunner().invoke(main, [*command, "--registration", context.registration_id])
    assert done.exit_code == 0, done.output
    hands = json.loads(told.read_text())["attributes"]["hand"]["groups"]
    assert [(one["learners"], one["cases"]) for one in hands] == [(12, 24), (10, 20)]
    chances.write_text("user,p,outcome\n" + "".join(f"{one},0.9,0\n" for one in subjects))
    done = CliRunner().invoke(main, [*command, "--predictions", str(chances)])
    assert done.exit_code == 0, done.output
    hands = json.loads(told.read_text())["attributes"]["hand"]["groups"]
    assert [round(one["gap"]["value"], 3) for one in hands] == [0.9, 0.9]
    chances.write_text("user,p,outcome\na,2,0\n")
    assert CliRunner().invoke(main, [*command, "--predictions", str(chances)]).exit_code != 0
