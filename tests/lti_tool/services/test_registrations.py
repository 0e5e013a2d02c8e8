from __future__ import annotations

from dataclasses import replace

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.lti.vault import Vault
from lti_tool.services.keys import list_jwks
from lti_tool.services.registrations import (
    DeploymentUsedError,
    RegistrationForm,
    RegistrationTakenError,
    add_registration,
    change_registration,
    list_deployments,
    list_registrations,
    set_active,
)
from tests.lti_tool.factories import make_course

VAULT = Vault(b"a secret of at least 32 characters")
FORM = RegistrationForm(
    issuer="https://moodle.example",
    client_id="abc",
    name="Example school",
    auth_login_url="https://moodle.example/mod/lti/auth.php",
    auth_token_url="https://moodle.example/mod/lti/token.php",
    jwks_url="https://moodle.example/mod/lti/certs.php",
    deployment_ids=("1", "2"),
)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": ""},
        {"issuer": "x" * 256},
        {"client_id": " "},
        {"client_id": "a\0"},
        {"deployment_ids": ("",)},
        {"jwks_url": ""},
        {"jwks_url": "http://moodle.example/certs"},
        {"auth_login_url": "javascript:alert(1)"},
        {"auth_token_url": "moodle.example/token"},
        {"auth_token_url": "https://[bad/token"},
    ],
)
def test_unusable_values(database: Database, changes: dict[str, object]) -> None:
    with database.write() as session, pytest.raises(InvalidInputError):
        add_registration(session, VAULT, replace(FORM, **changes))  # type: ignore[arg-type]


def test_same_issuer_and_client_twice(database: Database) -> None:
    with database.write() as session:
        add_registration(session, VAULT, FORM)
        other = add_registration(session, VAULT, replace(FORM, client_id="def"))
        with pytest.raises(RegistrationTakenError):
            add_registration(session, VAULT, FORM)
        with pytest.raises(RegistrationTakenError):
            change_registration(session, other.id, FORM)


def test_unknown_registration(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(NotFoundError):
            change_registration(session, "nobody", FORM)
        with pytest.raises(NotFoundError):
            set_active(session, "nobody", False)


def test_deployment_with_courses_stays(database: Database) -> None:
    with database.write() as session:
        row = add_registration(session, VAULT, replace(FORM, deployment_ids=()))
        make_course(session, row)
        (used,) = list_deployments(session, row.id)
        with pytest.raises(DeploymentUsedError):
            change_registration(session, row.id, replace(FORM, deployment_ids=("other",)))
        assert used in list_deployments(session, row.id)


def test_registration_gets_a_key_and_can_be_changed(database: Database) -> None:
    with database.write() as session:
        row = add_registration(session, VAULT, FORM, registration_id="r" * 32)
        row.jwks, row.jwks_fetched_at = {"keys": []}, utcnow()
        assert row.id == "r" * 32
        assert len(list_jwks(session, row.id)["keys"]) == 1
        change_registration(session, row.id, replace(FORM, name="New", deployment_ids=("2", "3")))
        set_active(session, row.id, False)
    with database.read() as session:
        (row,) = list_registrations(session)
        assert (row.name, row.active, row.jwks) == ("New", False, None)
        assert list_deployments(session, row.id) == ["2", "3"]


def test_platform_on_this_machine_may_be_plain_http(database: Database) -> None:
    urls = {
        name: f"http://localhost:8088/{name}"
        for name in ("auth_login_url", "auth_token_url", "jwks_url")
    }
    with database.write() as session:
        add_registration(session, VAULT, replace(FORM, **urls))  # type: ignore[arg-type]
