from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.lti.vault import Vault
from lti_tool.models import AuditEntry, Registration
from lti_tool.services.logins import platform_origins
from lti_tool.services.site_settings import list_permitted_hosts
from lti_tool.settings import Settings
from tests.lti_tool.factories import make_registration
from tests.lti_tool.lti.name_server import answer_names
from tests.lti_tool.views.admin_client import AdminClient, actions

FORM = {
    "issuer": "https://moodle.example",
    "client_id": "abc",
    "name": "Example school",
    "auth_login_url": "https://moodle.example/mod/lti/auth.php",
    "auth_token_url": "https://moodle.example/mod/lti/token.php",
    "jwks_url": "https://moodle.example/mod/lti/certs.php",
    "deployment_ids": "1, 2",
}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("issuer", "", "Issuer, client ID"),
        ("client_id", "x" * 256, "at most 255 characters"),
        ("jwks_url", "http://moodle.example/certs", "not a full https address"),
        ("auth_login_url", "javascript:alert(1)", "not a full https address"),
    ],
)
def test_bad_registration_is_given_back(
    database: Database, admin: AdminClient, field: str, value: str, sentence: str
) -> None:
    page = admin.get("/admin/registrations/new").location
    answer = admin.post(page, **{**FORM, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Example school"' in answer.text
    with database.read() as session:
        assert session.scalar(select(Registration.id)) is None


def test_registering_by_hand(database: Database, admin: AdminClient) -> None:
    page = admin.get("/admin/registrations/new").location
    registration_id = page.rpartition("/")[2]
    shown = admin.get(page).text
    for value in ("/lti/launch", "/lti/login", f"/lti/jwks/{registration_id}"):
        assert f'data-copy="http://localhost{value}"' in shown
    answer = admin.post(page, **FORM)
    assert answer.status_code == 303
    saved = admin.get(answer.location).text
    assert "Saved." in saved
    assert 'value="1 2"' in saved
    assert admin.get(page).status_code == 409
    assert admin.browser.get(f"/lti/jwks/{registration_id}").status_code == 200
    again = admin.post(admin.get("/admin/registrations/new").location, **FORM)
    assert again.status_code == 409
    assert "registered already" in again.text
    assert actions(database) == ["admin.enter", "registration.add"]


@pytest.mark.parametrize("registration_id", ["x", "../x", "A" * 32])
def test_made_up_registration_id_is_refused(admin: AdminClient, registration_id: str) -> None:
    assert admin.get(f"/admin/registrations/new/{registration_id}").status_code == 404
    for path in ("", "/active", "/web-service", "/web-service/remove"):
        form = {**FORM, "url": "https://a.example", "token": "abc"}
        answer = admin.post(f"/admin/registrations/{registration_id}{path}", **form)
        assert answer.status_code == 404


def test_registration_is_changed_and_switched(database: Database, admin: AdminClient) -> None:
    with database.write() as session:
        row = make_registration(session)
    path = f"/admin/registrations/{row.id}"
    assert admin.post(path, **{**FORM, "jwks_url": ""}).status_code == 422
    assert admin.post(path, **FORM).status_code == 303
    admin.post(f"{path}/active", active="no")
    with database.read() as session:
        found = session.get_one(Registration, row.id)
        assert (found.client_id, found.active) == ("abc", False)
    admin.post(f"{path}/active", active="yes")
    assert "Switch off" in admin.get("/admin/registrations").text
    assert actions(database)[1:] == [
        "registration.change", "registration.deactivate", "registration.activate",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hosts", ["http://a.example", "a.example/path", "user@a.example", "a.example:99999", "a\\b"]
)
def test_bad_further_hosts_change_nothing(
    database: Database, admin: AdminClient, hosts: str
) -> None:
    with database.write() as session:
        row = make_registration(session)
    answer = admin.post(
        f"/admin/registrations/{row.id}", **FORM, service_hosts=f"b.example {hosts}"
    )
    assert answer.status_code == 422
    assert "b.example" in answer.text
    with database.read() as session:
        assert session.get_one(Registration, row.id).service_hosts == []


def test_further_hosts_are_https_origins_of_the_platform(
    database: Database, admin: AdminClient
) -> None:
    with database.write() as session:
        row = make_registration(session)
    path = f"/admin/registrations/{row.id}"
    hosts = "School.Example.com, https://files.example.com:8443/"
    assert admin.post(path, **FORM, service_hosts=hosts).status_code == 303
    with database.read() as session:
        found = platform_origins(session.get_one(Registration, row.id))
    assert found >= {"https://school.example.com", "https://files.example.com:8443"}
    assert "files.example.com:8443 school.example.com" in admin.get(path).text


@pytest.mark.parametrize("text", ["a/b", "javascript:alert(1)//", "x y@z", "x" * 256])
def test_bad_hosts_are_given_back(admin: AdminClient, database: Database, text: str) -> None:
    answer = admin.post("/admin/registrations/hosts", hosts=f"moodle.school.lan\n{text}")
    assert answer.status_code == 422
    assert "give hosts alone" in answer.text
    assert "moodle.school.lan\n" in answer.text
    with database.read() as session:
        assert list_permitted_hosts(session) == []


def test_private_address_is_taken_only_where_the_admin_says_so(
    database: Database, admin: AdminClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_names(monkeypatch, moodle_example=["10.1.2.3"])
    with database.write() as session:
        row = make_registration(session)
    path = f"/admin/registrations/{row.id}"
    answer = admin.post(path, **FORM)
    assert answer.status_code == 422
    assert "moodle.example belongs to a private network" in answer.text
    assert (
        admin.post(path, **FORM, private="yes", service_hosts="files.lan:8443").status_code == 303
    )
    with database.read() as session:
        found = session.get_one(Registration, row.id).private_hosts
    assert found == ["files.lan", "moodle.example"]
    assert 'name="private" value="yes" checked' in admin.get(path).text
    answer_names(monkeypatch, moodle_example=["93.184.216.34"])
    assert admin.post(path, **FORM).status_code == 303
    with database.read() as session:
        assert session.get_one(Registration, row.id).private_hosts == []


def test_hosts_are_permitted_and_taken_back(admin: AdminClient, database: Database) -> None:
    answer = admin.post("/admin/registrations/hosts", hosts="Moodle.School.LAN:8080, 10.0.0.7")
    assert answer.status_code == 303
    assert "moodle.school.lan\n10.0.0.7</textarea>" in admin.get(answer.location).text
    assert actions(database)[-1] == "registration.permit_hosts"
    admin.post("/admin/registrations/hosts", hosts=" ")
    with database.read() as session:
        assert list_permitted_hosts(session) == []


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("http://moodle.example", "abc123"),
        ("moodle.example", "abc123"),
        ("https://moodle.example", ""),
        ("https://moodle.example", "a token"),
        ("https://moodle.example", "é" * 10),
    ],
)
def test_bad_web_service_is_refused_and_its_token_not_shown(
    database: Database, admin: AdminClient, url: str, token: str
) -> None:
    with database.write() as session:
        row = make_registration(session)
    answer = admin.post(f"/admin/registrations/{row.id}/web-service", url=url, token=token)
    assert answer.status_code == 422
    assert not token or token not in answer.text
    with database.read() as session:
        assert session.get_one(Registration, row.id).web_service_token is None


def test_web_service_token_is_sealed_and_never_shown(
    database: Database, admin: AdminClient, settings: Settings
) -> None:
    token, url = "0123456789abcdef", "https://moodle.example"
    with database.write() as session:
        row = make_registration(session)
    path = f"/admin/registrations/{row.id}"
    answer = admin.post(f"{path}/web-service", url=url, token=token)
    assert token not in admin.get(answer.location).text
    with database.read() as session:
        sealed = session.get_one(Registration, row.id).web_service_token
        details = [entry.detail for entry in session.scalars(select(AuditEntry))]
    assert sealed is not None
    assert token.encode() not in sealed
    assert Vault(settings.secret_key).open(sealed, "web_service").decode() == token
    assert token not in str(details)
    admin.post(f"{path}/web-service/remove")
    with database.read() as session:
        assert session.get_one(Registration, row.id).web_service_url is None
