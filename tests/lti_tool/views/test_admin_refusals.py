from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.lti.errors import MessageInvalidError
from lti_tool.models import Refusal
from lti_tool.services import refusals
from tests.lti_tool.platform_signer import LEARNER, Browser, register_platform
from tests.lti_tool.views.admin_client import AdminClient


@pytest.fixture
def browser(app: Flask, database: Database) -> Browser:
    return Browser(app, register_platform(database))


def reference_of(text: str) -> str:
    found = re.search(r"Reference number: ([0-9a-f]{8})", text)
    assert found, text
    return found[1]


def test_nothing_was_refused(admin: AdminClient) -> None:
    assert "No launch was refused" in admin.get("/admin/refusals").text


@pytest.mark.parametrize("reference", ["ffffffff", "%00", "é", "' or 1=1", "x" * 1000])
def test_unknown_reference(admin: AdminClient, browser: Browser, reference: str) -> None:
    browser.login(iss="https://other.example")
    answer = admin.get(f"/admin/refusals?reference={reference}")
    assert answer.status_code == 200
    assert "No refused launch has this number" in answer.text
    assert "other.example" not in answer.text


def test_reference_leads_to_the_check_and_both_values(admin: AdminClient, browser: Browser) -> None:
    browser.login(iss="https://other.example")
    refused = browser.launch(LEARNER, lambda claims: claims.update(aud="<b>another</b>"))
    reference = reference_of(refused.text)
    page = admin.get(f"/admin/refusals?reference=+{reference.upper()}+").text
    for shown in ("<code>aud</code>", browser.platform.client_id, "&lt;b&gt;another&lt;/b&gt;"):
        assert shown in page
    assert f"/admin/registrations/{browser.platform.registration_id}" in page
    assert "other.example" not in page
    assert "not recognised" in admin.get("/admin/refusals").text


def test_nobody_is_named(browser: Browser, database: Database) -> None:
    def spoil(claims: dict[str, object]) -> None:
        claims[names.ROLES] = "Ada Smith"
        claims["sub"] = "student1"

    browser.launch(LEARNER, spoil)
    with database.read() as session:
        row = session.scalars(select(Refusal)).one()
    assert row.check == names.ROLES
    assert not re.search("ada|smith|student1", f"{row.expected}{row.found}", re.IGNORECASE)


def nested(depth: int) -> list[object]:
    return [] if depth == 0 else [nested(depth - 1)]


@pytest.mark.parametrize("found", ["\0\ud800\u202e", "x" * 5000, nested(400), {"a": "x" * 999}])
def test_whatever_was_sent_is_kept_within_bounds(database: Database, found: object) -> None:
    with database.write() as session:
        refusals.note_refusal(session, MessageInvalidError("x", "y", found), "0" * 8, None)
    with database.read() as session:
        row = session.scalars(select(Refusal)).one()
        assert 0 < len(row.found) <= refusals.LONGEST_VALUE
        assert row.found.isprintable()


def test_flood_of_one_platform_leaves_the_others_refusals(
    browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST_OF_A_PLATFORM", 3)
    browser.launch(LEARNER, lambda claims: claims.update(aud="x"))
    for number in range(5):
        browser.login(iss=f"https://{number}.example")
    with database.read() as session:
        rows = session.scalars(select(Refusal).order_by(Refusal.created_at)).all()
    assert [row.check for row in rows] == ["aud", "iss", "iss", "iss"]
    assert rows[-1].found == "https://4.example"


def test_refusals_are_forgotten_after_a_month(browser: Browser, database: Database) -> None:
    browser.login(iss="https://other.example")
    with database.write() as session:
        refusals.purge_refusals(session, utcnow() + timedelta(days=29))
        assert session.scalars(select(Refusal)).all()
        refusals.purge_refusals(session, utcnow() + timedelta(days=31))
        assert not session.scalars(select(Refusal)).all()


def test_person_reads_the_sentence_even_where_nothing_can_be_kept(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setattr("lti_tool.views.refusals.note_refusal", fail)
    answer = browser.login(iss="https://other.example")
    assert answer.status_code == 404
    assert reference_of(answer.text)
