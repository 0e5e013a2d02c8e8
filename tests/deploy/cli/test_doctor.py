"""`coursewright doctor` on a database that is behind, on an empty one, and on a broken platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lti_tool.lti.vault import Vault
from lti_tool.services.registrations import RegistrationForm, add_registration
from tests.deploy.cli.conftest import Run
from tests.deploy.cli.test_registering import open_database


def examine(run: Run, tmp_path: Path) -> tuple[int, str, dict[str, dict[str, Any]]]:
    file = tmp_path / "doctor.json"
    done = run("doctor", "--json", str(file))
    sections = json.loads(file.read_text())["sections"]
    lines = {one["check"]: one for found in sections.values() for one in found}
    return done.exit_code, done.output, lines


def test_a_database_without_schema_fails_and_says_what_to_run(run: Run, tmp_path: Path) -> None:
    code, output, lines = examine(run, tmp_path)
    assert code == 1
    assert lines["database_behind"]["state"] == "fail"
    assert "coursewright migrate" in output


def test_an_installation_without_platform_says_how_one_is_registered(
    installed: Run, tmp_path: Path
) -> None:
    code, _, lines = examine(installed, tmp_path)
    assert code == 1
    assert lines["database_current"]["state"] == "ok"
    assert lines["queue_away"]["state"] == lines["worker_missing"]["state"] == "fail"
    assert "register-invite" in lines["no_registration"]["text"]


def test_a_key_of_another_secret_and_a_platform_out_of_reach_are_named(
    installed: Run, tmp_path: Path
) -> None:
    database = open_database()
    form = RegistrationForm(
        issuer="http://127.0.0.1:1",
        client_id="c",
        name="Gone",
        auth_login_url="http://127.0.0.1:1/auth",
        auth_token_url="http://127.0.0.1:1/token",
        jwks_url="http://127.0.0.1:1/certs",
    )
    with database.write() as session:
        add_registration(session, Vault(b"another secret key of 40 characters....."), form)
    code, _, lines = examine(installed, tmp_path)
    assert code == 1
    assert lines["key_sealed"]["state"] == "fail"
    assert lines["own_keys_unreachable"]["state"] == "fail"
    assert lines["keys_unavailable"]["state"] == "fail"
    assert lines["keys_never_asked"]["state"] == "warn"
    assert all("%(" not in one["text"] for one in lines.values())
