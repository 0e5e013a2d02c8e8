"""/metrics: closed unless opened by setting, right figures, and nobody's id in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.db import Database, utcnow
from lti_tool.services.job_tally import note_job
from lti_tool.settings import Settings
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_person,
    make_practice,
    make_score,
)

TOKEN = {"Authorization": "Bearer scrape-me"}


def open_client(settings: Settings, database: Database, **values: Any) -> FlaskClient:
    return create_app(replace(settings, **values), database, RecordingQueue()).test_client()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Bearer scrape-mé"])
def test_closed_by_default_and_to_a_wrong_token(
    settings: Settings, database: Database, header: str
) -> None:
    headers = {"Authorization": header}
    for values in ({}, {"metrics_token": "scrape-me"}):
        client = open_client(settings, database, **values)
        answer = client.get("/metrics", headers=headers)
        assert answer.status_code == 403
        assert "coursewright_scores" not in answer.text


def test_open_to_a_token_or_an_address(settings: Settings, database: Database) -> None:
    client = open_client(settings, database, metrics_token="scrape-me")
    assert client.get("/metrics", headers=TOKEN).status_code == 200
    client = open_client(settings, database, metrics_addresses=(ip_network("192.0.2.0/24"),))
    for address, status in (("192.0.2.9", 200), ("198.51.100.9", 403)):
        answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == status


def test_figures_come_from_rows_and_name_nobody(settings: Settings, database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        person = make_person(session, context, subject="subject-77", name="Jane Doe")
        since = utcnow() - timedelta(hours=2)
        make_score(session, context, make_practice(session, context), person, waiting_since=since)
        note_job(session, "jobs.read_source.run", "done", 1.5)
        note_job(session, "jobs.read_source.run", "done", 2.0)
    client = open_client(settings, database, metrics_token="scrape-me")
    client.post("/lti/login")
    text = client.get("/metrics", headers=TOKEN).text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert 7200 <= float(lines["coursewright_oldest_pending_score_seconds"]) < 7260
    assert lines['coursewright_scores{state="waiting"}'] == "1.0"
    done = '{job="jobs.read_source.run",outcome="done"}'
    assert lines[f"coursewright_job_seconds_count{done}"] == "2.0"
    assert lines[f"coursewright_job_seconds_sum{done}"] == "3.5"
    assert 'coursewright_queue_depth{queue="work"}' in lines
    assert any(line.startswith('coursewright_launches_total{outcome="') for line in lines)
    for secret in ("subject-77", "Jane", person.id, context.id):
        assert secret not in text
