"""Registration links: made, copied while they wait, withdrawn, used up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.db import Database, utcnow
from lti_tool.lti.vault import Vault
from lti_tool.models import RegistrationInvite, ToolKey
from lti_tool.services.audit import COMMAND_LINE
from lti_tool.services.keys import ensure_key
from lti_tool.services.registration_invites import invite_registration, list_pending
from lti_tool.settings import Settings
from tests.lti_tool.views.admin_client import AdminClient, actions

LINK = re.compile(r'data-copy="http://localhost/lti/register/([\w-]{40,})"')
INDEX = "/admin/registrations"


def links(admin: AdminClient) -> list[str]:
    return LINK.findall(admin.get(INDEX).text)


def invite_id(database: Database) -> str:
    with database.read() as session:
        return session.scalars(select(RegistrationInvite.id)).one()


@pytest.mark.parametrize("host", ["ftp://x", "a b", "x" * 256])
def test_bad_host_makes_no_link_and_is_given_back(
    admin: AdminClient, database: Database, host: str
) -> None:
    answer = admin.post(f"{INDEX}/invites", allowed_host=host)
    assert answer.status_code == 422
    assert "Give the host alone" in answer.text
    assert f'value="{host}"' in answer.text
    assert links(admin) == []
    assert "registration.invite" not in actions(database)


@pytest.mark.parametrize("wanted", ["x", "0" * 32])
def test_unknown_link_cannot_be_withdrawn(admin: AdminClient, wanted: str) -> None:
    answer = admin.post(f"{INDEX}/invites/{wanted}/revoke")
    assert answer.status_code == 404
    assert "no longer waiting" in answer.text


def test_link_waits_with_its_maker_and_host_and_is_withdrawn(
    app: Flask, admin: AdminClient, database: Database
) -> None:
    answer = admin.post(f"{INDEX}/invites", allowed_host="moodle.school.lan")
    assert answer.status_code == 303
    page = admin.get(answer.location).text
    (token,) = LINK.findall(page)
    assert "Made by Ada" in page
    assert "moodle.school.lan" in page
    assert app.test_client().get(f"/lti/register/{token}").status_code == 422  # a link that works
    answer = admin.post(f"{INDEX}/invites/{invite_id(database)}/revoke")
    assert "was withdrawn" in admin.get(answer.location).text
    assert links(admin) == []
    gone = app.test_client().get(f"/lti/register/{token}")
    assert gone.status_code == 404
    assert "withdrawn" in gone.text
    assert actions(database)[1:] == ["registration.invite", "registration.revoke_invite"]


@pytest.mark.parametrize("values", [{"expires_at": utcnow()}, {"used_at": utcnow()}])
def test_link_that_is_over_neither_waits_nor_is_withdrawn(
    admin: AdminClient, database: Database, values: dict[str, object]
) -> None:
    admin.post(f"{INDEX}/invites", allowed_host="")
    with database.write() as session:
        session.execute(update(RegistrationInvite).values(values))
    assert links(admin) == []
    assert admin.post(f"{INDEX}/invites/{invite_id(database)}/revoke").status_code == 404


def test_link_under_another_secret_key_says_so(
    admin: AdminClient, database: Database, settings: Settings
) -> None:
    with database.write() as session:
        invite_registration(session, Vault(b"another" * 8), utcnow(), COMMAND_LINE)
    page = admin.get(INDEX).text
    assert "This link cannot be shown" in page
    assert "Made by the command line" in page
    with database.read() as session:
        (row,) = list_pending(session, Vault(settings.secret_key), utcnow() + timedelta(days=6))
        assert row.token == ""


def test_a_key_that_a_broken_registration_left_goes_with_its_link(
    admin: AdminClient, database: Database, settings: Settings
) -> None:
    admin.post(f"{INDEX}/invites", allowed_host="")
    with database.write() as session:
        ensure_key(session, Vault(settings.secret_key), invite_id(database))
    admin.post(f"{INDEX}/invites/{invite_id(database)}/revoke")
    with database.read() as session:
        assert session.scalars(select(ToolKey)).all() == []
