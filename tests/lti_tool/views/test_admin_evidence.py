"""Keys of other tools: shown once, scoped, revoked, and on nobody's way out of their course."""

from __future__ import annotations

import re

from flask import Flask

from lti_tool.db import Database, utcnow
from lti_tool.models import Person, Statement
from lti_tool.services.learner_erasure import erase_learner
from lti_tool.services.learner_export import export_learner
from lti_tool.services.learner_rows import find_learner
from lti_tool.services.retention import run_retention
from tests.lti_tool.factories import PLATFORM, make_course
from tests.lti_tool.views.admin_client import AdminClient, actions
from tests.lti_tool.views.evidence_sender import make_sender
from tests.lti_tool.views.test_xapi import count


def test_a_key_is_shown_once_and_revoked(app: Flask, database: Database) -> None:
    admin = AdminClient(app, database)
    assert "Register a platform first" in admin.get("/admin/evidence").text
    with database.write() as session:
        course, other = make_course(session), make_course(session)
    scope = f"{course.registration_id}/{course.id}"
    assert admin.post("/admin/evidence/keys", scope=scope, label=" ").status_code == 422
    crossed = f"{course.registration_id}/{other.id}"
    assert admin.post("/admin/evidence/keys", scope=crossed, label="H5P").status_code == 404
    assert admin.post("/admin/evidence/keys", scope="x", label="H5P").status_code == 404
    made = admin.post("/admin/evidence/keys", scope=scope, label="H5P").text
    name, secret = re.findall(r"<code class=\"copy text-body me-auto\">([\w-]+)</code>", made)[:2]
    listed = admin.get("/admin/evidence").text
    assert name in listed
    assert secret not in listed
    assert "never used" in listed
    key_id = re.findall(r"/admin/evidence/keys/(\w+)/revoke", listed)[0]
    assert admin.post(f"/admin/evidence/keys/{key_id}/revoke").status_code == 303
    assert "Revoked" in admin.get("/admin/evidence?revoked=1").text
    assert admin.post(f"/admin/evidence/keys/{key_id}/revoke").status_code == 404
    assert actions(database)[-2:] == ["evidence_key.make", "evidence_key.revoke"]


def test_what_was_sent_of_a_person_is_exported_and_erased_even_while_it_waits(
    app: Flask, database: Database
) -> None:
    sender = make_sender(app, database)
    actor = {"account": {"homePage": PLATFORM, "name": "later"}}
    sender.send([sender.statement(), sender.statement(actor=actor)])
    with database.write() as session:
        later = Person(registration_id=sender.context.registration_id, subject="later")
        session.add(later)
        session.flush()
        for person_id in (later.id, sender.person.id):
            found = export_learner(session, find_learner(session, person_id), utcnow())
            assert len(found["rows"]["statement"]) == 1
        erase_learner(session, later, "command-line")
    assert count(database) == 1
    with database.write() as session:
        erase_learner(session, find_learner(session, sender.person.id), "command-line")
    assert count(database) == 0


def test_what_waits_for_nobody_goes_after_a_month(app: Flask, database: Database) -> None:
    sender = make_sender(app, database)
    actor = {"account": {"homePage": PLATFORM, "name": "nobody"}}
    sender.send([sender.statement(), sender.statement(actor=actor)])
    assert "1 of them waits" in AdminClient(app, database).get("/admin/evidence").text
    with database.write() as session:
        for row in session.query(Statement):
            row.created_at = utcnow().replace(year=2020)
        counts = run_retention(session, utcnow(), "sweeper")
    assert counts["statements"] == {"statement": 1}
    assert count(database) == 1
