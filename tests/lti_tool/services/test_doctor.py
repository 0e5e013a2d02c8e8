"""The launch doctor at a platform that is whole, and at one that lacks one thing after another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import formatdate
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.lti.addresses import Permitted
from lti_tool.lti.keys import describe_jwk
from lti_tool.lti.vault import Vault
from lti_tool.models import Context, Registration, WorkerBeat
from lti_tool.services.doctor import FUNCTIONS, examine_registration, examine_site
from lti_tool.services.keys import ensure_key, list_jwks, signing_key
from lti_tool.services.model_choice import ModelUse
from lti_tool.services.registration_checks import Finding
from lti_tool.services.web_services import set_web_service
from lti_tool.views.registration_check import tell_finding
from tests.fake_platform import FakePlatform
from tests.local_server import Handler, serve
from tests.lti_tool.factories import make_course, make_person, make_registration, store
from tests.lti_tool.lti.name_server import answer_names
from tests.lti_tool.platform_signer import draw_pair
from tests.lti_tool.visits import make_session

MODEL = "smollm2-135m"
SITE_INFO = "core_webservice_get_site_info"
HERE = Permitted(loopback=True)
VAULT = Vault(b"a secret of at least 32 characters")


@dataclass
class Platform(FakePlatform):
    """With a key set, and the tool's own key set as its proxy would give it out."""

    database: Database | None = None
    withheld: frozenset[str] = frozenset()
    certs_status: int = 200
    certs: bytes = field(
        default_factory=lambda: json.dumps(
            {"keys": [describe_jwk("theirs", draw_pair().public_pem)]}
        ).encode()
    )

    def handle(self, request: Handler) -> None:
        path = urlsplit(request.path).path
        if path.endswith("/certs.php"):
            return request.answer(self.certs_status, self.certs)
        if path.startswith("/lti/jwks/"):
            assert self.database
            with self.database.read() as session:
                found = list_jwks(session, path.rpartition("/")[2])
            return request.answer(200, json.dumps(found).encode())
        if path.endswith("/token.php"):
            asked = parse_qs(request.body.decode())["scope"][0]
            if asked in self.withheld:
                return request.answer(400, b'{"error": "invalid_scope"}')
        return super().handle(request)


@dataclass
class Patient:
    database: Database
    platform: Platform
    registration_id: str
    context: Context

    def examine(self, permitted: Permitted = HERE) -> dict[str, Finding]:
        base_url = self.platform.origin
        found = examine_registration(
            self.database, VAULT, permitted, base_url, self.registration_id, utcnow()
        )
        for one in found:
            told = tell_finding(one).text
            assert "%(" not in told
            assert len(told) > 20
        return {one.code: one for one in found}

    def come(self, **values: Any) -> None:
        """A launch of just now."""
        with self.database.write() as session:
            person = make_person(session, self.context)
            make_session(session, self.context, person, **values)


@pytest.fixture
def patient(database: Database) -> Iterator[Patient]:
    platform = Platform(database=database)
    platform.web_service = {SITE_INFO: {"functions": [{"name": one} for one in FUNCTIONS]}}
    with serve(platform.handle) as platform.origin:
        with database.write() as session:
            row = make_registration(session, issuer=platform.origin, keys_asked_at=utcnow())
            ensure_key(session, VAULT, row.id)
            platform.public_pem = signing_key(session, VAULT, row.id).public_pem
            set_web_service(session, VAULT, row.id, platform.origin, "secret")
            context = make_course(session, row)
        yield Patient(database, platform, row.id, context)


def test_all_is_well_and_every_line_says_so(patient: Patient) -> None:
    for rung in ("partitioned", "partitioned", "storage"):
        patient.come(rung=rung, came_as=patient.platform.origin)
    found = patient.examine()
    assert [code for code, one in found.items() if one.good is not True] == []
    assert {"key_opens", "own_keys_published", "keys_asked", "clock_agrees", "keys_found"} <= set(
        found
    )
    assert {"token_given", "web_service_works", "launches_by_address"} <= set(found)
    assert found["rungs_fine"].fields == {"cookies": "2", "storage": "1", "new_tab": "0"}


@pytest.mark.parametrize(("ahead", "good"), [(30, None), (-120, False), (3600, False)])
def test_clock_skew(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, ahead: int, good: bool | None
) -> None:
    monkeypatch.setattr(
        Handler,
        "date_time_string",
        lambda _self, _stamp=None: formatdate(time() - ahead, usegmt=True),
    )
    skew = patient.examine()["clock_skew"]
    assert skew.good is good
    assert abs(int(skew.fields["seconds"]) - ahead) <= 10
    assert "NTP" in tell_finding(skew).text


def test_clock_that_is_not_told(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Handler, "date_time_string", lambda _self, _stamp=None: "noon")
    assert patient.examine()["clock_unknown"].good is None


def test_scopes_that_are_not_granted_are_named(patient: Patient) -> None:
    patient.platform.withheld = frozenset({names.SCOPE_SCORE})
    found = patient.examine()["token_partial"]
    assert found.good is None
    assert found.fields["refused"] == "score"
    assert "score" not in found.fields["granted"].split(", ")
    patient.platform.withheld = frozenset(names.SCOPES)
    assert patient.examine()["token_partial"].good is False


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"exception": "x", "errorcode": "invalidtoken"}, "not valid any longer"),
        ({"exception": "x", "errorcode": "accessexception"}, "lacks a function"),
        ({"exception": "x", "errorcode": "new_in_moodle_6"}, "refused to answer"),
        ({"functions": "none"}, "not readable"),
        ([], "not readable"),
    ],
)
def test_web_service_token_that_is_wrong_or_expired(
    patient: Patient, answer: Any, words: str
) -> None:
    patient.platform.web_service[SITE_INFO] = answer
    found = patient.examine()["web_service_fails"]
    assert found.good is False
    assert words in tell_finding(found).text


