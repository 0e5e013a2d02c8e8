"""`learner export` and `learner erase`, on a real database."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.models import AuditEntry, Person
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database
from tests.lti_tool.factories import PLATFORM
from tests.lti_tool.whole_site import WholeSite, make_whole_site


@pytest.fixture
def site(installed: Run) -> WholeSite:
    with open_database().write() as session:
        return make_whole_site(session)


@pytest.mark.parametrize(
    "words", [(), ("x", "--subject", "5"), ("--subject", "5"), ("--issuer", PLATFORM)]
)
def test_a_person_is_named_in_one_way(installed: Run, words: tuple[str, ...]) -> None:
    done = installed("learner", "export", *words)
    assert done.exit_code == 2
    assert "either by ID or by --issuer and --subject" in done.stderr


def test_nobody_is_exported_or_erased(installed: Run) -> None:
    for command in (("export",), ("erase", "--yes")):
        done = installed("learner", command[0], "nobody", *command[1:])
        assert done.exit_code == 2
        assert "Nobody is known under nobody" in done.stderr


def test_export_is_json_for_its_owner_alone(
    installed: Run, site: WholeSite, tmp_path: Path
) -> None:
    out = tmp_path / "export.json"
    done = installed(
        "learner", "export", "--issuer", PLATFORM, "--subject", site.learner.subject,
        "--out", str(out),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(os.stat(out).st_mode) == 0o600
    assert json.loads(out.read_text())["person"]["id"] == site.learner.id
    assert json.loads(installed("learner", "export", site.learner.id).output)
    with open_database().read() as session:
        actions = list(session.scalars(select(AuditEntry.actor).filter_by(action="person.export")))
    assert actions == ["command-line", "command-line"]


def test_erasing_asks_first_and_says_what_remains(installed: Run, site: WholeSite) -> None:
    refused = installed("learner", "erase", site.learner.id)  # no terminal answers
    assert refused.exit_code == 1
    assert "What the platform holds stays there" in refused.output
    assert _people(open_database(), site) == [site.learner.id]
    done = installed("learner", "erase", site.learner.id, "--yes")
    assert done.exit_code == 0, done.output
    assert "attempt 1" in done.output
    assert _people(open_database(), site) == []
    assert installed("learner", "erase", site.learner.id, "--yes").exit_code == 2


def test_blocking_and_letting_in_again(installed: Run, site: WholeSite) -> None:
    assert installed("learner", "block", site.learner.id, "--reason", "x" * 256).exit_code == 2
    for command, expected in ((("block", "--reason", "Exam"), (True, "Exam")),
                              (("unblock",), (False, ""))):  # fmt: skip
        done = installed("learner", command[0], site.learner.id, *command[1:])
        assert done.exit_code == 0, done.output
        with open_database().read() as session:
            person = session.get_one(Person, site.learner.id)
            assert (person.blocked, person.block_reason) == expected


def _people(database: Database, site: WholeSite) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Person.id).where(Person.id == site.learner.id)))
