"""The commands of docs/EVIDENCE_API.md, as they stand there, against the running tool."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lti_tool.db import Database
from tests.browser.conftest import Live
from tests.lti_tool.factories import PLATFORM
from tests.lti_tool.views.evidence_sender import make_sender

PAGE = Path(__file__).parents[2] / "docs" / "EVIDENCE_API.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="CURL IS MISSING")
def test_each_command_of_the_page_does_what_it_says(live: Live, database: Database) -> None:
    sender = make_sender(live.app, database)
    names = {
        "NAME": sender.name, "SECRET": sender.secret, "TOOL": live.url, "ISSUER": PLATFORM,
        "SUBJECT": sender.person.subject, "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    commands = re.findall(r"```sh\n(curl .*?)```", PAGE.read_text(), re.DOTALL)
    assert len(commands) == 4
    said = []
    for command in commands:
        done = subprocess.run(
            ["sh", "-c", command],
            env=names,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout
        said.append(json.loads(done.stdout))
    ids, statement, about, counts = said
    assert ids == [statement["id"]]
    assert about["version"] == ["1.0.3", "2.0.0"]
    assert counts["kept"] == 1
    assert sorted(row.score for row in sender.rows()) == [0.5, 0.8]