def test_web_service_without_what_is_needed(patient: Patient) -> None:
    patient.platform.web_service[SITE_INFO] = {"functions": [{"name": "core_course_get_contents"}]}
    found = patient.examine()["web_service_lacks"]
    assert found.good is False
    assert "gradereport_user_get_grade_items" in tell_finding(found).text


@pytest.mark.parametrize("status", [404, 503])
def test_key_set_that_is_out_of_reach(patient: Patient, status: int) -> None:
    patient.platform.certs_status = status
    found = patient.examine()["keys_unavailable"]
    assert found.good is False
    assert f"status {status}" in tell_finding(found).text


@pytest.mark.parametrize("certs", [b"<html>", b'{"keys": 5}'])
def test_key_set_that_is_none(patient: Patient, certs: bytes) -> None:
    patient.platform.certs = certs
    assert patient.examine()["keys_unavailable"].good is False


def test_key_set_without_a_usable_key(patient: Patient) -> None:
    patient.platform.certs = b'{"keys": []}'
    assert patient.examine()["keys_none"].good is False


def test_address_that_leads_inside_is_named_and_nothing_is_sent_there(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = patient.platform.origin.rpartition(":")[2]
    answer_names(monkeypatch, moodle_example=["127.0.0.1"])
    with patient.database.write() as session:
        row = session.get_one(Registration, patient.registration_id)
        row.jwks_url = f"http://moodle.example:{port}/certs.php"
        row.auth_token_url = f"http://moodle.example:{port}/token.php"
        row.web_service_url = f"http://moodle.example:{port}"
    found = patient.examine()
    assert found["host_private"].fields == {"host": "moodle.example"}
    assert found["keys_unavailable"].good is found["token_refused"].good is False
    assert "private network" in tell_finding(found["token_refused"]).text
    assert "private network" in tell_finding(found["web_service_fails"]).text
    assert patient.platform.requests == []
    assert "host_private" not in patient.examine(Permitted(frozenset({"moodle.example"})))


def test_new_tabs_that_are_frequent_are_worth_a_look(patient: Patient) -> None:
    for rung in ("unpartitioned", "new_tab", "new_tab", None):
        patient.come(rung=rung)
    found = patient.examine()["rungs_new_tab"]
    assert found.good is None
    assert found.fields == {"cookies": "1", "storage": "0", "new_tab": "2"}
    assert "Launch container" in tell_finding(found).text


def test_launches_of_yesterday_say_nothing(patient: Patient) -> None:
    patient.come(rung="new_tab", came_as="http://x", created_at=utcnow() - timedelta(days=2))
    found = patient.examine()
    assert found["launches_none"].good is None
    assert found.keys().isdisjoint({"rungs_fine", "rungs_new_tab", "launches_elsewhere"})


def test_proxy_that_hides_the_scheme_shows_in_the_launches(patient: Patient) -> None:
    patient.come(came_as=patient.platform.origin)
    patient.come(came_as="http://10.0.0.5:8000")
    found = patient.examine()["launches_elsewhere"]
    assert found.good is False
    assert found.fields["seen"] == "http://10.0.0.5:8000"
    assert "COURSEWRIGHT_PROXIES" in tell_finding(found).text


def examine_workers(
    database: Database, *beats: WorkerBeat, model: str = MODEL, solver: str = ""
) -> dict[str, Any]:
    with database.write() as session:
        store(session, *beats)
    chosen = dict.fromkeys(ModelUse, "") | {ModelUse.DRAFT: model, ModelUse.RE_SOLVE: solver}
    found = examine_site(database, {"work": 0, "model": 3}, chosen, None, utcnow())
    assert all("%(" not in tell_finding(one).text for one in found)
    return {f"{one.code} {one.fields.get('queue', '')}".strip(): one for one in found}


def beat(queue: str = "model", minutes: float = 0, **values: Any) -> WorkerBeat:
    seen = utcnow() - timedelta(minutes=minutes)
    return WorkerBeat(**{"name": f"{queue}-{minutes}", "queue": queue, "seen_at": seen, **values})


def test_workers_that_have_the_model(database: Database) -> None:
    found = examine_workers(database, beat("work"), beat(installed=[MODEL, "other"], model=MODEL))
    fine = {"worker_alive work", "worker_alive model", "model_installed", "model_loaded"}
    assert fine <= found.keys()
    assert all(found[code].good for code in fine)
    assert found["model_installed"].fields["installed"] == f"other, {MODEL}"


def test_worker_without_the_chosen_model_is_named(database: Database) -> None:
    found = examine_workers(database, beat("work"), beat(installed=["other"]))
    assert found["model_missing"].good is False
    assert f"models install {MODEL}" in tell_finding(found["model_missing"]).text


def test_worker_that_is_silent_is_no_worker(database: Database) -> None:
    found = examine_workers(database, beat("work"), beat(minutes=5, installed=[MODEL]))
    assert found["worker_missing model"].good is False
    assert found["worker_alive work"].good
    assert "model_installed" not in found


def test_no_model_by_choice_is_fine(database: Database) -> None:
    found = examine_workers(database, beat("work"), beat(), model="none")
    assert found["model_none"].good
    assert "model_missing" not in found


def test_model_that_solves_again_is_looked_for_too(database: Database) -> None:
    found = examine_workers(database, beat(installed=[MODEL]), solver="large")
    assert found["other_model_missing"].good is False
    assert "models install large" in tell_finding(found["other_model_missing"]).text
    here = examine_workers(database, solver=MODEL)
    assert not {code for code in here if code.startswith("other_model")}
