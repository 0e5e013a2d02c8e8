"""`admin invite`, `register-invite`, `invites` and `keys`, on a real database."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.db import Database, utcnow
from lti_tool.lti.vault import Vault
from lti_tool.models import AdminInvite, AuditEntry, RegistrationInvite
from lti_tool.services.admins import enter_admin, find_admin
from lti_tool.services.registrations import RegistrationForm, add_registration
from tests.deploy.cli.conftest import Run

FORM = RegistrationForm(
    issuer="https://moodle.example",
    client_id="client-1",
    name="Example school",
    auth_login_url="https://moodle.example/mod/lti/auth.php",
    auth_token_url="https://moodle.example/mod/lti/token.php",
    jwks_url="https://moodle.example/mod/lti/certs.php",
    deployment_ids=(),
)


def open_database() -> Database:
    return Database(os.environ["COURSEWRIGHT_DATABASE_URL"])


def test_no_invitation_without_schema(run: Run) -> None:
    assert run("register-invite").exit_code == 2


def test_an_invitation_is_a_url_that_stands_nowhere_in_plain(installed: Run) -> None:
    assert "No registration link waits" in installed("invites", "list").output
    token = installed("register-invite").output.strip().rpartition("/")[2]
    with open_database().read() as session:
        kept = session.scalars(select(RegistrationInvite)).one()
    assert kept.token_hash == sha256(token.encode()).hexdigest()
    assert kept.token_sealed is not None
    assert token.encode() not in kept.token_sealed


def test_an_invitation_is_listed_and_withdrawn(installed: Run, tmp_path: Path) -> None:
    link = installed("register-invite", "--host", "Moodle.School.Example").output.strip()
    assert link.startswith("http://localhost:5000/lti/register/")
    path = tmp_path / "invites.json"
    line = installed("invites", "list", "--json", str(path)).output
    assert link in line
    assert "made by command-line, for moodle.school.example" in line
    (invite,) = json.loads(path.read_text())["invites"]
    assert link.rpartition("/")[2] not in str(invite)
    assert installed("invites", "revoke", "unknown").exit_code == 2
    assert installed("invites", "revoke", invite["id"]).exit_code == 0
    again = installed("invites", "revoke", invite["id"])
    assert again.exit_code == 2
    assert "no longer waiting" in again.stderr
    with open_database().read() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at)))
    assert actions == ["registration.invite", "registration.revoke_invite"]


def test_an_admin_needs_a_name(installed: Run) -> None:
    done = installed("admin", "invite", "  ")
    assert done.exit_code == 2
    assert "name" in done.stderr


def test_an_admin_is_invited_by_a_link_that_works_once(installed: Run) -> None:
    done = installed("admin", "invite", "Grace")
    prefix = "http://localhost:5000/admin/enter/"
    assert done.output.startswith(prefix)
    again = installed("admin", "invite", "Grace")
    assert again.output.startswith(prefix)
    assert again.output != done.output
    with open_database().read() as session:
        hashes = list(session.scalars(select(AdminInvite.token_hash)))
    token = done.output.strip().removeprefix(prefix)
    assert sha256(token.encode()).hexdigest() in hashes


def test_an_admin_who_leaves_is_shut_out(installed: Run, tmp_path: Path) -> None:
    assert "no administrator yet" in installed("admin", "list").output
    assert installed("admin", "shut-out", "Grace").exit_code == 2
    link = installed("admin", "invite", "Grace").output.strip()
    secret = _enter(link)
    installed("admin", "invite", "Grace")
    file = tmp_path / "admins.json"
    assert "a sign-in link waits" in installed("admin", "list", "--json", str(file)).output
    (one,) = json.loads(file.read_text())["admins"]
    assert one["invited"]
    assert one["signed_in_until"]
    assert "admin invite Grace" in installed("admin", "shut-out", "Grace").output
    assert installed("admin", "list").output == "Grace: not signed in\n"
    with open_database().read() as session:
        assert find_admin(session, secret, utcnow()) is None
        assert session.scalars(select(AuditEntry.action)).all()[-1] == "admin.shut_out"


def _enter(link: str) -> str:
    with open_database().write() as session:
        return enter_admin(session, link.rpartition("/")[2], utcnow())


def test_without_keys_that_is_said(installed: Run) -> None:
    assert installed("keys", "list").output.startswith("There are no keys yet")


def test_keys_are_listed_without_their_secrets(installed: Run, tmp_path: Path) -> None:
    with open_database().write() as session:
        registration = add_registration(session, Vault(b"k" * 40), FORM)
    path = tmp_path / "keys.json"
    done = installed("keys", "list", "--json", str(path))
    (key,) = json.loads(path.read_text())["keys"]
    line = f"Example school ({registration.id}): {key['kid']}, active"
    assert done.output.splitlines() == [line]
    assert (key["registration"], key["state"]) == (registration.id, "active")
    assert set(key) == {"registration", "name", "kid", "state", "made"}


def test_keys_rotate_says_who_signs_and_waits_for_a_next_key_that_is_new(
    installed: Run, tmp_path: Path
) -> None:
    assert "no registration" in installed("keys", "rotate").output
    database = open_database()
    with database.write() as session:
        add_registration(session, Vault(b"k" * 40), FORM)
    file = tmp_path / "rotations.json"
    done = installed("keys", "rotate", "--json", str(file))
    assert "not rotated" in done.output
    (early,) = json.loads(file.read_text())["rotations"]
    done = installed("keys", "rotate", "--now", "--json", str(file))
    (rotation,) = json.loads(file.read_text())["rotations"]
    assert rotation["active"] == early["next"]
    assert f"{rotation['active']} signs now" in done.output
    listed = installed("keys", "list").output
    assert f"{early['active']}, retired" in listed
    assert f"{rotation['next']}, next" in listed
    assert installed("keys", "rotate", "--registration", "unknown").exit_code == 2


def test_secret_is_changed_with_the_old_one_at_hand_only(
    installed: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = os.environ["COURSEWRIGHT_SECRET_KEY"]
    with open_database().write() as session:
        add_registration(session, Vault(old.encode()), FORM)
    monkeypatch.setenv("COURSEWRIGHT_SECRET_KEY", "n" * 40)
    done = installed("keys", "reseal")
    assert done.exit_code == 2
    assert "COURSEWRIGHT_OLD_SECRET_KEY" in done.output
    monkeypatch.setenv("COURSEWRIGHT_OLD_SECRET_KEY", "short")
    assert "at least 32 characters" in installed("keys", "reseal").output
    monkeypatch.setenv("COURSEWRIGHT_OLD_SECRET_KEY", "w" * 40)
    assert installed("keys", "reseal").exit_code == 2
    monkeypatch.setenv("COURSEWRIGHT_OLD_SECRET_KEY", old)
    file = tmp_path / "reseal.json"
    for expected in ({"resealed": 1, "already": 0}, {"resealed": 0, "already": 1}):
        assert installed("keys", "reseal", "--json", str(file)).exit_code == 0
        assert json.loads(file.read_text()) == expected
    monkeypatch.delenv("COURSEWRIGHT_OLD_SECRET_KEY")
    assert "Under the present secret already: 1" in installed("keys", "reseal").output
