from __future__ import annotations

from flask import Flask

from lti_tool.db import Database
from lti_tool.lti.vault import Vault
from lti_tool.services.keys import ensure_key
from lti_tool.settings import Settings
from tests.lti_tool.factories import make_registration
from tests.lti_tool.views.admin_client import AdminClient

GONE = "http://127.0.0.1:1"


def test_the_doctor_is_for_admins(app: Flask) -> None:
    assert app.test_client().post("/admin/doctor").status_code == 401


def test_the_page_names_what_fails_and_what_works(
    app: Flask, database: Database, settings: Settings
) -> None:
    with database.write() as session:
        urls = dict.fromkeys(("auth_login_url", "auth_token_url", "jwks_url"), f"{GONE}/x")
        row = make_registration(session, issuer=GONE, name="Far school", **urls)
        ensure_key(session, Vault(settings.secret_key), row.id)
    admin = AdminClient(app, database)
    assert "Far school" not in admin.get("/admin/doctor").text
    page = admin.post("/admin/doctor").text
    assert "Far school" in page
    assert "The database is of this release." in page
    assert "The tool&#39;s key opens" in page
    assert f"key set at {GONE}/x cannot be read" in page


def test_a_fetch_of_the_key_set_is_noted_unless_it_is_the_doctors(
    app: Flask, database: Database, settings: Settings
) -> None:
    with database.write() as session:
        row = make_registration(session)
        ensure_key(session, Vault(settings.secret_key), row.id)
    client = app.test_client()
    for agent, noted in (("Coursewright-doctor", False), ("Moodle", True)):
        assert client.get(f"/lti/jwks/{row.id}", headers={"User-Agent": agent}).status_code == 200
        with database.read() as session:
            found = session.get_one(type(row), row.id)
        assert (found.keys_asked_at is not None) is noted
