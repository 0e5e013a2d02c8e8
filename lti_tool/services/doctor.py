"""The launch doctor: what an installation and each of its registrations need in order to work.

It takes the database instead of a session, since it asks the platform and itself over HTTP (each
exchange bounded in time and size) and no transaction may be open meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.lti.addresses import Permitted
from lti_tool.lti.http import HttpError, make_session, read_json
from lti_tool.lti.proxy import Proxy
from lti_tool.lti.vault import Vault, VaultError
from lti_tool.models import Registration
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.revision import is_current
from lti_tool.services.admin_overview import Overview, read_overview
from lti_tool.services.course_sync import WEB_SERVICE_PURPOSE
from lti_tool.services.doctor_launches import check_launches
from lti_tool.services.doctor_models import check_models, check_other_uses
from lti_tool.services.doctor_proxy import check_proxy
from lti_tool.services.key_rotation import DOCTOR_AGENT
from lti_tool.services.keys import KeyMissingError, KeySealedError, signing_key
from lti_tool.services.model_choice import ModelUse, read_models
from lti_tool.services.private_hosts import open_http
from lti_tool.services.registration_checks import Finding, check_registration

SLOW = timedelta(minutes=10)  # a score that waits for longer is worth a look
SKEW_SECONDS, WRONG_SKEW_SECONDS = 10, 60  # Moodle's tokens live for 60 s
FUNCTIONS = frozenset(
    {
        "core_course_get_contents",
        "core_course_get_updates_since",
        "gradereport_user_get_grade_items",
        "mod_quiz_get_attempt_review",
        "mod_quiz_get_quizzes_by_courses",
    }
)


def examine_site(
    database: Database,
    depths: Mapping[str, int | None],
    defaults: Mapping[ModelUse, str],
    proxy: Proxy | None,
    now: datetime,
) -> list[Finding]:
    """`depths`: jobs that wait in each queue, None where it is out of reach. `defaults`: the
    models that work where no admin chose others. `proxy`: the way to platforms."""
    if not is_current(database.engine):
        return [Finding("database_behind", False)]
    with database.read() as session:
        overview = read_overview(session, now)
        models = read_models(session, defaults)
    findings = [Finding("database_current", True)]
    for queue, depth in depths.items():
        findings += _check_queue(overview, queue, depth, now)
    alive = list(overview.alive(now))
    findings += check_models(alive, models[ModelUse.DRAFT])
    findings += [*check_other_uses(alive, models), _check_outbox(overview, now)]
    findings += check_proxy(proxy, os.environ)
    if not overview.registrations:
        findings.append(Finding("no_registration", None))
    return findings


def _check_queue(
    overview: Overview, queue: str, depth: int | None, now: datetime
) -> Iterator[Finding]:
    if depth is None:
        yield Finding("queue_away", False, {"queue": queue})
    else:
        yield Finding("queue_reached", True, {"queue": queue, "jobs": str(depth)})
    alive = overview.working(queue, now)
    yield Finding("worker_alive" if alive else "worker_missing", alive, {"queue": queue})


def _check_outbox(overview: Overview, now: datetime) -> Finding:
    oldest = overview.oldest_waiting
    if oldest and now - oldest > SLOW:
        minutes = str(int((now - oldest).total_seconds() // 60))
        return Finding("scores_stuck", None, {"minutes": minutes})
    return Finding("scores_flow", True)


def examine_registration(
    database: Database,
    vault: Vault,
    site: Permitted,
    base_url: str,
    registration_id: str,
    now: datetime,
) -> list[Finding]:
    with database.read() as session:
        row = session.get_one(Registration, registration_id)
        own_key = _check_own_key(session, vault, row)
        launches = check_launches(session, row, base_url, now)
    http = open_http(database, site, registration_id)
    findings = [own_key, _check_published(base_url, row, own_key)]
    findings += [_check_asked(row), _check_clock(http, row)]
    findings += check_registration(database, vault, site, registration_id)
    return [*findings, *launches, _check_web_service(vault, http, row)]


def _check_own_key(session: Session, vault: Vault, row: Registration) -> Finding:
    try:
        return Finding("key_opens", True, {"kid": signing_key(session, vault, row.id).kid})
    except KeyMissingError:
        return Finding("key_missing", False)
    except KeySealedError:
        return Finding("key_sealed", False)


def _check_published(base_url: str, row: Registration, own_key: Finding) -> Finding:
    """By the public address, as a platform fetches it: through the proxy, if there is one."""
    url = f"{base_url}/lti/jwks/{row.id}"
    try:
        found = read_json(make_session().get(url, headers={"User-Agent": DOCTOR_AGENT}))
        kids = [key["kid"] for key in found["keys"]]
    except HttpError as error:
        return Finding("own_keys_unreachable", False, {"url": url, "code": error.code})
    except (KeyError, TypeError):
        return Finding("own_keys_foreign", False, {"url": url})
    if own_key.fields.get("kid") not in kids:
        return Finding("own_keys_foreign", False, {"url": url})
    return Finding("own_keys_published", True, {"url": url, "count": str(len(kids))})


def _check_asked(row: Registration) -> Finding:
    asked = row.keys_asked_at
    if asked is None:
        return Finding("keys_never_asked", None)
    return Finding("keys_asked", True, {"when": f"{asked:%Y-%m-%d %H:%M} UTC"})


def _check_clock(http: requests.Session, row: Registration) -> Finding:
    try:
        sent = http.get(row.jwks_url).headers.get("Date", "")
        theirs = parsedate_to_datetime(sent).astimezone(UTC)
    except (HttpError, ValueError):
        return Finding("clock_unknown", None)
    seconds = round((datetime.now(UTC) - theirs).total_seconds())
    if abs(seconds) <= SKEW_SECONDS:
        return Finding("clock_agrees", True)
    good = None if abs(seconds) < WRONG_SKEW_SECONDS else False
    return Finding("clock_skew", good, {"seconds": str(seconds)})


def _check_web_service(vault: Vault, http: requests.Session, row: Registration) -> Finding:
    if row.web_service_url is None or row.web_service_token is None:
        return Finding("web_service_none", None)
    try:
        token = vault.open(row.web_service_token, WEB_SERVICE_PURPOSE).decode()
        answer = MoodleClient(http, row.web_service_url, token).call(
            "core_webservice_get_site_info"
        )
        granted = {str(one["name"]) for one in answer["functions"]}
    except VaultError:
        return Finding("web_service_fails", False, {"problem": "ws_token_unreadable"})
    except MoodleError as error:
        return Finding("web_service_fails", False, {"problem": error.code})
    except (KeyError, TypeError):
        return Finding("web_service_fails", False, {"problem": "ws_broken_answer"})
    if missing := sorted(FUNCTIONS - granted):
        return Finding("web_service_lacks", False, {"functions": ", ".join(missing)})
    return Finding("web_service_works", True)
